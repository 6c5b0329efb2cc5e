/** @module `maestro registry` */
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { RegistryRows } from '../../registry/describe.js';
import type { Command, Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { parseInput } from '../input.js';
import { renderTable } from '../table.js';

const schema = z.object({
  action: z.enum(['list', 'check'], 'must be list or check').default('list'),
  path: z.string().min(1).optional(),
});

export const registry: Command = {
  name: 'registry',
  summary: 'list the models, skills and pairs, or check registry files',
  details:
    'A path is a folder that is laid over the shipped registry, as MAESTRO_REGISTRY names some for every command.',
  examples: ['maestro registry list', 'maestro registry check', 'maestro registry check ./my-registry'],
  arguments: [
    { name: 'action', summary: 'list (default) or check', required: false, choices: ['list', 'check'] },
    { name: 'path', summary: 'a registry folder over the shipped one', required: false },
  ],
  options: [],
  run: async (context, input) => {
    const { action, path } = parseInput(schema, input);
    const { loadRegistry } = await import('../../registry/load.js');
    const { describeRegistry } = await import('../../registry/describe.js');
    const { hashJson } = await import('../../store/hash.js');
    const { settings, env, cwd, out } = context;
    const extra = path === undefined ? [] : [isAbsolute(path) ? path : resolve(cwd, path)];
    const roots = [...settings.registryRoots, ...extra];
    const snapshot = await loadRegistry({ roots, env });
    const rows = describeRegistry(snapshot);
    const hash = hashJson(snapshot);
    out.emit({ hash, roots, ...rows });
    if (action === 'list') printRows(context, rows);
    out.print(
      `${count(rows.models.length, 'model')}, ${count(rows.skills.length, 'skill')}, ${count(rows.pairs.length, 'pair')} that can be called; snapshot ${hash.slice(0, 12)}` +
        (action === 'check' ? ': no faults' : ''),
    );
    return EXIT.ok;
  },
};

function printRows({ out }: Context, { models, services, skills, pairs }: RegistryRows): void {
  const left = (title: string) => ({ title, align: 'left' as const });
  const modelRows = models.map((model) => [
    model.id,
    model.provider,
    model.role,
    model.unavailable === '' ? out.colors.green('yes') : out.colors.yellow(`no: ${model.unavailable}`),
  ]);
  for (const line of renderTable([left('model'), left('provider'), left('role'), left('available')], modelRows))
    out.print(line);
  out.print();
  const skillRows = skills.flatMap((skill) =>
    skill.solvers.map((solver, index) => [index === 0 ? skill.id : '', solver.id, solver.steps.join(' > ')]),
  );
  for (const line of renderTable([left('skill'), left('solver'), left('steps')], skillRows)) out.print(line);
  out.print();
  out.print(`services: ${services.map(({ kind, model }) => `${kind} by ${model}`).join(', ')}`);
  out.print(`pairs:    ${pairs.join(', ')}`);
}
