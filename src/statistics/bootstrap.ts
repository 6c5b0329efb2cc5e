/** @module The bootstrap over clusters: whole clusters are drawn again, with replacement, within each stratum. */
import { seededRandom } from '../domain/random.js';
import { quantile } from './quantile.js';

export interface BootstrapOptions {
  /** Keys of the seed: the same ones give the same interval on every machine. */
  readonly seed: readonly (string | number)[];
  readonly draws?: number;
}

export const DRAWS = 2_000;

/**
 * The 95 % percentile interval of a statistic (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13; for clusters
 * Davison and Hinkley, Bootstrap Methods, 1997, 3.8). Draws in which the statistic is not a number are left out.
 * @param strata the clusters of each stratum; each is drawn from by itself
 * @returns null when a stratum has fewer than two clusters, or no draw differs: nothing is known of the spread then
 */
export function bootstrapInterval<Cluster>(
  strata: readonly (readonly Cluster[])[],
  statistic: (drawn: readonly (readonly Cluster[])[]) => number,
  { seed, draws = DRAWS }: BootstrapOptions,
): readonly [low: number, high: number] | null {
  if (strata.length === 0 || strata.some((clusters) => clusters.length < 2)) return null;
  const random = seededRandom('bootstrap', ...seed);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const value = statistic(strata.map((clusters) => clusters.map(() => random.pick(clusters))));
    if (!Number.isNaN(value)) values.push(value);
  }
  const [low, high] = [quantile(values, 0), quantile(values, 1)];
  // Sums in another order differ in the last digits.
  return !(high - low > 1e-12) ? null : [quantile(values, 0.025), quantile(values, 0.975)];
}
