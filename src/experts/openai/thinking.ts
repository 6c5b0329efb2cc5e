/** @module Reasoning that a server leaves in the text is told apart from the answer. */

export interface Split {
  readonly reasoning: string;
  readonly text: string;
}

const BLOCK = /<think>([\s\S]*?)<\/think>/g;

/**
 * Takes `<think>` blocks out of a text: closed ones, one that the chat template opened (only its end is in the text), and one
 * that never ends (cut by the token limit), after which there is no answer.
 */
export function splitThinking(raw: string): Split {
  const reasoning: string[] = [];
  const open = raw.indexOf('<think>');
  const close = raw.indexOf('</think>');
  let text = raw;
  if (close >= 0 && (open < 0 || close < open)) {
    reasoning.push(raw.slice(0, close));
    text = raw.slice(close + '</think>'.length);
  }
  text = text.replace(BLOCK, (_block, inside: string) => {
    reasoning.push(inside);
    return '';
  });
  const unclosed = text.indexOf('<think>');
  if (unclosed >= 0) {
    reasoning.push(text.slice(unclosed + '<think>'.length));
    text = text.slice(0, unclosed);
  }
  return { reasoning: reasoning.map((part) => part.trim()).join('\n'), text: text.trim() };
}
