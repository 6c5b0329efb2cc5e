/** @module The headline: the mean over benchmarks, each counting the same however many tasks it has. */
import { bootstrapInterval } from './bootstrap.js';
import { clusterSums, meanOf, ratioOf, type ClusterSum, type Observation } from './clusters.js';

export interface MacroMean {
  readonly benchmarks: number;
  readonly mean: number | null;
  /** Null where a benchmark has fewer than two clusters, or all scores are alike. */
  readonly low: number | null;
  readonly high: number | null;
}

/** The mean of the benchmarks' means; its interval by a bootstrap of the clusters that is stratified by benchmark. */
export function macroMean(
  benchmarks: ReadonlyMap<string, readonly Observation[]>,
  seed: readonly (string | number)[],
): MacroMean {
  const strata = [...benchmarks]
    .filter(([, observations]) => observations.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, observations]) => clusterSums(observations));
  if (strata.length === 0) return { benchmarks: 0, mean: null, low: null, high: null };
  const statistic = (drawn: readonly (readonly ClusterSum[])[]): number => meanOf(drawn.map(ratioOf));
  const interval = bootstrapInterval(strata, statistic, { seed: ['macro', ...seed] });
  return {
    benchmarks: strata.length,
    mean: statistic(strata),
    low: interval?.[0] ?? null,
    high: interval?.[1] ?? null,
  };
}
