/** @module The rule of the built-in suite `arith`: one committed number. */
import type { Grader } from '../contract.js';
import { oneOf } from '../finding.js';
import { lastBraces } from '../read/braces.js';
import { readNumber, sameNumber } from '../read/numbers.js';
import { normalizeText } from '../read/text.js';

/** Characters; no list of solutions is longer, and longer texts are slow to take apart. */
const MAX_LIST = 2_000;

/**
 * Right when the committed number equals the truth. Committed is, in this order: the last braces; the whole answer as a
 * number, perhaps with a unit behind it or `x =` before it; what stands behind the last `=` or "answer is". A text with
 * several numbers and no such form commits to none. Several solutions (`2, 3`) compare as a set.
 */
const rule = oneOf(({ answer }) => commit(answer), sameSet);

export const arith: Grader = {
  id: 'arith',
  aliases: [],
  version: 1,
  summary: 'one committed number, or several solutions as a set',
  read: (answer) => inOrder(numbersOf(commit(answer) ?? '')).join(', '),
  rules: { report: rule, reward: rule },
};

function commit(answer: string): string | undefined {
  const text = lastBraces(answer) ?? answer;
  return [text, tailOf(text)].find((candidate) => candidate !== undefined && numbersOf(candidate).length > 0)?.trim();
}

/** Behind the last `=`, else behind the first announcement. By index: a pattern would look from each announcement to the end. */
function tailOf(text: string): string | undefined {
  const equals = text.lastIndexOf('=');
  if (equals >= 0) return text.slice(equals + 1);
  const announced = /answer(?: is|:)/i.exec(text);
  return announced === null ? undefined : text.slice(announced.index + announced[0].length);
}

/** The numbers of a list such as `3`, `12.5 km`, `x = 2 or x = 3`; empty when any part is not one number with a unit. */
function numbersOf(text: string): number[] {
  if (text.length > MAX_LIST) return [];
  const parts = text.split(/\s*(?:;|,(?!\d{3}(?!\d))|\bor\b|\band\b)\s*/i).filter((part) => part !== '');
  const numbers = parts.map((part) => {
    const bare = normalizeText(part).replace(/^[a-z]\s*=\s*/, '');
    return readNumber(bare) ?? readNumber(bare.replace(/(?<=\d)\s*(?:°\s*)?[a-zµ%²³/^]+(?:\s?[a-zµ²³/^]+){0,2}$/u, ''));
  });
  return numbers.every((number) => number !== undefined) ? numbers : [];
}

function sameSet(answer: string, wanted: string): boolean {
  const a = inOrder(numbersOf(answer));
  const b = inOrder(numbersOf(wanted));
  return a.length > 0 && a.length === b.length && a.every((value, index) => sameNumber(value, b[index] ?? NaN));
}

function inOrder(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((x, y) => x - y);
}
