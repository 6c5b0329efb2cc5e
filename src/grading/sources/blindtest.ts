/**
 * @module The built-in suite `blindtest` (shape of VLMs-are-blind, arXiv 2407.06581): braces or the last integer, both numbers of a
 * grid, a whole yes or no, a single character. Under `reward` an answer that names two candidates commits to none.
 */
import type { Grader, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { allBraces, lastBraces } from '../read/braces.js';
import { commit } from '../read/commit.js';
import { readNumber } from '../read/numbers.js';
import { normalizeText } from '../read/text.js';

/** Each truth has a form, and the answer is read in that form. */
function ruleOf(readIn: (answer: string, form: Form) => string | undefined): Rule {
  return ({ answer, truths }) => {
    for (const wanted of truths) {
      const form = formOf(wanted);
      const read = readIn(answer, form);
      if (read !== undefined && sameForm(read, wanted, form)) return compared(read, true, wanted);
    }
    const read = readIn(answer, formOf(truths[0] ?? ''));
    return read === undefined ? noAnswer() : compared(read, false, truths.join('" or "'));
  };
}

/** One committed answer. */
export const blindtestReward: Rule = ruleOf(committed);

/** Without a truth: in the first form that the answer has, the one that asks for most of it first. */
export function readBlindtest(answer: string): string | undefined {
  for (const form of ['yes-no', 'grid', 'letter', 'count'] as const) {
    const read = committed(answer, form);
    if (read !== undefined) return read;
  }
  return undefined;
}

export const blindtest: Grader = {
  id: 'blindtest',
  aliases: [],
  version: 2,
  summary: 'braces or the last integer, both numbers of a grid, yes or no, a single character',
  read: readBlindtest,
  rules: { report: ruleOf(lastIn), reward: blindtestReward },
};

/** `5,6`, `(5, 6)` or `rows={5} columns={6}`. */
const GRID_TRUTH = /^(?:\(?\d+\s*,\s*\d+\)?|rows\s*=\s*\{?\d+\}?[\s,]+columns\s*=\s*\{?\d+\}?)$/i;

type Form = 'yes-no' | 'grid' | 'count' | 'letter';

function formOf(truth: string): Form {
  if (/^(?:yes|no)$/i.test(truth)) return 'yes-no';
  if (GRID_TRUTH.test(truth.trim())) return 'grid';
  return /^\d+$/.test(truth) ? 'count' : 'letter';
}

/** {@link lastIn}, but two different braces, numbers of a count, or both yes and no, are no answer. */
function committed(answer: string, form: Form): string | undefined {
  const text = commit(answer);
  if (text === undefined) return undefined;
  const braces = new Set(allBraces(text).map(normalizeText));
  if (form !== 'grid' && braces.size > 1) return undefined;
  const inside = lastBraces(text) ?? text;
  if (form === 'yes-no' && /\byes\b/i.test(inside) && /\bno\b/i.test(inside)) return undefined;
  if (form === 'count' && readNumber(inside) === undefined && new Set(inside.match(/\d+/g)).size > 1) return undefined;
  return lastIn(text, form);
}

function lastIn(answer: string, form: Form): string | undefined {
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
