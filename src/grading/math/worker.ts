/** @module Runs on the thread of mathematical equivalence: one pair of formulas. */
import type { Equivalence } from '../contract.js';
import { compareFormulas } from './compare.js';

export interface FormulaPair {
  readonly a: string;
  readonly b: string;
  /** How far apart they may be. */
  readonly within?: number;
}

export default function compareJob({ a, b, within }: FormulaPair): Equivalence {
  try {
    return compareFormulas(a, b, within);
  } catch {
    // The algebra system throws on formulas that it can't read: then nothing is known of them, which is a result.
    return 'undecided';
  }
}
