/** @module Forward chaining: whatever follows from what is known by a relation with one unknown, until nothing new does. */
import { add, divide, multiply, negate, quantity, squareRoot, type Quantity } from './quantity.js';

/** What theorems say of named lengths and angles. A theorem's name says why. */
export type Relation =
  /** The terms, each times its whole factor, sum up to `total`. */
  | {
      readonly kind: 'sum';
      readonly terms: readonly (readonly [factor: number, name: string])[];
      readonly total: number;
      readonly why: string;
    }
  | {
      readonly kind: 'pythagoras';
      readonly legs: readonly [string, string];
      readonly hypotenuse: string;
      readonly why: string;
    }
  /** a / b = c / d */
  | { readonly kind: 'proportion'; readonly names: readonly [string, string, string, string]; readonly why: string };

export interface Derived {
  readonly value: Quantity;
  /** 0: given. */
  readonly depth: number;
  readonly why: string;
  readonly from: readonly string[];
}

export type Known = ReadonlyMap<string, Derived>;

/** Everything that follows; each by the shallowest derivation, rounds being taken one after the other. */
export function deduce(given: ReadonlyMap<string, Quantity>, relations: readonly Relation[]): Known {
  const known = new Map<string, Derived>();
  for (const [name, value] of given) known.set(name, { value, depth: 0, why: 'given', from: [] });
  for (let depth = 1; ; depth++) {
    const found = new Map<string, Derived>();
    for (const relation of relations) {
      const names = namesOf(relation);
      const unknown = [...new Set(names.filter((name) => !known.has(name)))];
      const [name] = unknown;
      if (unknown.length !== 1 || name === undefined || found.has(name)) continue;
      const value = solve(relation, name, known);
      if (value === undefined || value.num <= 0) continue;
      found.set(name, { value, depth, why: relation.why, from: names.filter((each) => each !== name) });
    }
    if (found.size === 0) return known;
    for (const [name, derived] of found) known.set(name, derived);
  }
}

/** How many theorems a value rests on, each counted once. */
export function stepsTo(name: string, known: Known): number {
  const needed = new Set<string>();
  const visit = (each: string): void => {
    const derived = known.get(each);
    if (derived === undefined || derived.depth === 0 || needed.has(each)) return;
    needed.add(each);
    derived.from.forEach(visit);
  };
  visit(name);
  return needed.size;
}

function namesOf(relation: Relation): readonly string[] {
  switch (relation.kind) {
    case 'sum':
      return relation.terms.map(([, name]) => name);
    case 'pythagoras':
      return [...relation.legs, relation.hypotenuse];
    case 'proportion':
      return relation.names;
  }
}

function solve(relation: Relation, name: string, known: Known): Quantity | undefined {
  const valueOf = (each: string): Quantity | undefined => known.get(each)?.value;
  switch (relation.kind) {
    case 'sum':
      return solveSum(relation.terms, relation.total, name, valueOf);
    case 'pythagoras':
      return solvePythagoras(relation, name, valueOf);
    case 'proportion': {
      const place = relation.names.indexOf(name);
      // a = b c / d, and its like for the other three.
      const places =
        [
          [1, 2, 3],
          [0, 3, 2],
          [0, 3, 1],
          [1, 2, 0],
        ][place] ?? [];
      const [p, q, r] = places.map((index) => valueOf(relation.names[index] ?? ''));
      const product = p && q && multiply(p, q);
      return product && r && divide(product, r);
    }
  }
}

type ValueOf = (name: string) => Quantity | undefined;

function solveSum(
  terms: readonly (readonly [number, string])[],
  total: number,
  name: string,
  valueOf: ValueOf,
): Quantity | undefined {
  let rest = quantity(total);
  let factor = 0;
  for (const [each, term] of terms) {
    if (term === name) {
      factor += each;
      continue;
    }
    const value = valueOf(term);
    const scale = quantity(each);
    const part = value && scale && multiply(value, scale);
    rest = rest && part && add(rest, negate(part));
  }
  const divisor = quantity(factor);
  return rest && divisor && factor !== 0 ? divide(rest, divisor) : undefined;
}

function solvePythagoras(
  { legs, hypotenuse }: Extract<Relation, { kind: 'pythagoras' }>,
  name: string,
  valueOf: ValueOf,
): Quantity | undefined {
  const square = (each: string): Quantity | undefined => {
    const value = valueOf(each);
    return value && multiply(value, value);
  };
  const [a, b, c] = [square(legs[0]), square(legs[1]), square(hypotenuse)];
  if (name === hypotenuse) {
    const sum = a && b && add(a, b);
    return sum && squareRoot(sum);
  }
  const leg = name === legs[0] ? b : a;
  const difference = c && leg && add(c, negate(leg));
  return difference && difference.num > 0 ? squareRoot(difference) : undefined;
}
