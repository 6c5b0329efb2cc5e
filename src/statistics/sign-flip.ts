/** @module The paired permutation test over clusters: if the policies were alike, each cluster's difference could as well have the other sign. */
import { seededRandom } from '../domain/random.js';
import { sumOf } from './clusters.js';

/** Up to so many clusters that differ, every sign is tried. */
const EXACT_UP_TO = 12;
export const FLIPS = 10_000;

/**
 * Two-sided p-value of the sum of differences (Fisher, The Design of Experiments, 1935, 21). Exact for few clusters; else from seeded
 * draws, counting what was observed among them, so that it is never 0 (Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010).
 * @param differences one sum per cluster
 */
export function signFlipTest(differences: readonly number[], seed: readonly (string | number)[]): number {
  const moving = differences.filter((difference) => difference !== 0);
  const observed = Math.abs(sumOf(moving));
  // Sums of the same numbers in another order differ in the last digits.
  const extreme = (sum: number): boolean => Math.abs(sum) >= observed - 1e-9;
  if (moving.length <= EXACT_UP_TO) {
    const all = 2 ** moving.length;
    let hits = 0;
    for (let signs = 0; signs < all; signs++) {
      if (extreme(sumOf(moving.map((difference, index) => ((signs >> index) & 1 ? -difference : difference)))))
        hits += 1;
    }
    return hits / all;
  }
  const random = seededRandom('sign-flip', ...seed);
  let hits = 1;
  for (let draw = 0; draw < FLIPS; draw++) {
    let sum = 0;
    for (const difference of moving) sum += random.next() < 0.5 ? -difference : difference;
    if (extreme(sum)) hits += 1;
  }
  return hits / (FLIPS + 1);
}
