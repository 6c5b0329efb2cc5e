/** @module `maestro registry` */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { parseInput } from '../input.js';

const schema = z.object({
  action: z.enum(['list', 'check']).default('list'),
  path: z.string().min(1, 'is empty').optional(),
});

export const registry: Command = {
  name: 'registry',
  summary: 'list the models, skills and pairs there are, or check edited registry files',
  details:
    'check says every fault with file, line and field; with a path, that folder is read over the shipped registry and ' +
    'those of MAESTRO_REGISTRY. Exit code 3: there are faults.',
  examples: ['maestro registry list', 'maestro registry check', 'maestro registry check ./my-registry'],
  arguments: [
    { name: 'action', summary: 'list (default) or check', required: false, choices: ['list', 'check'] },
    { name: 'path', summary: 'check: a registry folder', required: false },
  ],
  options: [],
  run: async (context, input) => {
    const { action, path } = parseInput(schema, input);
    if (action === 'list' && path !== undefined) {
      throw new MaestroError('INVALID_INPUT', 'registry list takes no path: set MAESTRO_REGISTRY to add a folder.');
    }
    const { settings, env, cwd } = context;
    if (path !== undefined) await holdsRegistry(resolve(cwd, path));
    const roots = path === undefined ? settings.registryRoots : [...settings.registryRoots, resolve(cwd, path)];
    const { loadRegistry } = await import('../../registry/load.js');
    const snapshot = await loadRegistry({ roots, env });
    const { tellRegistry, tellChecked } = await import('../registry-view.js');
    return action === 'list' ? tellRegistry(context, snapshot) : tellChecked(context, snapshot, roots);
  },
};

const PARTS = ['models.yaml', 'services.yaml', 'skills'];

/** A wrong path would be valid otherwise: every part of a registry folder may be left out. */
async function holdsRegistry(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new MaestroError('NOT_FOUND', `The registry folder ${folder} can't be read: ${messageOf(error)}.`);
  });
  if (PARTS.some((part) => names.includes(part))) return;
  throw new MaestroError('INVALID_INPUT', `${folder} is no registry folder: it has none of ${PARTS.join(', ')}.`);
}
