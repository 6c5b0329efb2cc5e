/**
 * @module How public harnesses read an option from a reply (VLMEvalKit's and Qwen-VL's exact-matching stage, before a model is
 * asked): used by HRBench, V* and 4-choice Geometry3K. Confirmed in public code.
 */
import type { Item, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { letterOf } from '../read/option.js';
import { optionsOf, rightOption } from '../generic/multiple-choice.js';

const DEFAULT_COUNT = 4;

/**
 * The one option letter that stands as a word, once punctuation is blank; none when `A` is among more than three words, where
 * it may be an article. With no letter at all: the one option whose text the reply contains.
 */
export function inferredOption(answer: string, options: readonly string[]): number | undefined {
  const words = answer
    .replace(/[.()[\],:;!*#{}]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  const count = options.length > 0 ? options.length : DEFAULT_COUNT;
  const letters = Array.from({ length: count }, (_, index) => index).filter((index) => words.includes(letterOf(index)));
  if (letters.length === 1) return words.includes('A') && words.length > 3 ? undefined : letters[0];
  if (letters.length > 1) return undefined;
  const lower = answer.toLowerCase();
  const byText = options.flatMap((option, index) =>
    option !== '' && lower.includes(option.toLowerCase()) ? [index] : [],
  );
  return byText.length === 1 ? byText[0] : undefined;
}

export const letterReport: Rule = (item: Item) => {
  const right = rightOption(item);
  const index = inferredOption(
    item.answer,
    item.options.length > 0 ? item.options : optionsOf(item).length > 4 ? optionsOf(item) : [],
  );
  if (index === undefined) return noAnswer('no option could be read');
  return compared(letterOf(index), index === right, right === undefined ? item.truths.join('" or "') : letterOf(right));
};
