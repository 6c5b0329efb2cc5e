/** @module What a chat model generated for a decision, with all that a trainer of that model needs of it. Plain JSON. */
import { MAX_GENERATION } from '../domain/action.js';
import { cut } from '../domain/escape.js';
import type { ChatMessage, ChatReply, ChatRequest, ChatToolCall, ReplyTokens } from '../experts/openai/chat-types.js';

export interface PromptMessage {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly text: string;
  /** So many pictures of the task stand before the text. */
  readonly images: number;
  readonly toolCalls: readonly ChatToolCall[];
}

export interface Generation extends ReplyTokens {
  /** The conversation as it was sent, but for the system prompt, which the rollout pins. */
  readonly prompt: readonly PromptMessage[];
  /** What came back, as it came: what the server kept apart as reasoning, the text, calls of tools. */
  readonly reasoning: string;
  readonly text: string;
  readonly toolCalls: readonly ChatToolCall[];
  readonly finishReason: string;
  /** How it was drawn; null: as the server does by itself. */
  readonly seed: number;
  readonly temperature: number | null;
  readonly topP: number | null;
}

const NO_TOKENS: ReplyTokens = { promptTokenIds: null, tokenIds: null, logprobs: null };

export function generationOf(request: ChatRequest, reply: ChatReply): Generation {
  const { model, messages, seed } = request;
  return {
    prompt: messages.flatMap(promptMessage),
    reasoning: cut(reply.reasoning, MAX_GENERATION),
    text: cut(reply.text, MAX_GENERATION),
    toolCalls: reply.toolCalls,
    finishReason: reply.finishReason,
    seed,
    temperature: request.temperature ?? model.temperature ?? null,
    topP: request.topP ?? model.topP ?? null,
    ...(reply.tokens ?? NO_TOKENS),
  };
}

function promptMessage(message: ChatMessage): readonly PromptMessage[] {
  const { role, text } = message;
  if (role === 'system') return [];
  return [
    {
      ...{ role, text },
      images: role === 'user' ? (message.images?.length ?? 0) : 0,
      toolCalls: role === 'assistant' ? (message.toolCalls ?? []) : [],
    },
  ];
}
