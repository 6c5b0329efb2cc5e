/** @module Shared reading of answers: text forms, numbers. */

/** Answers longer than this commit to nothing: dumping text must not pay. Characters. */
export const MAX_GRADED = 2_000;

/** Compatibility form, look-alike minus and quotes folded, one space, no case, no final full stop. */
export function normalizeText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<=[^.])\.$/, '')
    .toLowerCase();
}

const WORDS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/**
 * The number that a text is, or undefined when it is not just one number. Reads signs, thousands separators, decimals,
 * fractions, mixed numbers, percent (as hundredths only when `percent` is asked), number words to twelve.
 */
export function readNumber(text: string): number | undefined {
  const clean = normalizeText(text).replace(/^[$€£]\s*/, '');
  const word = WORDS.indexOf(clean);
  if (word >= 0) return word;
  const plain = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[+-]?\d{1,3})?$/.exec(clean);
  if (plain !== null && /\d/.test(clean)) return finite(Number(clean.replaceAll(',', '')));
  const mixed = /^([+-]?)(?:(\d+)\s+)?(\d+)\s*\/\s*(\d+)$/.exec(clean);
  if (mixed === null) return undefined;
  const [, sign, whole = '0', numerator = '0', denominator = '1'] = mixed;
  const value = Number(whole) + Number(numerator) / Number(denominator);
  return finite(sign === '-' ? -value : value);
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Equal within one part in a million (of the larger), or a billionth near zero. */
export function sameNumber(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(1e-9, 1e-6 * Math.max(Math.abs(a), Math.abs(b)));
}

/** What stands in the last braces, `\boxed{...}` included; undefined when there are none. */
export function lastBraces(text: string): string | undefined {
  const inside = [...text.matchAll(/\{([^{}]*)\}/g)].at(-1)?.[1];
  return inside === undefined ? undefined : inside.trim();
}
