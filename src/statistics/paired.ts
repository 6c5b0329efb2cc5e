/** @module Two policies on the same tasks: their difference, its interval, and the test that fits how they were run. */
import { bootstrapInterval } from './bootstrap.js';
import { clusterSums, clusterVariance, ratioOf } from './clusters.js';
import { mcnemarExact } from './mcnemar.js';
import { detectableDifference, tasksNeeded } from './power.js';
import { signFlipTest } from './sign-flip.js';

/** A task's mean score under each of the two. */
export interface PairedScore {
  readonly cluster: string;
  readonly a: number;
  readonly b: number;
}

export interface PairedResult {
  readonly tasks: number;
  readonly clusters: number;
  /** Of the means, a - b; null without a common task. */
  readonly difference: number | null;
  /** Clustered bootstrap; null for fewer than two clusters, and where no task differs from another. */
  readonly low: number | null;
  readonly high: number | null;
  /** McNemar's where every task is right or wrong and a cluster of its own, else the permutation of clusters. */
  readonly test: 'mcnemar' | 'sign-flip';
  readonly p: number | null;
  /** Tasks for a power of 80 % at this difference and spread. */
  readonly tasks_needed: number | null;
  /** The smallest difference that these tasks show with that power. */
  readonly detectable: number | null;
}

/**
 * @param single one sample a task under both policies: only then can McNemar's test be right
 * @param seed of the bootstrap and the permutations
 */
export function comparePaired(
  scores: readonly PairedScore[],
  single: boolean,
  seed: readonly (string | number)[],
): PairedResult {
  const clusters = clusterSums(scores.map(({ cluster, a, b }) => ({ cluster, value: a - b })));
  const isBinary = ({ a, b }: PairedScore): boolean => (a === 0 || a === 1) && (b === 0 || b === 1);
  const test = single && clusters.length === scores.length && scores.every(isBinary) ? 'mcnemar' : 'sign-flip';
  const counts = { tasks: scores.length, clusters: clusters.length, test } as const;
  if (scores.length === 0)
    return { ...counts, difference: null, low: null, high: null, p: null, tasks_needed: null, detectable: null };
  const difference = ratioOf(clusters);
  const variance = clusterVariance(clusters);
  const interval = bootstrapInterval([clusters], ([drawn = []]) => ratioOf(drawn), { seed });
  const only = (left: number): number => scores.filter(({ a, b }) => a === left && b === 1 - left).length;
  return {
    ...counts,
    difference,
    low: interval?.[0] ?? null,
    high: interval?.[1] ?? null,
    p:
      test === 'mcnemar'
        ? mcnemarExact(only(1), only(0))
        : signFlipTest(
            clusters.map(({ sum }) => sum),
            seed,
          ),
    tasks_needed: tasksNeeded(difference, variance, scores.length),
    detectable: detectableDifference(variance),
  };
}
