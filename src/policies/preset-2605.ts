/** @module How the paper's checkpoint (2026-05) was sampled while it was trained, and how much room its transcript has. */
import type { PreparedTask } from '../domain/task.js';
import { estimateTokens } from '../domain/tokens.js';
import type { ChatMessage, ChatRequest } from '../experts/openai/chat-types.js';
import type { PolicyContext } from './policy.js';

/** The limit of 4 calls, and one turn more that can only answer, is every rollout's default. */
export const PRESET_2605 = { temperature: 1, topP: 1, newTokens: 8_192, contextTokens: 16_384 } as const;

/** What is left to a generation when the transcript has filled the context; the server has the last word. */
const LEAST_TOKENS = 256;
/** Tokens of a message's frame, by the chat template. */
const FRAME = 8;
/** Pixels of an image's side that make one token of Qwen3-VL: patches of 16, merged two by two. */
const SIDE = 32;

/** Whatever the model's card says. A server refuses a request whose prompt and reply together exceed its context. */
export function sampling2605(
  { task }: Pick<PolicyContext, 'task'>,
  messages: readonly ChatMessage[],
): Pick<ChatRequest, 'temperature' | 'topP' | 'maxTokens'> {
  const { temperature, topP, newTokens, contextTokens } = PRESET_2605;
  const text = messages.reduce((sum, message) => sum + estimateTokens(message.text) + FRAME, 0);
  const sees = messages.some((message) => message.role === 'user' && (message.images ?? []).length > 0);
  const left = contextTokens - text - (sees ? imageTokens(task) : 0);
  return { temperature, topP, maxTokens: Math.max(LEAST_TOKENS, Math.min(newTokens, left)) };
}

function imageTokens({ images }: PreparedTask): number {
  return images.reduce((sum, { width, height }) => sum + Math.ceil(width / SIDE) * Math.ceil(height / SIDE) + FRAME, 0);
}
