/** @module Exact fractions of whole numbers, so that truths are computed without rounding. */

/** numerator / denominator in lowest terms; the denominator is positive. */
export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}

/** Makes a fraction. Throws RangeError for a denominator of 0 and for numbers that a double can't hold exactly. */
export function rational(numerator: number, denominator = 1): Rational {
  if (denominator === 0) throw new RangeError('rational: the denominator is 0');
  const divisor = greatestCommonDivisor(numerator, denominator) * Math.sign(denominator);
  const reduced = { numerator: numerator / divisor + 0, denominator: denominator / divisor };
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator)) {
    throw new RangeError(`rational: ${numerator}/${denominator} is not exact`);
  }
  return reduced;
}

/** Reads a decimal such as `-2.54`, exactly. */
export function decimal(text: string): Rational {
  const [whole = '', fraction = ''] = text.split('.');
  return rational(Number(whole + fraction), 10 ** fraction.length);
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, { numerator: -b.numerator, denominator: b.denominator });
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function divide(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}

/** As a decimal when it ends, e.g. `0.75`; undefined for e.g. 1/3. */
export function toDecimal({ numerator, denominator }: Rational): string | undefined {
  let digits = 0;
  let scaled = { numerator, denominator };
  while (scaled.denominator !== 1) {
    if (digits === 12) return undefined;
    scaled = rational(scaled.numerator * 10, scaled.denominator);
    digits++;
  }
  const figures = String(Math.abs(scaled.numerator)).padStart(digits + 1, '0');
  const cut = figures.length - digits;
  const sign = numerator < 0 ? '-' : '';
  return digits === 0 ? sign + figures : `${sign}${figures.slice(0, cut)}.${figures.slice(cut)}`;
}

/** As `3/4`, or `3` when whole. */
export function toFraction({ numerator, denominator }: Rational): string {
  return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
}

/** The accepted answers: a whole number; or the decimal and the fraction; or the fraction alone when no decimal is exact. */
export function truthOf(value: Rational): string | readonly string[] {
  const exact = toDecimal(value);
  if (value.denominator === 1 || exact === undefined) return toFraction(value);
  return [exact, toFraction(value)];
}
