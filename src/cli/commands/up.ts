/** @module `maestro up` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { flag, parseInput } from '../input.js';
import { REGISTRY_OPTION } from '../registry-option.js';

const schema = z.object({ detach: flag, storage: z.string().min(1, 'is empty').optional() });

export const up: Command = {
  name: 'up',
  summary: 'start the Temporal server and a worker, and keep them running',
  details:
    'Without --detach it watches both, starts again what dies, and stops both cleanly at Ctrl-C. With --detach it returns ' +
    'when both are ready; `maestro down` stops them. Other commands start what they need by themselves. ' +
    'With --storage, at the first start of a data folder, it is the whole Temporal server on PostgreSQL instead of the one on a ' +
    'file: built with Go once (minutes), the databases created and brought up to date, and kept to by every later command.',
  examples: [
    'maestro up',
    'maestro up --detach',
    'MAESTRO_WORKER=none maestro up    # only the server',
    'maestro up --detach --storage postgres://temporal:secret@127.0.0.1:5432/temporal',
  ],
  arguments: [],
  options: [
    { flags: '-d, --detach', summary: 'return when both are ready' },
    { flags: '--storage <url>', summary: 'keep history in PostgreSQL: postgres://user:password@host:port/database' },
    REGISTRY_OPTION,
  ],
  run: async (context, input) => {
    const { detach, storage } = parseInput(schema, input);
    const { readRegistry } = await import('../registry.js');
    const { ensureUp } = await import('../processes/ensure-up.js');
    const { watch } = await import('../processes/watch.js');
    const { stopAll } = await import('../processes/stop-all.js');
    const { out, signal } = context;

    const running = await ensureUp(context, await readRegistry(context), storage === undefined ? {} : { storage });
    try {
      const { worker } = running;
      const { target } = running.server;
      out.print(`Temporal: ${target.address}, namespace ${target.namespace}`);
      if (target.uiUrl !== undefined) out.print(`UI:       ${out.colors.cyan(target.uiUrl)}`);
      out.print(`Worker:   ${worker === undefined ? 'elsewhere' : `process ${worker.pid}`}`);
      out.emit({
        temporal: target.address,
        namespace: target.namespace,
        ui: target.uiUrl ?? null,
        worker_pid: worker?.pid ?? null,
      });
      if (detach) return EXIT.ok;
      out.note('Ctrl-C stops both.');
      await watch(context, running, signal);
    } finally {
      await running.close();
    }
    out.note('Stopping.');
    await stopAll(context);
    return EXIT.ok;
  },
};
