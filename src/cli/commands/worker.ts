/** @module `maestro worker` */
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { REGISTRY_OPTION } from '../registry-option.js';

export const worker: Command = {
  name: 'worker',
  summary: 'run one more worker in the foreground',
  details:
    'Serves the task queues of TEMPORAL_ADDRESS, or of the embedded server that runs, until Ctrl-C, which lets it finish ' +
    'what it is doing. This is what runs beside the GPUs on other machines; on one machine `maestro up` is enough.',
  examples: ['maestro worker', 'TEMPORAL_ADDRESS=temporal.example:7233 maestro worker'],
  arguments: [],
  options: [REGISTRY_OPTION],
  run: async (context) => {
    const { spawn } = await import('node:child_process');
    const { WORKER_ENTRY, workerEnvironment } = await import('../processes/launch-worker.js');
    // Stdout is ours; the worker logs to stderr.
    const child = spawn(process.execPath, [WORKER_ENTRY], {
      cwd: context.cwd,
      env: workerEnvironment(context),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const stop = (): void => void child.kill('SIGTERM');
    context.signal.addEventListener('abort', stop, { once: true });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? EXIT.failed));
    });
  },
};
