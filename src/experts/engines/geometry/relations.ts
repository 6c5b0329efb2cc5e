/** @module Short ways to write relations of `domain/geometry`. */
import type { Relation } from '../../../domain/geometry/deduce.js';

export function sum(terms: readonly (readonly [factor: number, name: string])[], total: number, why: string): Relation {
  return { kind: 'sum', terms, total, why };
}

export function same(a: string, b: string, why: string): Relation {
  return sum([[1, a], [-1, b]], 0, why); // prettier-ignore
}
