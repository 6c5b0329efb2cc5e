/** @module Latencies by bin: two bins for each doubling, so that fast and slow rollouts can both be read. */
import type { Arm } from './arms.js';
import type { Report } from './report.js';

const PER_DOUBLING = 2;

/** Only bins that hold a rollout. */
export function latencyBins(arms: readonly Arm[]): Report['latencies'] {
  return arms.flatMap(({ name, facts }) => {
    const counts = new Map<number, number>();
    for (const { latencyMs } of facts) {
      const bin = Math.floor(Math.log2(Math.max(1, latencyMs)) * PER_DOUBLING);
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
    return [...counts]
      .sort(([a], [b]) => a - b)
      .map(([bin, rollouts]) => ({ arm: name, from_ms: edge(bin), to_ms: edge(bin + 1), rollouts }));
  });
}

function edge(bin: number): number {
  return 2 ** (bin / PER_DOUBLING);
}
