/** @module The worker as the process that users run, `node dist/worker.js`, made to be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const WORKER = fileURLToPath(new URL('../../../dist/worker.js', import.meta.url));

export interface WorkerProcess {
  readonly pid: number;
  /** What it wrote to standard error so far. */
  readonly log: () => string;
  /** Resolves when it has ended, however it did: an exit code, or the signal that killed it. */
  readonly ended: Promise<string>;
  readonly isRunning: () => boolean;
}

/** Starts a worker. Resolves at once: see `workerReady`. */
export function spawnWorker(cwd: string, env: Readonly<Record<string, string>>): WorkerProcess {
  if (!existsSync(WORKER)) throw new Error(`${WORKER} is not built: run npm test, or npm run build`);
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [WORKER], {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  return {
    pid: pidOf(child),
    log: () => log,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
  };
}

/** Waits until the worker polls its queues. @throws Error with its log when it ends before */
export async function workerReady(worker: WorkerProcess): Promise<void> {
  await until('the worker is ready', () => {
    if (!worker.isRunning()) throw new Error(`the worker ended: ${worker.log()}`);
    return worker.log().includes(' ready: ');
  });
}

/** SIGKILL: the process has no say in it. Resolves when it is gone. */
export async function killWorker(worker: WorkerProcess): Promise<void> {
  if (worker.isRunning()) process.kill(worker.pid, 'SIGKILL');
  await worker.ended;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the worker could not be spawned');
  return child.pid;
}
