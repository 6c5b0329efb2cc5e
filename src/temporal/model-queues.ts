/** @module Which models get a task queue of their own, and how many of its calls a worker takes at once. */
import { stepModels, type RegistrySnapshot } from '../domain/registry.js';
import type { ModelSlots } from './worker-builder.js';

/** Calls that wait in the worker, at the most, for a place at an endpoint. */
const MOST_SPARE = 4;

/**
 * The models that need a queue of their own. An endpoint's calls wait for a place in its line, which holds over all workers: so more
 * calls than there are places are taken from the queue, and go out at once when places are left, without a way through the server.
 * As many more as there are places, as several may be left at once; what is urgent waits no longer behind them than behind one at one place.
 */
export function queuesOf(snapshot: RegistrySnapshot): readonly ModelSlots[] {
  return stepModels(snapshot)
    .filter((model) => model.unavailable === '' && !(model.provider === 'engine' && model.quick))
    .map(({ id, provider, concurrency }) => ({
      id,
      slots: concurrency,
      spare: provider === 'engine' ? 0 : Math.min(concurrency, MOST_SPARE),
    }));
}
