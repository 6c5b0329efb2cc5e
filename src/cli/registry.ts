/** @module The registry and the policy's name, checked before anything starts. */
import { policyPinner } from '../activities/learned/pin-policy.js';
import { MaestroError } from '../domain/errors.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import { createPolicy } from '../policies/create-policy.js';
import { parsePolicyName } from '../policies/policy-name.js';
import { loadRegistry } from '../registry/load.js';
import { openResultStore } from '../store/open-result-store.js';
import type { Context } from './command.js';

export const DEFAULT_POLICY = 'keyword';

/** @throws MaestroError INVALID_REGISTRY with every fault */
export function readRegistry({ settings, env }: Pick<Context, 'settings' | 'env'>): Promise<RegistrySnapshot> {
  return loadRegistry({ roots: settings.registryRoots, env });
}

/**
 * The policy's own name; of a learned one with the hash of the checkpoint, so that what is asked again later is asked of the same one.
 * Workers elsewhere may know other models, so for them only the form is checked.
 * @throws MaestroError NOT_FOUND, MISSING_KEY; of a learned one what `policyPinner` says
 */
export async function checkPolicy(
  name: string,
  snapshot: RegistrySnapshot,
  { env, settings }: Pick<Context, 'env' | 'settings'>,
): Promise<string> {
  if (parsePolicyName(name).kind === 'learned') return pinLearned(name, settings.resultsUrl);
  if (env['MAESTRO_WORKER'] === 'none') return name;
  const workersDo = (): Promise<never> =>
    Promise.reject(new MaestroError('INTERNAL', 'The command line calls no model and decides nothing: workers do.'));
  const learned = { load: workersDo, keyOf: workersDo };
  return createPolicy(name, { snapshot, env, chat: workersDo, learned }).name;
}

async function pinLearned(name: string, resultsUrl: string): Promise<string> {
  const results = await openResultStore(resultsUrl);
  try {
    return await policyPinner(results)(name);
  } finally {
    await results.close();
  }
}
