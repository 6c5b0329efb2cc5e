/** @module The registry and the policy's name, checked before anything starts. */
import { MaestroError } from '../domain/errors.js';
import type { RegistrySnapshot } from '../domain/registry.js';
import { createPolicy } from '../policies/create-policy.js';
import { parsePolicyName } from '../policies/policy-name.js';
import { loadRegistry } from '../registry/load.js';
import type { Context } from './command.js';

export const DEFAULT_POLICY = 'keyword';

/** @throws MaestroError INVALID_REGISTRY with every fault */
export function readRegistry({ settings, env }: Pick<Context, 'settings' | 'env'>): Promise<RegistrySnapshot> {
  return loadRegistry({ roots: settings.registryRoots, env });
}

/**
 * The policy's own name. Workers elsewhere may know other models, so for them only the form is checked.
 * @throws MaestroError NOT_FOUND, MISSING_KEY
 */
export function checkPolicy(name: string, snapshot: RegistrySnapshot, env: Context['env']): string {
  parsePolicyName(name);
  if (env['MAESTRO_WORKER'] === 'none') return name;
  const workersDo = (): Promise<never> =>
    Promise.reject(new MaestroError('INTERNAL', 'The command line calls no model and decides nothing: workers do.'));
  const learned = { load: workersDo, keyOf: workersDo };
  return createPolicy(name, { snapshot, env, chat: workersDo, learned }).name;
}
