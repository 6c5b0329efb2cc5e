/** @module Polynomials in several unknowns with exact coefficients, and quotients of them. */
import { add, divide, multiply, negate, ONE, ZERO, type Exact } from './exact.js';
import type { Node } from './expression.js';

/** Coefficients by monomial; a monomial is its unknowns in order, e.g. `xxy` for x^2 y, and the empty string for the constant. */
export type Polynomial = ReadonlyMap<string, Exact>;

/** top / bottom */
export interface Quotient {
  readonly top: Polynomial;
  readonly bottom: Polynomial;
}

const MAX_TERMS = 60;
const MAX_DEGREE = 8;

export function constant(value: Exact): Polynomial {
  return clean([['', value]]);
}

export function plus(a: Polynomial, b: Polynomial): Polynomial {
  return clean([...a, ...b]);
}

export function minus(a: Polynomial, b: Polynomial): Polynomial {
  return clean([...a, ...[...b].map(([monomial, value]) => [monomial, negate(value)] as const)]);
}

export function times(a: Polynomial, b: Polynomial): Polynomial {
  return clean(
    [...a].flatMap(([left, x]) =>
      [...b].map(
        ([right, y]) =>
          [
            Array.from(left + right)
              .sort()
              .join(''),
            multiply(x, y),
          ] as const,
      ),
    ),
  );
}

function clean(terms: Iterable<readonly [string, Exact]>): Polynomial {
  const result = new Map<string, Exact>();
  for (const [monomial, value] of terms) result.set(monomial, add(result.get(monomial) ?? ZERO, value));
  for (const [monomial, value] of result) if (value.n === 0n) result.delete(monomial);
  return result;
}

export function degree(polynomial: Polynomial): number {
  return Math.max(0, ...[...polynomial.keys()].map((monomial) => monomial.length));
}

export function coefficient(polynomial: Polynomial, monomial: string): Exact {
  return polynomial.get(monomial) ?? ZERO;
}

/** The expression as a quotient of polynomials; undefined when it is none (roots, functions) or is too large. */
export function toQuotient(node: Node): Quotient | undefined {
  const whole = (top: Polynomial): Quotient => ({ top, bottom: constant(ONE) });
  switch (node.kind) {
    case 'number':
      return whole(constant(node.value));
    case 'symbol':
      return node.name === 'pi' ? undefined : whole(clean([[node.name, ONE]]));
    case 'negate': {
      const of = toQuotient(node.of);
      return of && { top: minus(new Map(), of.top), bottom: of.bottom };
    }
    case 'binary': {
      const left = toQuotient(node.left);
      const right = toQuotient(node.right);
      const result = left && right && combine(node.operator, left, right);
      return result && bounded(result) ? result : undefined;
    }
    case 'factorial':
    case 'call':
      return undefined;
  }
}

function combine(operator: '+' | '-' | '*' | '/' | '^', a: Quotient, b: Quotient): Quotient | undefined {
  switch (operator) {
    case '+':
      return { top: plus(times(a.top, b.bottom), times(b.top, a.bottom)), bottom: times(a.bottom, b.bottom) };
    case '-':
      return { top: minus(times(a.top, b.bottom), times(b.top, a.bottom)), bottom: times(a.bottom, b.bottom) };
    case '*':
      return { top: times(a.top, b.top), bottom: times(a.bottom, b.bottom) };
    case '/':
      return { top: times(a.top, b.bottom), bottom: times(a.bottom, b.top) };
    case '^': {
      if (degree(b.top) > 0 || degree(b.bottom) > 0) return undefined;
      const exponent = divide(coefficient(b.top, ''), coefficient(b.bottom, ''));
      if (exponent.d !== 1n || exponent.n < 0n || exponent.n > BigInt(MAX_DEGREE)) return undefined;
      let result: Quotient = { top: constant(ONE), bottom: constant(ONE) };
      for (let i = 0n; i < exponent.n; i++) {
        result = { top: times(result.top, a.top), bottom: times(result.bottom, a.bottom) };
        if (!bounded(result)) return undefined;
      }
      return result;
    }
  }
}

function bounded({ top, bottom }: Quotient): boolean {
  const fits = (p: Polynomial): boolean => p.size <= MAX_TERMS && degree(p) <= 2 * MAX_DEGREE;
  return fits(top) && fits(bottom);
}
