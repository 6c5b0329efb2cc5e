/** @module While a command waits, server and worker are watched, and started again when they die. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MaestroError } from '../../domain/errors.js';
import { readServer } from '../../temporal/embedded/files.js';
import { isSameProcess } from '../../temporal/embedded/process-identity.js';
import type { Context } from '../command.js';
import { ensureServer, type Running } from './ensure-up.js';
import { lastLines } from './log-file.js';
import { workerFiles, workerStatus } from './worker-files.js';
import { reviveWorker, stoppedOnPurpose } from './worker-process.js';

const LOOK_MS = 1_000;
/** More deaths within a minute are no accident. */
const MAX_DEATHS_PER_MINUTE = 5;

/**
 * Does `work` while server and worker are kept alive.
 * @throws what `work` throws; MaestroError TEMPORAL_UNAVAILABLE when they were stopped on purpose or keep dying
 */
export async function whileWatched<T>(context: Context, running: Running, work: () => Promise<T>): Promise<T> {
  const end = new AbortController();
  const watching = watch(context, running, end.signal);
  try {
    return await new Promise<T>((resolve, reject) => {
      work().then(resolve, reject);
      watching.catch(reject);
    });
  } finally {
    end.abort();
    await Promise.allSettled([watching]);
  }
}

/** Looks every second until `signal` is aborted. */
export async function watch(context: Context, running: Running, signal: AbortSignal): Promise<void> {
  const deaths: number[] = [];
  while (await pause(signal)) {
    if (running.target.kind === 'embedded') await keepServer(context);
    if (running.worker !== undefined) await keepWorker(context, running, deaths);
  }
}

async function pause(signal: AbortSignal): Promise<boolean> {
  await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined); // aborted: seen in the next line
  return !signal.aborted;
}

async function keepServer(context: Context): Promise<void> {
  const server = await readServer(context.settings.dataDir);
  if (server === undefined) throw stoppedOnPurpose();
  if (await isSameProcess(server.pid, server.processStart)) return;
  context.out.note(`The Temporal server (process ${server.pid}) is gone; its history is not.`);
  await ensureServer(context);
}

async function keepWorker(context: Context, { target, fingerprint }: Running, deaths: number[]): Promise<void> {
  const { dataDir } = context.settings;
  const status = await workerStatus(dataDir);
  if (status.state === 'none') throw stoppedOnPurpose();
  if (status.state === 'alive') return;
  const now = context.clock.now();
  deaths.push(now);
  const { log } = workerFiles(dataDir);
  if (deaths.filter((time) => now - time < 60_000).length > MAX_DEATHS_PER_MINUTE) {
    throw new MaestroError(
      'TEMPORAL_UNAVAILABLE',
      `The worker keeps dying. The end of its log, ${log}:\n${(await lastLines(log, 12)).join('\n')}`,
    );
  }
  context.out.note(
    `The worker (process ${status.worker.pid}) is gone: starting it again. The rollouts go on where they were.`,
  );
  await reviveWorker(context, target, fingerprint);
}
