/** @module `maestro registry` */
import { resolve } from 'node:path';
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { parseInput } from '../input.js';
import { checkIsRegistry, REGISTRY_OPTION } from '../registry-option.js';

const schema = z.object({
  action: z.enum(['list', 'check']).default('list'),
  path: z.string().min(1, 'is empty').optional(),
});

export const registry: Command = {
  name: 'registry',
  summary: 'list the models, skills and pairs there are, or check edited registry files',
  details:
    'check says every fault with file, line and field; a path is read over the shipped registry and those of ' +
    'MAESTRO_REGISTRY and --registry. Exit code 3: there are faults.',
  examples: ['maestro registry list', 'maestro registry check', 'maestro registry check ./my-registry'],
  arguments: [
    { name: 'action', summary: 'list (default) or check', required: false, choices: ['list', 'check'] },
    { name: 'path', summary: 'check: a registry folder, or a YAML file', required: false },
  ],
  options: [REGISTRY_OPTION],
  run: async (context, input) => {
    const { action, path } = parseInput(schema, input);
    if (action === 'list' && path !== undefined) {
      throw new MaestroError('INVALID_INPUT', 'registry list takes no path: name it with --registry.');
    }
    const { settings, env, cwd } = context;
    if (path !== undefined) await checkIsRegistry(resolve(cwd, path));
    const roots = path === undefined ? settings.registryRoots : [...settings.registryRoots, resolve(cwd, path)];
    const { loadRegistry } = await import('../../registry/load.js');
    const snapshot = await loadRegistry({ roots, env });
    const { tellRegistry, tellChecked } = await import('../registry-view.js');
    return action === 'list' ? tellRegistry(context, snapshot) : tellChecked(context, snapshot, roots);
  },
};
