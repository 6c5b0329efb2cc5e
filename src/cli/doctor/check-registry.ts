/** @module The registry, and whether the keys that it names are set. Never their values. */
import type { RegistrySnapshot } from '../../domain/registry.js';
import { describeRegistry } from '../../registry/describe.js';
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
  const unavailable = models.filter((model) => model.unavailable !== '');
  const keys = new Set(snapshot.models.flatMap((model) => (model.provider === 'openai' ? [model.apiKeyEnv] : [])));
  keys.delete('');
  return [
    registry,
    ...unavailable.map((model) =>
      note(`Model ${model.id}`, `can't be called: ${model.unavailable}`, 'Set it if you want to use this model.'),
    ),
    ...[...keys].map((name) => (env[name] ? ok(`Key ${name}`, 'set') : note(`Key ${name}`, 'not set'))),
  ];
}
