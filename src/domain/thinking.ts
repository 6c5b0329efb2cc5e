/** @module Reasoning that a server leaves in the text is told apart from the answer. */

export interface Split {
  readonly reasoning: string;
  readonly text: string;
}

const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Takes `<think>` blocks out of a text: closed ones, one that the chat template opened (only its end is in the text), and one
 * that never ends (cut by the token limit), after which there is no answer.
 */
export function splitThinking(raw: string): Split {
  const reasoning: string[] = [];
  const answer: string[] = [];
  const firstClose = raw.indexOf(CLOSE);
  const firstOpen = raw.indexOf(OPEN);
  let position = 0;
  if (firstClose >= 0 && (firstOpen < 0 || firstClose < firstOpen)) {
    reasoning.push(raw.slice(0, firstClose));
    position = firstClose + CLOSE.length;
  }
  for (;;) {
    const open = raw.indexOf(OPEN, position);
    answer.push(raw.slice(position, open < 0 ? raw.length : open));
    if (open < 0) break;
    const close = raw.indexOf(CLOSE, open);
    reasoning.push(raw.slice(open + OPEN.length, close < 0 ? raw.length : close));
    if (close < 0) break;
    position = close + CLOSE.length;
  }
  const joined = reasoning.map((part) => part.trim()).filter((part) => part !== '');
  return { reasoning: joined.join('\n'), text: answer.join('').trim() };
}
