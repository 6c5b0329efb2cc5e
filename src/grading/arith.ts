/** @module The rule of the built-in suite `arith`: one committed number. */
import { lastBraces, MAX_GRADED, normalizeText, readNumber, sameNumber } from './normalize.js';
import { verdictOf, type Scorer } from './verdict.js';

/**
 * Right when the committed number equals the truth. Committed is, in this order: the last braces; the whole answer as a
 * number, perhaps with a unit behind it or `x =` before it; what stands behind the last `=` or "answer is". A text with
 * several numbers and no such form commits to none. Several solutions (`2, 3`) compare as a set.
 */
export const arith: Scorer = ({ answer, groundTruth }) => {
  const truth = groundTruth.join('" or "');
  const committed = answer.length > MAX_GRADED ? undefined : commit(answer);
  const matches = committed !== undefined && groundTruth.some((wanted) => sameSet(committed, wanted));
  return verdictOf('arith', committed, matches, truth);
};

function commit(answer: string): string | undefined {
  const text = lastBraces(answer) ?? answer;
  const tail = /(?:=|answer is|answer:)\s*([^=]*)$/i.exec(text)?.[1];
  return [text, tail].find((candidate) => candidate !== undefined && numbersOf(candidate).length > 0)?.trim();
}

/** The numbers of a list such as `3`, `12.5 km`, `x = 2 or x = 3`; empty when any part is not one number with a unit. */
function numbersOf(text: string): number[] {
  const parts = text.split(/\s*(?:;|,(?!\d{3}(?!\d))|\bor\b|\band\b)\s*/i).filter((part) => part !== '');
  const numbers = parts.map((part) => {
    const bare = normalizeText(part).replace(/^[a-z]\s*=\s*/, '');
    return readNumber(bare) ?? readNumber(bare.replace(/(?<=\d)\s*(?:°\s*)?[a-zµ%²³/^]+(?:\s?[a-zµ²³/^]+){0,2}$/u, ''));
  });
  return numbers.every((number) => number !== undefined) ? numbers : [];
}

function sameSet(answer: string, wanted: string): boolean {
  const a = numbersOf(answer).sort((x, y) => x - y);
  const b = numbersOf(wanted).sort((x, y) => x - y);
  return a.length > 0 && a.length === b.length && a.every((value, index) => sameNumber(value, b[index] ?? NaN));
}
