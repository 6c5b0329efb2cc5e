/** @module How many rollouts a batch has in flight when nobody says: as many as keep its experts busy. */
import type { RegistrySnapshot } from './registry.js';

/** What local engines are kept busy with; quick ones answer in place. */
const LEAST = 16;
const MOST = 2_000;
/**
 * Rollouts for each call that an endpoint takes: some of them decide, others wait in line, and which endpoint is asked next is the
 * policy's choice, so that fewer would leave one idle while the line before another is long.
 */
const PER_SLOT = 4;

/** Rollouts in flight, from the concurrency of the endpoints that can be called now; 16 where all work is done here. */
export function windowFor({ models }: Pick<RegistrySnapshot, 'models'>): number {
  const calls = models
    .filter((model) => model.provider === 'openai' && model.unavailable === '' && model.role !== 'policy')
    .reduce((sum, model) => sum + model.concurrency, 0);
  return Math.min(MOST, Math.max(LEAST, calls * PER_SLOT));
}
