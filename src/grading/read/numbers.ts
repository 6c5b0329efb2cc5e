/** @module Numbers as answers write them. */
import { readNumberWords } from './number-words.js';
import { normalizeText } from './text.js';

/**
 * The number that a text is, or undefined when it is not just one number. Reads signs, leading dots, thousands separators
 * (`1,234` and `1 234`), exponents, fractions, mixed numbers, a leading currency sign, and number words. No unit, no percent.
 */
export function readNumber(text: string): number | undefined {
  if (text.length > 200) return undefined;
  const clean = normalizeText(text).replace(/^([+-]?)\s*[$€£¥]\s*/, '$1');
  if (/^[a-z]/.test(clean)) return readNumberWords(clean);
  const plain = /^[+-]?\s?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,3})?$/.exec(clean);
  if (plain !== null && /^[^e]*\d/.test(clean)) return finite(Number(clean.replace(/[,\s]/g, '')));
  const mixed = /^([+-]?)\s?(?:(\d+)[\s]+)?(\d+)\s*\/\s*(\d+)$/.exec(clean);
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
