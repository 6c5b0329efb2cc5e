/** @module Exact lengths, angles and their quotients: a fraction times the square root of a whole number. */

/** `num` / `den` * sqrt(`root`); `den` > 0, `root` has no square in it, and the fraction is in lowest terms. */
export interface Quantity {
  readonly num: number;
  readonly den: number;
  readonly root: number;
}

/** Larger numbers would no longer be exact. */
const MAX = 1e12;

/** The quantity in its only form; undefined for a zero divisor, a negative root, or numbers that are too large. */
export function quantity(num: number, den = 1, root = 1): Quantity | undefined {
  if (den === 0 || root < 0) return undefined;
  let [outer, inner] = [num, root];
  if (inner > 1e9) return undefined;
  for (let factor = 2; factor * factor <= inner; factor++) {
    while (inner % (factor * factor) === 0) {
      inner /= factor * factor;
      outer *= factor;
    }
  }
  if (outer === 0 || inner === 0) return { num: 0, den: 1, root: 1 };
  const divisor = gcd(Math.abs(outer), Math.abs(den)) * Math.sign(den);
  const [n, d] = [outer / divisor, den / divisor];
  return Math.abs(n) > MAX || d > MAX ? undefined : { num: n, den: d, root: inner };
}

export function multiply(a: Quantity, b: Quantity): Quantity | undefined {
  return quantity(a.num * b.num, a.den * b.den, a.root * b.root);
}

export function divide(a: Quantity, b: Quantity): Quantity | undefined {
  // p sqrt(m) / (q sqrt(n)) = p sqrt(mn) / (qn)
  return quantity(a.num * b.den, a.den * b.num * b.root, a.root * b.root);
}

/** Undefined where the roots differ: the sum has no such form. */
export function add(a: Quantity, b: Quantity): Quantity | undefined {
  if (a.num === 0) return b;
  if (b.num === 0) return a;
  return a.root === b.root ? quantity(a.num * b.den + b.num * a.den, a.den * b.den, a.root) : undefined;
}

export function negate({ num, den, root }: Quantity): Quantity {
  return { num: -num, den, root };
}

/** Undefined where it is none of a fraction's. */
export function squareRoot({ num, den, root }: Quantity): Quantity | undefined {
  // sqrt(p/q) = sqrt(pq)/q
  return root === 1 && num >= 0 ? quantity(1, den, num * den) : undefined;
}

export function toNumber({ num, den, root }: Quantity): number {
  return (num / den) * Math.sqrt(root);
}

/** In LaTeX: `12`, `\frac{15}{4}`, `5\sqrt{3}`, `\frac{7\sqrt{2}}{2}`. */
export function toLatex({ num, den, root }: Quantity): string {
  const size = Math.abs(num);
  const upper = root === 1 ? String(size) : `${size === 1 ? '' : size}\\sqrt{${root}}`;
  const text = den === 1 ? upper : `\\frac{${upper}}{${den}}`;
  return num < 0 ? `-${text}` : text;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
