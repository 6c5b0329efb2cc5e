/** @module Exact fractions of big integers. */

/** n / d in lowest terms; d is positive. */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}

/** Numbers with more digits than this are refused: no question asks for one. */
const MAX_DIGITS = 400;
const LIMIT = 10n ** BigInt(MAX_DIGITS);

/** A calculation that has no result: division by zero, or a number too long. Caught where a question is answered. */
export class NoResult extends Error {
  override readonly name = 'NoResult';
}

export function exact(n: bigint | number, d: bigint | number = 1): Exact {
  let [top, bottom] = [BigInt(n), BigInt(d)];
  if (bottom === 0n) throw new NoResult('division by zero');
  if (bottom < 0n) [top, bottom] = [-top, -bottom];
  if (top > LIMIT || top < -LIMIT || bottom > LIMIT) throw new NoResult('a number with too many digits');
  const divisor = gcd(top, bottom);
  return { n: top / divisor, d: bottom / divisor };
}

export const ZERO = exact(0);
export const ONE = exact(1);

/** Reads `12`, `0.75`, `.5`, `3/4`. */
export function readExact(text: string): Exact {
  const [numerator = '', denominator] = text.split('/');
  const decimal = (part: string): Exact => {
    const [whole = '', fraction = ''] = part.split('.');
    return exact(BigInt((whole === '-' ? '-0' : whole) + fraction || '0'), 10n ** BigInt(fraction.length));
  };
  return denominator === undefined ? decimal(numerator) : divide(decimal(numerator), decimal(denominator));
}

export const add = (a: Exact, b: Exact): Exact => exact(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a: Exact, b: Exact): Exact => add(a, negate(b));
export const multiply = (a: Exact, b: Exact): Exact => exact(a.n * b.n, a.d * b.d);
export const divide = (a: Exact, b: Exact): Exact => exact(a.n * b.d, a.d * b.n);
export const negate = (a: Exact): Exact => ({ n: -a.n, d: a.d });
export const compare = (a: Exact, b: Exact): number => Number(sign(a.n * b.d - b.n * a.d));
export const isWhole = (a: Exact): boolean => a.d === 1n;
export const sum = (values: readonly Exact[]): Exact => values.reduce(add, ZERO);
export const toNumber = (a: Exact): number => Number(a.n) / Number(a.d);

/** Largest whole number not above. */
export function floor(a: Exact): Exact {
  const quotient = a.n / a.d;
  return exact(a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient);
}

export function ceiling(a: Exact): Exact {
  return negate(floor(negate(a)));
}

/** a - b * floor(a / b) */
export function modulo(a: Exact, b: Exact): Exact {
  return subtract(a, multiply(b, floor(divide(a, b))));
}

/** Whole exponents, as far as the result is of moderate size. */
export function power(base: Exact, exponent: bigint): Exact {
  const size = exponent < 0n ? -exponent : exponent;
  const isUnit = base.d === 1n && base.n >= -1n && base.n <= 1n;
  const digits = Math.max(String(base.n).length, String(base.d).length);
  if (!isUnit && size * BigInt(digits) > BigInt(MAX_DIGITS * 2)) throw new NoResult('a number with too many digits');
  // Of -1, 0 and 1 only the parity of the exponent matters, and whether it is 0.
  const effective = isUnit && size > 2n ? 2n - (size % 2n) : size;
  const raised = exact(base.n ** effective, base.d ** effective);
  return exponent < 0n ? divide(ONE, raised) : raised;
}

/** The exact square root, or undefined when it is irrational. */
export function squareRoot(a: Exact): Exact | undefined {
  const [n, d] = [wholeRoot(a.n), wholeRoot(a.d)];
  return n === undefined || d === undefined ? undefined : exact(n, d);
}

function wholeRoot(value: bigint): bigint | undefined {
  if (value < 0n) return undefined;
  if (value < 2n) return value;
  let guess = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (let next = (guess + value / guess) / 2n; next < guess; next = (guess + value / guess) / 2n) guess = next;
  return guess * guess === value ? guess : undefined;
}

export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

function sign(value: bigint): bigint {
  return value > 0n ? 1n : value < 0n ? -1n : 0n;
}

/** A decimal when it ends within 15 places, else `n/d`. */
export function toText(value: Exact): string {
  let places = 0;
  for (let scale = 1n; scale % value.d !== 0n; scale *= 10n) if (++places > 15) return `${value.n}/${value.d}`;
  const scaled = (value.n * 10n ** BigInt(places)) / value.d;
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, '0');
  const cut = digits.length - places;
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, cut)}${places === 0 ? '' : `.${digits.slice(cut)}`}`;
}
