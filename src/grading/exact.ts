/** @module The generic rule: the same text, or the same number. */
import { MAX_GRADED, normalizeText, readNumber, sameNumber } from './normalize.js';
import { verdictOf, type Scorer } from './verdict.js';

/** Right when the whole answer is one of the truths, without case, spacing and a final full stop, or the same number. */
export const exact: Scorer = ({ answer, groundTruth }) => {
  const truth = groundTruth.join('" or "');
  if (answer.length > MAX_GRADED) return verdictOf('exact', undefined, false, truth);
  const matches = groundTruth.some((wanted) => sameText(answer, wanted) || sameValue(answer, wanted));
  return verdictOf('exact', answer.trim(), matches, truth);
};

function sameText(answer: string, wanted: string): boolean {
  return normalizeText(answer) === normalizeText(wanted);
}

function sameValue(answer: string, wanted: string): boolean {
  const a = readNumber(answer);
  const b = readNumber(wanted);
  return a !== undefined && b !== undefined && sameNumber(a, b);
}
