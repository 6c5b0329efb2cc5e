/** @module Observations that are not independent of one another: those of one image or base question are one cluster. */

/** A score of a task, 0..1, and what it shares its luck with. */
export interface Observation {
  readonly cluster: string;
  readonly value: number;
}

export interface ClusterSum {
  readonly cluster: string;
  readonly sum: number;
  readonly count: number;
}

/** 0 of an empty list. */
export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** NaN of an empty list. */
export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** One sum per cluster, in the order of their names, so that the order of the observations changes no seeded draw. */
export function clusterSums(observations: readonly Observation[]): readonly ClusterSum[] {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { cluster, value } of observations) {
    const known = sums.get(cluster);
    if (known === undefined) sums.set(cluster, { sum: value, count: 1 });
    else {
      known.sum += value;
      known.count += 1;
    }
  }
  return [...sums]
    .map(([cluster, { sum, count }]) => ({ cluster, sum, count }))
    .sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}

/** The mean over all observations of these clusters. */
export function ratioOf(clusters: readonly Pick<ClusterSum, 'sum' | 'count'>[]): number {
  let sum = 0;
  let count = 0;
  for (const each of clusters) {
    sum += each.sum;
    count += each.count;
  }
  return sum / count;
}

/**
 * Cluster-robust variance of the mean, linearised, with the factor G/(G-1) (Liang and Zeger, Biometrika 73, 1986; Cochran, Sampling
 * Techniques, 3rd ed., 6.3): G/(G-1) * sum over clusters of (sum - count * mean)^2 / n^2. NaN for fewer than two clusters.
 */
export function clusterVariance(clusters: readonly ClusterSum[]): number {
  const groups = clusters.length;
  const n = sumOf(clusters.map(({ count }) => count));
  const mean = ratioOf(clusters);
  const squares = sumOf(clusters.map(({ sum, count }) => (sum - count * mean) ** 2));
  return groups < 2 ? NaN : ((groups / (groups - 1)) * squares) / n ** 2;
}
