/**
 * @module TallyQA (Acharya et al., arXiv 1810.12440): the count, after number words. Confirmed in Big Vision's evaluator: words
 * from "none" and "zero" to "twenty" become digits, then the texts must be equal; simple, complex and all are reported
 * (`category`).
 */
import type { Grader } from '../contract.js';
import { oneOf } from '../finding.js';
import { commit } from '../read/commit.js';
import { readNumberWords } from '../read/number-words.js';
import { readCount } from '../read/quantity.js';
import { normalizeText } from '../read/text.js';
import { mathReference } from '../reference/math.js';

const LARGEST_WORD = 20;

function asNumeral(text: string): string {
  const word = text.toLowerCase();
  if (word === 'none') return '0';
  const value = /^[a-z]+$/.test(word) ? readNumberWords(word) : undefined;
  return value !== undefined && Number.isInteger(value) && value <= LARGEST_WORD ? String(value) : text;
}

const report = oneOf(
  ({ answer }) => asNumeral(answer.trim()),
  (answer, truth) => answer === asNumeral(truth.trim()),
);

function countOf(text: string): number | undefined {
  return /^(?:none|no)$/.test(normalizeText(text)) ? 0 : readCount(text);
}

const reward = oneOf(
  ({ answer }) => commit(answer),
  (committed, truth) => {
    const [given, wanted] = [countOf(committed), countOf(truth)];
    return given !== undefined && given === wanted;
  },
);

export const tallyqa: Grader = {
  id: 'tallyqa',
  aliases: ['tally-qa'],
  version: 1,
  summary: 'one whole number, in digits or words',
  rules: { report, reward, 'maestro-2605': mathReference },
};
