/** @module `maestro worker` */
import { MaestroError } from '../../domain/errors.js';
import type { Command } from '../command.js';

export const worker: Command = {
  name: 'worker',
  summary: 'run a worker in the foreground',
  details:
    'For more workers than the one that other commands start, on this machine or beside your GPUs: it connects to the ' +
    'server of the data folder, or to TEMPORAL_ADDRESS, and drains at Ctrl-C.',
  examples: ['maestro worker', 'TEMPORAL_ADDRESS=temporal.example:7233 maestro worker'],
  arguments: [],
  options: [],
  run: async (context) => {
    const { spawn } = await import('node:child_process');
    const { WORKER_ENTRY, workerEnvironment } = await import('../processes/launch-worker.js');
    const { cwd, signal } = context;
    const child = spawn(process.execPath, [WORKER_ENTRY], {
      cwd,
      env: workerEnvironment(context),
      stdio: ['ignore', 2, 2],
    });
    // The terminal sends Ctrl-C to both; a signal to this process alone is passed on.
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    return new Promise((resolve, reject) => {
      child.once('error', (cause) =>
        reject(
          new MaestroError('TEMPORAL_UNAVAILABLE', `The worker could not be started: ${cause.message}`, { cause }),
        ),
      );
      child.once('exit', (code) => resolve(code ?? 1));
    });
  },
};
