/** @module Greatest common divisors, least common multiples, remainders. */
import { exact, gcd, modulo, readExact, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

const CALL = /\b(?:gcd|gcf|hcf|lcm)\b/;
const GREATEST =
  /\b(?:gcd|gcf|hcf)\b|(?:greatest|highest|largest|biggest)\s+(?:common|whole number|number|integer|natural number)/;
const LEAST =
  /\blcm\b|(?:least|lowest|smallest)\s+(?:positive\s+)?(?:common|whole number|number|integer|natural number|positive)/;
const DIVIDES = /common|divid|divis|multiple|factor/;

export const divisibility: Method = ({ text }) => {
  const numbers = wholeNumbers(text);
  const remainder = remainderOf(text);
  if (remainder !== undefined) return solved(remainder, 'remainder', 0.98);
  if (numbers.length < 2 || numbers.length > 8 || (!CALL.test(text) && !DIVIDES.test(text))) return undefined;
  if (numbers.some((value) => value === 0n)) return undefined;
  if (GREATEST.test(text)) return solved(exact(numbers.reduce(gcd, 0n)), 'greatest-common-divisor', 0.98);
  if (LEAST.test(text))
    return solved(exact(numbers.reduce((a, b) => (a * b) / gcd(a, b), 1n)), 'least-common-multiple', 0.98);
  return undefined;
};

function wholeNumbers(text: string): bigint[] {
  return /\d\.\d/.test(text) ? [] : [...text.matchAll(/\d+/g)].map((match) => BigInt(match[0].slice(0, 100)));
}

function remainderOf(text: string): Exact | undefined {
  const number = String.raw`(-?\d+(?:\.\d+)?)`;
  const forms = [
    String.raw`${number}\s*(?:mod|modulo|%(?=\s*\d))\s*${number}`,
    String.raw`remainder\b.*?${number}.*?\bdivided by\b\s*${number}`,
    String.raw`divid(?:e|ing)\s+${number}\s+by\s+${number}.*\bremainder\b`,
    String.raw`remainder\b.*?\bdivid(?:e|ing)\s+${number}\s+by\s+${number}`,
    String.raw`${number}\s+(?:is\s+)?divided by\s+${number}.*\bremainder\b`,
  ];
  for (const form of forms) {
    const [, a, b] = new RegExp(form).exec(text) ?? [];
    if (a !== undefined && b !== undefined) return modulo(readExact(a), readExact(b));
  }
  return undefined;
}
