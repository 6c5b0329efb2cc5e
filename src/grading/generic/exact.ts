/** @module The generic rule: the same text, or the same number. */
import type { Grader, Rule } from '../contract.js';
import { oneOf } from '../finding.js';
import { readNumber, sameNumber } from '../read/numbers.js';
import { sameText } from '../read/text.js';

/** The whole answer is one of the truths, without case, spacing and a final full stop, or the same number. */
export function sameTextOrNumber(answer: string, truth: string): boolean {
  if (sameText(answer, truth)) return true;
  const [a, b] = [readNumber(answer), readNumber(truth)];
  return a !== undefined && b !== undefined && sameNumber(a, b);
}

const rule: Rule = oneOf(({ answer }) => answer.trim(), sameTextOrNumber);

export const exact: Grader = {
  id: 'exact',
  aliases: ['exact-match'],
  version: 1,
  summary: 'the same text (case, spacing and a final full stop aside), or the same number',
  rules: { report: rule, reward: rule },
};
