/** @module The registry, and whether the keys that it names are set. Never their values. */
import type { RegistrySnapshot } from '../../domain/registry.js';
import { describeRegistry, unavailableByReason } from '../../registry/describe.js';
import type { Context } from '../command.js';
import { count } from '../format.js';
import { missing, note, ok, type Check } from './check.js';

export function checkRegistry(
  snapshot: RegistrySnapshot,
  { env, settings }: Pick<Context, 'env' | 'settings'>,
): readonly Check[] {
  const { models, skills, pairs } = describeRegistry(snapshot);
  const size = `${count(models.length, 'model')}, ${count(skills.length, 'skill')}, ${count(pairs.length, 'pair')}`;
  const registry =
    pairs.length > 0
      ? ok('Registry', `${size} (${settings.registryRoots.join(', ')})`)
      : missing('Registry', `${size}: nothing can be called`, 'Enable a model in models.yaml.');
  const keys = new Set(snapshot.models.flatMap((model) => (model.provider === 'openai' ? [model.apiKeyEnv] : [])));
  keys.delete('');
  return [
    registry,
    ...unavailableByReason(models).map(({ reason, ids }) =>
      note(
        ids.length > 1 ? 'Models' : 'Model',
        `${ids.join(', ')}: can't be called, ${reason}`,
        `Set what is missing to use ${ids.length > 1 ? 'them' : 'it'}.`,
      ),
    ),
    ...[...keys].map((name) => (env[name] ? ok(`Key ${name}`, 'set') : note(`Key ${name}`, 'not set'))),
  ];
}
