/** @module Policies go through the same gate as experts: what they call may be the same server. */
import { worstCase, type Spend } from '../../domain/budget.js';
import type { ChatClient, ChatRequest } from '../../experts/openai/chat-types.js';
import { endOf } from './call-end.js';
import type { Gate } from './gate.js';
import type { Purse } from './purse.js';

export interface ChatPayer {
  readonly purse: Purse;
  /** Whose budget pays; empty: none. */
  readonly batch: string;
}

/**
 * A chat client whose calls wait for room, at most as long as a call of the model may take, and are paid by the batch's budget.
 * Errors as those of gate, purse and chat.
 */
export function gatedChat(chat: ChatClient, gate: Gate, now: () => number, { purse, batch }: ChatPayer): ChatClient {
  return async (request) => {
    const { model, signal } = request;
    // Whoever decides is waited for: the caller comes again.
    const pass = await gate.enter(model, { signal, untilMs: now() + model.timeoutMs, final: false });
    try {
      const bill = { batch, worst: worstOf(request), limitMs: model.timeoutMs };
      const reply = await purse.pay(bill, () => chat(request));
      pass.leave({ kind: 'up' });
      return reply;
    } catch (error) {
      pass.leave(endOf(error));
      throw error;
    }
  };
}

/** Tools and calls of tools are counted as they are sent, as JSON. */
function worstOf({ model, messages, tools = [], maxTokens }: ChatRequest): Spend {
  let textBytes = tools.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(tools));
  const images: number[] = [];
  for (const message of messages) {
    textBytes += Buffer.byteLength(message.text);
    if (message.role === 'user') images.push(...(message.images ?? []).map(({ width, height }) => width * height));
    if (message.role === 'assistant') textBytes += Buffer.byteLength(JSON.stringify(message.toolCalls ?? []));
  }
  return worstCase(model, { textBytes, images, maxTokens });
}
