/** @module The four splits of a training run, by seed: nothing that is learned or recorded comes from a later one. */
import { hash32, seededRandom } from '../../domain/random.js';
import type { Task } from '../../domain/task.js';

export const SPLITS = ['train', 'probe', 'validation', 'gate'] as const;
export type Split = (typeof SPLITS)[number];

/** The seed of a suite's items in a split. @param round tells gates apart: each has tasks that no other has seen */
export function splitSeed(seed: number, split: Split, round = ''): number {
  // Above what people choose by hand, so that a table of seed 0 or 1 shares no item with a split.
  return 1_000_000 + (hash32(['split', seed, split, round].join('\u0000')) % 1_000_000_000);
}

/** Of files, whose tasks are what they are: shares of their pictures, or of base questions. */
const SHARES: Readonly<Record<Split, number>> = { train: 0.6, probe: 0.1, validation: 0.1, gate: 0.2 };

/** The split that a task of a file is in: tasks that share a picture or a base question are in the same. */
export function fileSplit(seed: number, { id, group, images = [] }: Pick<Task, 'id' | 'group' | 'images'>): Split {
  const drawn = seededRandom('file-split', seed, group ?? (images.length > 0 ? images.join(' ') : id)).next();
  let below = 0;
  for (const split of SPLITS) {
    below += SHARES[split];
    if (drawn < below) return split;
  }
  return 'gate';
}
