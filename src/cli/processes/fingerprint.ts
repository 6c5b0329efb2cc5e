/** @module What a worker was started with, as one hash: its code, its settings and keys. Another hash means a restart. The registry is no part of it: workers follow its files. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RegistrySnapshot } from '../../domain/registry.js';
import { hashJson } from '../../store/hash.js';
import type { Target } from '../../temporal/target.js';
import type { Context } from '../command.js';

/** Variables that a worker reads, besides the keys that the registry names. */
const SETTINGS =
  /^(MAESTRO_|TEMPORAL_|PG[A-Z]+$|AWS_|HTTPS?_PROXY$|NO_PROXY$|https?_proxy$|no_proxy$|NODE_EXTRA_CA_CERTS$)/;
/** Read by commands only. */
const OF_COMMANDS = new Set(['MAESTRO_WORKER', 'TEMPORAL_CLI_PATH', 'TEMPORAL_UI_URL']);

/** `dist/`, whose modules the worker is made of. */
const CODE = fileURLToPath(new URL('../..', import.meta.url));

/** Holds no key: of the whole only one hash remains. */
export async function workerFingerprint(
  { env, settings }: Pick<Context, 'env' | 'settings'>,
  snapshot: RegistrySnapshot,
  target: Target,
): Promise<string> {
  const named = snapshot.models.flatMap((model) => (model.provider === 'openai' ? [model.apiKeyEnv] : []));
  // A model that was added asks for a restart only when the worker lacks a key that is set here.
  const keys = named.filter((name) => env[name] !== undefined && env[name] !== '');
  const read = Object.keys(env).filter((name) => SETTINGS.test(name) && !OF_COMMANDS.has(name));
  const values = Object.fromEntries([...read, ...keys].map((name) => [name, env[name] ?? '']));
  return hashJson({
    code: await codeStamp(CODE),
    settings: { ...settings, imageRoots: env['MAESTRO_IMAGE_ROOTS'] === undefined ? [] : settings.imageRoots },
    // The embedded server may move: then the worker follows it.
    target: target.kind === 'embedded' ? target.kind : [target.address, target.namespace],
    values: { ...values, MAESTRO_DATA_DIR: settings.dataDir },
  });
}

/** Path, size and time of every module, relative to the folder. */
async function codeStamp(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const modules = names.filter((name) => name.endsWith('.js') && !name.startsWith('cli')).sort();
  return Promise.all(
    modules.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    }),
  );
}
