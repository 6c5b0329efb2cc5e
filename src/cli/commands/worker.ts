/** @module `maestro worker` */
import { z } from 'zod';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { parseInput } from '../input.js';
import { REGISTRY_OPTION } from '../registry-option.js';

const name = z.string().trim().min(1).max(200).optional();
const schema = z.object({ deployment: name, buildId: name });

export const worker: Command = {
  name: 'worker',
  summary: 'run one more worker in the foreground',
  details:
    'Serves the task queues of TEMPORAL_ADDRESS, or of the embedded server that runs, until Ctrl-C, which lets it finish ' +
    'what it is doing. This is what runs beside the GPUs on other machines; on one machine `maestro up` is enough. ' +
    'With --deployment and --build-id it takes part in Worker Versioning: it is given work once its version is the current one.',
  examples: [
    'maestro worker',
    'TEMPORAL_ADDRESS=temporal.example:7233 maestro worker',
    'maestro worker --deployment maestro --build-id 2026-12-01',
  ],
  arguments: [],
  options: [
    { flags: '--deployment <name>', summary: 'deployment that it belongs to, with --build-id' },
    { flags: '--build-id <id>', summary: 'version of its code within the deployment' },
    REGISTRY_OPTION,
  ],
  run: async (given, input) => {
    const { deployment, buildId } = parseInput(schema, input);
    const { spawn } = await import('node:child_process');
    const { connectClient, resolveTarget } = await import('../../temporal/connection.js');
    const { WORKER_ENTRY, workerEnvironment } = await import('../processes/launch-worker.js');
    const { readSettings } = await import('../../settings.js');
    const version = {
      ...(deployment === undefined ? {} : { MAESTRO_DEPLOYMENT: deployment }),
      ...(buildId === undefined ? {} : { MAESTRO_BUILD_ID: buildId }),
    };
    const env = { ...given.env, ...version };
    // Half a version is refused here, and not by the log of its process.
    const context = { ...given, env, settings: readSettings(env, given.cwd) };
    const { settings, out } = context;
    const log = (line: string): void => out.note(line);
    // Before its process starts: so that it is said as by every other command, and not by a log.
    const client = await connectClient(await resolveTarget({ env, dataDir: settings.dataDir, log, start: false }));
    await client.connection.close();
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
