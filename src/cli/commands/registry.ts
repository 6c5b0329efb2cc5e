/** @module `maestro registry` */
import { resolve } from 'node:path';
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Command, Context } from '../command.js';
import { flag, parseInput } from '../input.js';
import { checkIsRegistry, REGISTRY_OPTION } from '../registry-option.js';

const ACTIONS = ['list', 'check', 'diff'] as const;

const schema = z.object({
  action: z.enum(ACTIONS).default('list'),
  what: z.string().min(1, 'is empty').optional(),
  other: z.string().min(1, 'is empty').optional(),
  tree: flag,
});

export const registry: Command = {
  name: 'registry',
  summary: 'list the models, skills and pairs there are, check edited registry files, or compare two registries',
  details:
    'check says every fault with file, line and field; a path is read over the shipped registry and those of ' +
    'MAESTRO_REGISTRY and --registry. Exit code 3: there are faults. diff takes hashes of snapshots that rollouts ran with ' +
    '(the beginning will do), or "current" for the registry as it stands, and shows what was added, removed and changed.',
  examples: [
    'maestro registry list --tree',
    'maestro registry check',
    'maestro registry check ./my-registry',
    'maestro registry diff 3fa2c1 current',
  ],
  arguments: [
    { name: 'action', summary: 'list (default), check or diff', required: false, choices: ACTIONS },
    { name: 'what', summary: 'check: a registry folder, or a YAML file; diff: a hash', required: false },
    { name: 'other', summary: 'diff: another hash', required: false },
  ],
  options: [{ flags: '--tree', summary: 'list: skills with solvers and steps, models with pairs' }, REGISTRY_OPTION],
  run: async (context, input) => {
    const { action, what, other, tree } = parseInput(schema, input);
    if (tree && action !== 'list') throw bad(`--tree belongs to registry list, not to registry ${action}.`);
    if (other !== undefined && action !== 'diff') throw bad(`registry ${action} takes no second argument.`);
    switch (action) {
      case 'list':
        if (what !== undefined) throw bad('registry list takes no path: name it with --registry.');
        return list(context, tree);
      case 'check':
        return check(context, what);
      case 'diff': {
        if (what === undefined || other === undefined) throw bad('registry diff compares two: give both.');
        const { tellDiff } = await import('../registry-diff.js');
        return tellDiff(context, [what, other]);
      }
    }
  },
};

function bad(message: string): MaestroError {
  return new MaestroError('INVALID_INPUT', message);
}

async function list(context: Context, tree: boolean): Promise<number> {
  const { readRegistry } = await import('../registry.js');
  const snapshot = await readRegistry(context);
  const { tellTree } = await import('../registry-tree.js');
  const { tellRegistry } = await import('../registry-view.js');
  return tree ? tellTree(context, snapshot) : tellRegistry(context, snapshot);
}

async function check(context: Context, path: string | undefined): Promise<number> {
  const { settings, env, cwd } = context;
  if (path !== undefined) await checkIsRegistry(resolve(cwd, path));
  const roots = path === undefined ? settings.registryRoots : [...settings.registryRoots, resolve(cwd, path)];
  const { loadRegistry } = await import('../../registry/load.js');
  const { tellChecked } = await import('../registry-view.js');
  return tellChecked(context, await loadRegistry({ roots, env }), roots);
}
