/** @module Gives back the closing tag that a server took off as a stop string. */
import type { ChatReply } from '../experts/openai/chat-types.js';

export const STOP_TAGS = ['</search>', '</answer>'] as const;

/**
 * The reply's text with its closing tag. vLLM leaves the matched stop string out and names it in `stop_reason`; hosted APIs only
 * say `stop`. A tag is given back where one was opened and not closed, outside a think block, and the reply ended by `stop`: a
 * reply cut by its length stays as it is.
 */
export function restoreStop({
  text,
  finishReason,
  stopReason,
}: Pick<ChatReply, 'text' | 'finishReason' | 'stopReason'>) {
  if (finishReason !== 'stop' || text.lastIndexOf('<think>') > text.lastIndexOf('</think>')) return text;
  const unclosed = STOP_TAGS.map((close) => ({ close, open: text.lastIndexOf(close.replace('/', '')) }))
    .filter(({ close, open }) => open >= 0 && open > text.lastIndexOf(close))
    .sort((a, b) => b.open - a.open);
  const named = STOP_TAGS.find((close) => close === stopReason);
  const close = unclosed.length === 0 ? undefined : (named ?? unclosed[0]?.close);
  return close === undefined ? text : text + close;
}
