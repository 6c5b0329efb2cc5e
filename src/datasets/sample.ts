/** @module A seeded sample of a stream: every item has the same chance, and memory is that of the sample. */
import { seededRandom } from '../domain/random.js';

export interface Reservoir<T> {
  add(item: T): void;
  /** What was chosen, in the order in which it came. */
  chosen(): readonly T[];
}

/** Reservoir sampling (Vitter's algorithm R). The same seed and the same stream, the same sample. */
export function reservoir<T>(size: number, seed: number): Reservoir<T> {
  const random = seededRandom('sample', seed);
  const kept: { readonly at: number; readonly item: T }[] = [];
  let seen = 0;
  return {
    add: (item) => {
      const at = seen++;
      if (kept.length < size) kept.push({ at, item });
      else {
        const place = random.int(0, at);
        if (place < size) kept[place] = { at, item };
      }
    },
    chosen: () => [...kept].sort((a, b) => a.at - b.at).map(({ item }) => item),
  };
}
