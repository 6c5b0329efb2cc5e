/** @module Which policy a rollout begins with, for good: what is promoted meanwhile changes no rollout that runs. */
import { MaestroError } from '../../domain/errors.js';
import { callablePairs, pairName, type RegistrySnapshot } from '../../domain/registry.js';
import type { TrainingInput } from '../../domain/task.js';
import { CHAT_POLICIES, parsePolicyName } from '../../policies/policy-name.js';
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

/** @throws MaestroError INVALID_INPUT for a policy that draws nothing, what it can't do, or a pair that can't be called */
export function checkTraining(training: TrainingInput, policy: string, snapshot: RegistrySnapshot): void {
  const isChat = CHAT_POLICIES.some((kind) => policy.startsWith(`${kind}:`));
  const fault = isChat ? faultOfChat(training) : faultOfLearned(training, policy);
  if (fault !== '') throw new MaestroError('INVALID_INPUT', `training: the policy "${policy}" ${fault}.`);
  const known = new Set(callablePairs(snapshot).map(({ model, skill }) => pairName(model.id, skill.id)));
  const unknown = training.pool?.find((pair) => !known.has(pair));
  if (unknown !== undefined)
    throw new MaestroError(
      'INVALID_INPUT',
      `training.pool: "${unknown.slice(0, 100)}" is no pair that may be called now: see maestro registry list.`,
    );
}

function faultOfLearned({ temperature, top_p: topP }: TrainingInput, policy: string): string {
  if (!policy.startsWith('learned:'))
    return 'draws no decisions: name a checkpoint, learned:<checkpoint>, or a chat policy, or leave training out';
  return temperature === undefined && topP === undefined ? '' : 'has no temperature and no top_p: leave them out';
}

/** What it is offered stands in its prompt, and it draws as its model does. */
function faultOfChat({ exploration, pool, vary }: TrainingInput): string {
  if (exploration > 0) return 'explores by its temperature: set exploration to 0';
  const varies = vary !== undefined && vary.pairs + vary.cards > 0;
  return pool === undefined && !varies
    ? ''
    : 'is offered the whole registry: leave out pool, vary.pairs and vary.cards';
}
