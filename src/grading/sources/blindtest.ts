/**
 * @module The strict rule of the built-in suite `blindtest` (shape of VLMs-are-blind, arXiv 2407.06581): braces or the last
 * integer, both numbers of a grid, a whole yes or no, a single character.
 */
import type { Grader, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { lastBraces } from '../read/braces.js';
import { readNumber } from '../read/numbers.js';
import { normalizeText } from '../read/text.js';

/** Each truth has a form, and the answer is read in that form. */
export const strictBlindtest: Rule = ({ answer, truths }) => {
  for (const wanted of truths) {
    const form = formOf(wanted);
    const committed = commit(answer, form);
    if (committed !== undefined && sameForm(committed, wanted, form)) return compared(committed, true, wanted);
  }
  const committed = commit(answer, formOf(truths[0] ?? ''));
  return committed === undefined ? noAnswer() : compared(committed, false, truths.join('" or "'));
};

/** Without a truth: in the first form that the answer has, the one that asks for most of it first. */
export function readBlindtest(answer: string): string | undefined {
  for (const form of ['yes-no', 'grid', 'letter', 'count'] as const) {
    const committed = commit(answer, form);
    if (committed !== undefined) return committed;
  }
  return undefined;
}

export const blindtest: Grader = {
  id: 'blindtest',
  aliases: [],
  version: 1,
  summary: 'braces or the last integer, both numbers of a grid, yes or no, a single character',
  read: readBlindtest,
  rules: { report: strictBlindtest, reward: strictBlindtest },
};

/** `5,6`, `(5, 6)` or `rows={5} columns={6}`. */
const GRID_TRUTH = /^(?:\(?\d+\s*,\s*\d+\)?|rows\s*=\s*\{?\d+\}?[\s,]+columns\s*=\s*\{?\d+\}?)$/i;

type Form = 'yes-no' | 'grid' | 'count' | 'letter';

function formOf(truth: string): Form {
  if (/^(?:yes|no)$/i.test(truth)) return 'yes-no';
  if (GRID_TRUTH.test(truth.trim())) return 'grid';
  return /^\d+$/.test(truth) ? 'count' : 'letter';
}

function commit(answer: string, form: Form): string | undefined {
  switch (form) {
    case 'yes-no':
      return /^(yes|no)\b/.exec(normalizeText(lastBraces(answer) ?? answer).replace(/^the answer is:? /, ''))?.[1];
    case 'grid': {
      const braces = [...answer.matchAll(/\{\s*(\d+)\s*\}/g)].map((match) => match[1]);
      const numbers = braces.length >= 2 ? braces : [...answer.matchAll(/\d+/g)].map((match) => match[0]);
      // Exactly two: a list of guesses is no answer.
      return numbers.length === 2 ? numbers.map(Number).join(',') : undefined;
    }
    case 'count': {
      const inside = lastBraces(answer);
      const value = readNumber(inside ?? answer) ?? Number(/(\d+)\D*$/.exec(inside ?? answer)?.[1] ?? NaN);
      return Number.isInteger(value) ? String(value) : undefined;
    }
    case 'letter': {
      const inside = (lastBraces(answer) ?? answer)
        .normalize('NFKC')
        .trim()
        .replace(/^["'`]|["'`.]$/g, '');
      return Array.from(inside).length === 1
        ? inside
        : /\b(?:is|letter|character):?\s+["'`{]?(\p{L})["'`}]?\.?$/iu.exec(inside)?.[1];
    }
  }
}

function sameForm(committed: string, wanted: string, form: Form): boolean {
  return form === 'grid'
    ? committed === [...wanted.matchAll(/\d+/g)].map(([digits]) => Number(digits)).join(',')
    : committed.toLowerCase() === wanted.trim().toLowerCase();
}
