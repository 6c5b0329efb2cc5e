/** @module `maestro status` */
import type { Command, Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { printable, type Output } from '../output.js';
import type { RegistryNote } from '../processes/registry-note.js';

export const status: Command = {
  name: 'status',
  summary: 'show whether server and worker run, and where',
  details: 'Starts nothing. The exit code is 0 when both run, else 5.',
  examples: ['maestro status', 'maestro status --json'],
  arguments: [],
  options: [],
  run: async (context) => {
    const { overviewOf } = await import('../processes/overview.js');
    const { out, settings } = context;
    const { server, worker } = await overviewOf(context);
    const colored = (good: boolean, text: string): string => (good ? out.colors.green(text) : out.colors.yellow(text));
    const at = [server.address, server.version === '' ? '' : `version ${server.version}`]
      .filter((part) => part !== '')
      .join(', ');
    out.print(`Data folder: ${settings.dataDir}`);
    out.print(
      `Temporal:    ${colored(server.state === 'running', server.state)} (${server.kind}${at === '' ? '' : `, ${at}`})`,
    );
    if (server.state === 'running' && server.ui !== '') out.print(`UI:          ${out.colors.cyan(server.ui)}`);
    if (server.storage !== '') out.print(`History:     ${server.storage}`);
    const process = worker.pid === undefined ? '' : ` (process ${worker.pid}, since ${worker.startedAt})`;
    out.print(`Worker:      ${colored(worker.state === 'ready', worker.state)}${process}`);
    const registry = worker.state === 'ready' ? await registryOf(context, worker.pid) : undefined;
    if (registry !== undefined) tellRegistryNote(out, registry);
    const others = server.state === 'running' ? await otherPollers(context) : [];
    if (others.length > 0) out.print(`Elsewhere:   ${others.join(', ')}`);
    const runs = server.state === 'running' && (worker.state === 'ready' || others.length > 0);
    if (!runs) out.print('Start them with: maestro up --detach');
    out.emit({
      data_dir: settings.dataDir,
      server: { ...server, pid: server.pid ?? null },
      worker: { state: worker.state, pid: worker.pid ?? null, started_at: worker.startedAt },
      registry: registry === undefined ? null : registryJson(registry),
      workers_elsewhere: others,
    });
    return runs ? EXIT.ok : EXIT.notRunning;
  },
};

async function registryOf({ settings }: Context, pid = 0): Promise<RegistryNote | undefined> {
  const { readRegistryNote } = await import('../processes/registry-note.js');
  return readRegistryNote(settings.dataDir, pid);
}

function tellRegistryNote(out: Output, { hash, models, skills, loadedAt, refused }: RegistryNote): void {
  const used = `${count(models, 'model')}, ${count(skills, 'skill')} (${hash.slice(0, 12)}, since ${loadedAt})`;
  if (refused === null) {
    out.print(`Registry:    ${used}`);
    return;
  }
  out.print(`Registry:    ${out.colors.yellow(`${used}; the edit seen at ${refused.at} is refused`)}`);
  out.print(printable(refused.reason));
}

function registryJson({ hash, models, skills, loadedAt, refused }: RegistryNote): object {
  return { hash, models, skills, loaded_at: loadedAt, refused };
}

/** Workers of the queues that this data folder did not start: known to an external server only. */
async function otherPollers(context: Context): Promise<readonly string[]> {
  const { externalTarget } = await import('../../temporal/external-target.js');
  const target = externalTarget(context.env);
  if (target === undefined) return [];
  const { connectClient } = await import('../../temporal/connection.js');
  const { pollersElsewhere } = await import('../processes/pollers-elsewhere.js');
  const client = await connectClient(target);
  try {
    return await pollersElsewhere(context.settings.dataDir, client);
  } finally {
    await client.connection.close();
  }
}
