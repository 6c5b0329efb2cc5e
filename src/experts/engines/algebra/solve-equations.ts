/** @module Solves equations: one unknown up to degree 2 and rational roots beyond, linear systems; exactly. */
import { asNumber, evaluate, type Value } from './evaluate.js';
import * as exact from './exact.js';
import { NoResult, type Exact } from './exact.js';
import type { Node } from './expression.js';
import { realRoots } from './real-roots.js';
import { coefficient, degree, minus, times, toQuotient, type Polynomial } from './polynomial.js';

export interface Equation {
  readonly left: Node;
  readonly right: Node;
}

/** left - right as a polynomial that is zero where the equation holds (or has no value). */
function zeroForm({ left, right }: Equation): Polynomial | undefined {
  const [a, b] = [toQuotient(left), toQuotient(right)];
  return a && b && minus(times(a.top, b.bottom), times(b.top, a.bottom));
}

/** sqrt(A) = B, whichever way round: A - B^2. */
function squaredForm({ left, right }: Equation): Polynomial | undefined {
  for (const [root, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const inside = root.kind === 'call' && root.name === 'sqrt' ? root.args[0] : undefined;
    if (inside === undefined) continue;
    const two: Node = { kind: 'number', value: exact.exact(2) };
    return zeroForm({ left: inside, right: { kind: 'binary', operator: '^', left: other, right: two } });
  }
  return undefined;
}

/** The real solutions in rising order; undefined when it can't be solved here. One that may have come in by multiplying out is checked. */
export function solveForOne(equation: Equation, unknown: string): Value[] | undefined {
  const polynomial = zeroForm(equation) ?? squaredForm(equation);
  if (polynomial === undefined || [...polynomial.keys()].some((m) => m !== unknown.repeat(m.length))) return undefined;
  const size = degree(polynomial);
  if (size === 0) throw new NoResult(`an equation that holds for every ${unknown} or for none`);
  const coefficients = Array.from({ length: size + 1 }, (_, i) => coefficient(polynomial, unknown.repeat(i)));
  return roots(coefficients)
    .filter((root) => isPolynomial(equation) || holds(equation, new Map([[unknown, root]])))
    .sort((a, b) => asNumber(a) - asNumber(b));
}

/** Then multiplying out has added no solutions: only denominators and squared roots do. */
function isPolynomial({ left, right }: Equation): boolean {
  return [left, right].every((side) => {
    const quotient = toQuotient(side);
    return quotient !== undefined && degree(quotient.bottom) === 0;
  });
}

function holds({ left, right }: Equation, symbols: ReadonlyMap<string, Value>): boolean {
  try {
    const [a, b] = [asNumber(evaluate(left, symbols)), asNumber(evaluate(right, symbols))];
    return Math.abs(a - b) <= 1e-7 * Math.max(1, Math.abs(a), Math.abs(b));
  } catch (error) {
    if (error instanceof NoResult) return false;
    throw error;
  }
}

/** Real roots of a polynomial by its coefficients, constant first. */
function roots(coefficients: readonly Exact[]): Value[] {
  const size = coefficients.length - 1;
  const [c, b, a] = coefficients;
  if (c === undefined || b === undefined) return [];
  if (size === 1) return [exact.negate(exact.divide(c, b))];
  if (size === 2 && a !== undefined) return quadraticRoots(a, b, c);
  const root = rationalRoot(coefficients);
  if (root === undefined) return realRoots(coefficients);
  const rest = roots(dividedBy(coefficients, root));
  const same = (value: Value): boolean => typeof value !== 'number' && exact.compare(value, root) === 0;
  return [root, ...rest.filter((value) => !same(value))];
}

function quadraticRoots(a: Exact, b: Exact, c: Exact): Value[] {
  const inside = exact.subtract(exact.multiply(b, b), exact.multiply(exact.exact(4), exact.multiply(a, c)));
  if (inside.n < 0n) return [];
  const root = exact.squareRoot(inside);
  const double = exact.multiply(exact.exact(2), a);
  if (root === undefined) {
    const [r, middle, width] = [Math.sqrt(exact.toNumber(inside)), -exact.toNumber(b), exact.toNumber(double)];
    return [(middle - r) / width, (middle + r) / width];
  }
  const both = [exact.subtract(exact.negate(b), root), exact.add(exact.negate(b), root)];
  return (root.n === 0n ? both.slice(0, 1) : both).map((top) => exact.divide(top, double));
}

/** A root p/q, with p dividing the constant and q the leading coefficient; small ones only. */
function rationalRoot(coefficients: readonly Exact[]): Exact | undefined {
  if (coefficients[0]?.n === 0n) return exact.ZERO;
  const common = coefficients.reduce((product, each) => (product * each.d) / exact.gcd(product, each.d), 1n);
  const whole = coefficients.map((each) => (each.n * common) / each.d);
  const divisors = (value: bigint): bigint[] => {
    const size = value < 0n ? -value : value;
    return size > 1_000_000n
      ? []
      : Array.from({ length: Math.min(1000, Number(size)) }, (_, i) => BigInt(i + 1)).filter((d) => size % d === 0n);
  };
  for (const q of divisors(whole.at(-1) ?? 0n)) {
    for (const p of divisors(whole[0] ?? 0n)) {
      for (const candidate of [exact.exact(p, q), exact.exact(-p, q)]) {
        const value = whole.reduceRight(
          (sum, each) => exact.add(exact.multiply(sum, candidate), exact.exact(each)),
          exact.ZERO,
        );
        if (value.n === 0n) return candidate;
      }
    }
  }
  return undefined;
}

/** The polynomial divided by (x - root), without remainder. */
function dividedBy(coefficients: readonly Exact[], root: Exact): Exact[] {
  const quotient: Exact[] = [];
  let carry = exact.ZERO;
  for (const each of [...coefficients].reverse().slice(0, -1)) {
    carry = exact.add(each, exact.multiply(carry, root));
    quotient.unshift(carry);
  }
  return quotient;
}

/** The one solution of a linear system by elimination; undefined when it is not linear, or has none or many. */
export function solveLinearSystem(
  equations: readonly Equation[],
  unknowns: readonly string[],
): Map<string, Exact> | undefined {
  const rows: Exact[][] = [];
  for (const equation of equations) {
    const polynomial = zeroForm(equation);
    if (polynomial === undefined || degree(polynomial) > 1) return undefined;
    rows.push([...unknowns.map((name) => coefficient(polynomial, name)), exact.negate(coefficient(polynomial, ''))]);
  }
  const columns = unknowns.length;
  for (let column = 0; column < columns; column++) {
    const found = rows.findIndex((row, i) => i >= column && row[column]?.n !== 0n);
    const pivotRow = rows[found];
    const pivot = pivotRow?.[column];
    if (pivotRow === undefined || pivot === undefined) return undefined;
    rows.splice(found, 1);
    const scaled = pivotRow.map((value) => exact.divide(value, pivot));
    rows.splice(column, 0, scaled);
    for (const [i, row] of rows.entries()) {
      const factor = row[column];
      if (i === column || factor === undefined || factor.n === 0n) continue;
      rows[i] = row.map((value, j) => exact.subtract(value, exact.multiply(factor, scaled[j] ?? exact.ZERO)));
    }
  }
  // Rows beyond the unknowns must be fulfilled by themselves.
  if (rows.slice(columns).some((row) => row[columns]?.n !== 0n)) return undefined;
  return new Map(unknowns.map((name, i) => [name, rows[i]?.[columns] ?? exact.ZERO]));
}
