/** @module The registry that a run began with: all of its policies name it, and a group under another one is none of the run's. */
import { MaestroError } from '../../domain/errors.js';
import { LruCache } from '../../store/lru-cache.js';
import type { ResultStore } from '../../store/result-store.js';
import { readStoredCheckpoint } from '../learned/stored-checkpoints.js';
import type { TrainingSpec } from './run-contract.js';
import { hashOfPolicy } from './step-documents.js';

const MAX_KEPT = 64;

/**
 * SHA-256 of the registry that a run's policy was made under; of a run that only collects, what it was begun under.
 * @throws as `readStoredCheckpoint` (from the returned function)
 */
export function registryReader(
  results: Pick<ResultStore, 'documents' | 'learning'>,
): (policy: string, spec: Pick<TrainingSpec, 'collect' | 'registry'>) => Promise<string> {
  const kept = new LruCache<{ readonly registry: string }>(MAX_KEPT, 1);
  return async (policy, { collect, registry }) => {
    if (collect !== undefined) return registry;
    const known = kept.get(policy);
    if (known !== undefined) return known.registry;
    const { checkpoint } = await readStoredCheckpoint(results, hashOfPolicy({ policy }));
    kept.set(policy, checkpoint, 1);
    return checkpoint.registry;
  };
}

/** @throws MaestroError INVALID_INPUT, with what to do */
export function checkRegistry(run: string, begun: string, found: string): void {
  if (begun === found) return;
  throw new MaestroError(
    'INVALID_INPUT',
    `The registry has changed since run ${run} began (it was ${begun.slice(0, 12)}, and is ${found.slice(0, 12)}): restore it and go on with maestro train resume ${run}, or begin a new run.`,
  );
}
