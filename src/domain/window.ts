/** @module How many rollouts a batch has in flight when nobody says: as many as keep its experts busy. */
import type { RegistrySnapshot } from './registry.js';

/** What local engines are kept busy with; quick ones answer in place. */
const LEAST = 16;
const MOST = 2_000;
/** While experts work for some rollouts, others decide. */
const DECIDING = 1.25;

/** Rollouts in flight, from the concurrency of the endpoints that can be called now; 16 where all work is done here. */
export function windowFor({ models }: Pick<RegistrySnapshot, 'models'>): number {
  const calls = models
    .filter((model) => model.provider === 'openai' && model.unavailable === '' && model.role !== 'policy')
    .reduce((sum, model) => sum + model.concurrency, 0);
  return Math.min(MOST, Math.max(LEAST, Math.ceil(calls * DECIDING)));
}
