/** @module While a command waits, server and worker are watched, and started again when they die. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError, MaestroError } from '../../domain/errors.js';
import { readServer } from '../../temporal/embedded/files.js';
import { isSameProcess } from '../../temporal/embedded/process-identity.js';
import type { Context } from '../command.js';
import { ensureServer, type Running } from './ensure-up.js';
import { lastLines } from './log-file.js';
import { workerFiles, workerStatus } from './worker-files.js';
import { reviveWorker, stoppedOnPurpose, stopWorker } from './worker-process.js';

const LOOK_MS = 1_000;
/** More deaths within a minute are no accident. */
const MAX_DEATHS_PER_MINUTE = 5;

/**
 * Does `work` while server and worker are kept alive. Its signal is aborted when they can't be, and by Ctrl-C: then it ends first.
 * @throws what `work` throws; MaestroError TEMPORAL_UNAVAILABLE when they were stopped on purpose or keep dying; SERVER_CONFLICT when the server
 *   had to take another port
 */
export async function whileWatched<T>(
  context: Context,
  running: Running,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const watching = watch(context, running, end.signal);
  const lost = new AbortController();
  watching.catch(() => lost.abort());
  try {
    return await work(AbortSignal.any([context.signal, lost.signal]));
  } catch (error) {
    if (lost.signal.aborted) await watching; // says why
    throw error;
  } finally {
    end.abort();
    await Promise.allSettled([watching]);
  }
}

/** Looks every second until `signal` is aborted. What could not be started again is tried again, as the other may have died meanwhile. */
export async function watch(context: Context, running: Running, signal: AbortSignal): Promise<void> {
  const deaths: number[] = [];
  while (await pause(signal)) {
    try {
      if (running.target.kind === 'embedded') await keepServer(context, running);
      if (running.worker !== undefined) await keepWorker(context, running, deaths);
    } catch (error) {
      const passes = isMaestroError(error) && error.code === 'TEMPORAL_UNAVAILABLE' && error.data['final'] !== true;
      if (!passes) throw error;
      context.out.note(error.message);
      await countDeath(context, deaths, error);
    }
  }
}

/** @throws MaestroError TEMPORAL_UNAVAILABLE when there are too many */
async function countDeath({ clock, settings }: Context, deaths: number[], cause?: MaestroError): Promise<void> {
  const now = clock.now();
  deaths.push(now);
  if (deaths.filter((time) => now - time < 60_000).length <= MAX_DEATHS_PER_MINUTE) return;
  const { log } = workerFiles(settings.dataDir);
  throw new MaestroError(
    'TEMPORAL_UNAVAILABLE',
    `The worker keeps dying. The end of its log, ${log}:\n${(await lastLines(log, 12)).join('\n')}`,
    { data: { final: true }, cause },
  );
}

async function pause(signal: AbortSignal): Promise<boolean> {
  await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined); // aborted: seen in the next line
  return !signal.aborted;
}

async function keepServer(context: Context, { target }: Running): Promise<void> {
  const server = await readServer(context.settings.dataDir);
  if (server === undefined) throw stoppedOnPurpose();
  if (await isSameProcess(server.pid, server.processStart)) return;
  context.out.note(`The Temporal server (process ${server.pid}) is gone; its history is not.`);
  const { address } = await ensureServer(context);
  if (address === target.address) return;
  // The worker and this command's connection look for it at its old address for ever.
  const worker = await stopWorker(context);
  throw new MaestroError(
    'SERVER_CONFLICT',
    `The Temporal server came back at ${address}, as another program has taken its port meanwhile (${target.address}).` +
      `${worker === undefined ? '' : ' The worker was stopped.'} Nothing is lost: run the same command again and it goes on.`,
  );
}

async function keepWorker(context: Context, { target, fingerprint }: Running, deaths: number[]): Promise<void> {
  const { dataDir } = context.settings;
  const status = await workerStatus(dataDir);
  if (status.state === 'none') throw stoppedOnPurpose();
  if (status.state === 'alive') return;
  await countDeath(context, deaths);
  context.out.note(
    `The worker (process ${status.worker.pid}) is gone: starting it again. The rollouts go on where they were.`,
  );
  await reviveWorker(context, target, fingerprint);
}
