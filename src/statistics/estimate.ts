/** @module A mean score with its 95 % interval, where observations come in clusters. */
import { clusterSums, clusterVariance, ratioOf, type Observation } from './clusters.js';
import { student95, Z_95 } from './quantile.js';

export interface Estimate {
  /** Observations, and the clusters that they come in. */
  readonly n: number;
  readonly clusters: number;
  /** Null: there was nothing to be measured. */
  readonly mean: number | null;
  /** Null as well for fewer than two clusters. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Mean of scores in 0..1 with Wilson's interval (J. Am. Stat. Assoc. 22, 1927) at the effective sample size: the size at which
 * independent draws would have the cluster-robust variance, corrected for the degrees of freedom (Korn and Graubard, Survey
 * Methodology 24, 1998, with Wilson's interval in place of Clopper and Pearson's as Dean and Pagano, J. Surv. Stat. Methodol. 3,
 * 2015, advise). It stays in 0..1 and is never a point: where all scores are equal, each cluster counts as one draw.
 */
export function estimate(observations: readonly Observation[]): Estimate {
  const clusters = clusterSums(observations);
  const counts = { n: observations.length, clusters: clusters.length };
  if (observations.length === 0) return { ...counts, mean: null, low: null, high: null };
  const mean = ratioOf(clusters);
  if (clusters.length < 2) return { ...counts, mean, low: null, high: null };
  const [low, high] = wilson(mean, effectiveSize(mean, clusterVariance(clusters), counts));
  return { ...counts, mean, low, high };
}

function effectiveSize(
  mean: number,
  variance: number,
  counts: { readonly n: number; readonly clusters: number },
): number {
  const { n, clusters } = counts;
  // Rounding leaves a variance of 1e-33 where there is none.
  const size = variance < 1e-12 ? clusters : Math.min(n, (mean * (1 - mean)) / variance);
  return size * (Z_95 / student95(clusters - 1)) ** 2;
}

/** @param n need not be whole */
export function wilson(share: number, n: number): readonly [low: number, high: number] {
  const z2 = Z_95 ** 2;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
