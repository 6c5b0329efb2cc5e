/**
 * @module The strict rule of the built-in suite `blindtest` (shape of VLMs-are-blind, arXiv 2407.06581): braces or the last
 * integer, both numbers of a grid, a whole yes or no, a single character.
 */
import { lastBraces, MAX_GRADED, normalizeText, readNumber } from './normalize.js';
import { verdictOf, type Scorer } from './verdict.js';

export const blindtest: Scorer = ({ answer, groundTruth }) => {
  const truth = groundTruth.join('" or "');
  for (const wanted of groundTruth) {
    const form = formOf(wanted);
    const committed = answer.length > MAX_GRADED ? undefined : commit(answer, form);
    if (committed !== undefined && sameForm(committed, wanted, form))
      return verdictOf('blindtest', committed, true, wanted);
  }
  const shown = answer.length > MAX_GRADED ? undefined : commit(answer, formOf(groundTruth[0] ?? ''));
  return verdictOf('blindtest', shown, false, truth);
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
