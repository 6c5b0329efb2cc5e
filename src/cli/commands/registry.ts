/** @module `maestro registry` */
import { resolve } from 'node:path';
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { parseInput } from '../input.js';

const schema = z.object({ action: z.enum(['list', 'check']), path: z.string().min(1, 'is empty').optional() });

export const registry: Command = {
  name: 'registry',
  summary: 'list the models, skills and pairs there are, or check edited registry files',
  details:
    'check says every fault with file, line and field; with a path, that folder is read over the shipped registry and ' +
    'those of MAESTRO_REGISTRY. Exit code 3: there are faults.',
  examples: ['maestro registry list', 'maestro registry check', 'maestro registry check ./my-registry'],
  arguments: [
    { name: 'action', summary: 'list or check', required: true, choices: ['list', 'check'] },
    { name: 'path', summary: 'check: a registry folder', required: false },
  ],
  options: [],
  run: async (context, input) => {
    const { action, path } = parseInput(schema, input);
    if (action === 'list' && path !== undefined) {
      throw new MaestroError('INVALID_INPUT', 'registry list takes no path: set MAESTRO_REGISTRY to add a folder.');
    }
    const { settings, env, cwd } = context;
    const roots = path === undefined ? settings.registryRoots : [...settings.registryRoots, resolve(cwd, path)];
    const { loadRegistry } = await import('../../registry/load.js');
    const snapshot = await loadRegistry({ roots, env });
    const { tellRegistry, tellChecked } = await import('../registry-view.js');
    return action === 'list' ? tellRegistry(context, snapshot) : tellChecked(context, snapshot, roots);
  },
};
