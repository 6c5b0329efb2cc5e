/** @module `maestro down` */
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';

export const down: Command = {
  name: 'down',
  summary: 'stop the worker and the embedded Temporal server',
  details: 'Rollouts that are running go on when both are up again. History, blobs and results stay.',
  examples: ['maestro down'],
  arguments: [],
  options: [],
  run: async (context) => {
    const { stopAll } = await import('../processes/stop-all.js');
    const { out } = context;
    const { worker, server } = await stopAll(context);
    out.print(worker === undefined ? 'No worker was running.' : `Stopped the worker (process ${worker.pid}).`);
    out.print(
      server === undefined
        ? 'No embedded Temporal server was running.'
        : `Stopped the Temporal server (process ${server.pid}).`,
    );
    out.emit({ worker_pid: worker?.pid ?? null, server_pid: server?.pid ?? null });
    return EXIT.ok;
  },
};
