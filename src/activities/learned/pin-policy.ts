/** @module Which policy a rollout begins with, for good: what is promoted meanwhile changes no rollout that runs. */
import { MaestroError } from '../../domain/errors.js';
import { callablePairs, pairName, type RegistrySnapshot } from '../../domain/registry.js';
import type { TrainingInput } from '../../domain/task.js';
import { parsePolicyName } from '../../policies/policy-name.js';
import type { ResultStore } from '../../store/result-store.js';
import { checkpointLoader, findCheckpoint } from './stored-checkpoints.js';

/**
 * A learned policy by the whole hash of its checkpoint, which fits this version; any other by the name that it was given.
 * @throws MaestroError NOT_FOUND, INVALID_INPUT, BLOB_CORRUPT, with what to do (from the returned function)
 */
export function policyPinner(results: Pick<ResultStore, 'documents' | 'learning'>): (name: string) => Promise<string> {
  const load = checkpointLoader(results);
  return async (name) => {
    // Whatever else a worker knows by name is for `createPolicy` to say.
    const parsed = /^learned(?::|$)/.test(name) ? parsePolicyName(name) : undefined;
    if (parsed?.kind !== 'learned') return name;
    const hash = await findCheckpoint(results, parsed.checkpoint);
    await load(hash);
    return `learned:${hash}`;
  };
}

/** @throws MaestroError INVALID_INPUT for a policy that draws nothing, or a pair that can't be called */
export function checkTraining(training: TrainingInput, policy: string, snapshot: RegistrySnapshot): void {
  if (!policy.startsWith('learned:'))
    throw new MaestroError(
      'INVALID_INPUT',
      `training: the policy "${policy}" draws no decisions: name a checkpoint, learned:<checkpoint>, or leave training out.`,
    );
  const known = new Set(callablePairs(snapshot).map(({ model, skill }) => pairName(model.id, skill.id)));
  const unknown = training.pool?.find((pair) => !known.has(pair));
  if (unknown !== undefined)
    throw new MaestroError(
      'INVALID_INPUT',
      `training.pool: "${unknown.slice(0, 100)}" is no pair that may be called now: see maestro registry list.`,
    );
}
