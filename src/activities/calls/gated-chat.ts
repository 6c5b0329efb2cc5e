/** @module Policies go through the same gate as experts: what they call may be the same server. */
import type { ChatClient } from '../../experts/openai/chat-types.js';
import { endOf } from './call-end.js';
import type { Gate } from './gate.js';

/** A chat client whose calls wait for room, at most as long as a call of the model may take. Errors as those of both. */
export function gatedChat(chat: ChatClient, gate: Gate, now: () => number): ChatClient {
  return async (request) => {
    const { model, signal } = request;
    // Whoever decides is waited for: the caller comes again.
    const pass = await gate.enter(model, { signal, untilMs: now() + model.timeoutMs, final: false });
    try {
      const reply = await chat(request);
      pass.leave({ kind: 'up' });
      return reply;
    } catch (error) {
      pass.leave(endOf(error));
      throw error;
    }
  };
}
