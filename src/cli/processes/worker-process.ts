/** @module The one worker of a data folder: make sure of it, revive it, stop it. */
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess } from '../../temporal/embedded/process-identity.js';
import { endProcess } from '../../temporal/embedded/stop.js';
import { withLock } from '../../temporal/lock.js';
import type { Target } from '../../temporal/target.js';
import type { Context } from '../command.js';
import { launchWorker, waitUntilReady } from './launch-worker.js';
import { forgetWorker, readWorker, workerFiles, workerStatus, type WorkerNote } from './worker-files.js';
import { inUse, whatKeepsWorker, type Wanted } from './worker-in-use.js';
import { forgetUser, noteUser } from './worker-users.js';

/** Rollouts that an ended command left behind, or a question, are over in seconds; an evaluation may take hours. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 500;

/**
 * The running worker of the data folder: the one that is there if it was started with the same code, registry and
 * settings, else a new one. Commands that start at once share one worker; it outlives them, until `stopWorker`. One that
 * others need as it is, commands or rollouts, is never replaced: they are waited for, but not for ever, as a script would hang.
 * Until {@link releaseWorker} or the end of this process, no other command replaces it either.
 * @throws MaestroError TEMPORAL_UNAVAILABLE with the end of its log when it does not come up; SERVER_CONFLICT when it stays in use
 */
export async function ensureWorker(context: Context, wanted: Wanted): Promise<WorkerNote> {
  const { clock, out, signal } = context;
  const end = clock.now() + PATIENCE_MS;
  for (let look = 1; ; look += 1) {
    const had = await haveWorker(context, wanted);
    if (typeof had !== 'string') return had;
    if (clock.now() > end) throw inUse(context, had);
    const seconds = PATIENCE_MS / 1000;
    if (look === 1)
      out.note(`The worker runs with other code, registry or settings for ${had}: waiting up to ${seconds} s.`);
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** Others may replace the worker now, as far as this command is concerned. */
export function releaseWorker({ settings }: Pick<Context, 'settings'>): Promise<void> {
  return forgetUser(settings.dataDir);
}

/** The worker, or what keeps the one that is there from being replaced. */
function haveWorker(context: Context, wanted: Wanted): Promise<WorkerNote | string> {
  const { dataDir } = context.settings;
  const { target, fingerprint } = wanted;
  return exclusively(context, async () => {
    const found = await workerStatus(dataDir);
    const kept = await whatKeepsWorker(context, found, wanted);
    if (kept !== '') return kept;
    // Within the lock: who comes next sees either this note or no worker in use.
    await noteUser(dataDir, { command: context.command, fingerprint });
    if (found.state !== 'alive') {
      context.out.note('Starting the worker.');
    } else if (found.worker.fingerprint !== fingerprint) {
      context.out.note('The worker runs with other code, registry or settings: starting it again.');
      await endProcess(found.worker);
    } else if (!serves(found.worker, target)) {
      context.out.note('The worker calls the Temporal server where it was before: starting it again.');
      await endProcess(found.worker);
    } else {
      const ready = await waitUntilReady(dataDir, found.worker);
      if (ready !== undefined) return ready;
    }
    return launchWorker(context, target, fingerprint);
  });
}

/**
 * Starts a worker again that died, or that serves the address which the server had before. One that another command has
 * started meanwhile is left alone.
 * @returns undefined when it was stopped on purpose (`maestro down`), or started anew with other settings after that
 * @throws MaestroError TEMPORAL_UNAVAILABLE when it does not come up
 */
export function reviveWorker(
  context: Context,
  { target, fingerprint }: Pick<Wanted, 'target' | 'fingerprint'>,
): Promise<WorkerNote | undefined> {
  const { dataDir } = context.settings;
  return exclusively(context, async () => {
    const found = await workerStatus(dataDir);
    if (found.state === 'none') return undefined;
    if (found.state === 'alive') {
      const { worker } = found;
      if (worker.fingerprint !== fingerprint) return undefined;
      const ready = serves(worker, target) ? await waitUntilReady(dataDir, worker) : undefined;
      if (ready !== undefined) return ready;
      await endProcess(worker);
    }
    return launchWorker(context, target, fingerprint);
  });
}

/** Is it connected to where the server is now? */
export function serves(worker: WorkerNote, { address, namespace }: Target): boolean {
  return worker.address === address && worker.namespace === namespace;
}

/** Drains and stops the worker. @returns the one that was stopped; undefined when none was running */
export async function stopWorker(context: Context): Promise<WorkerNote | undefined> {
  const { dataDir } = context.settings;
  if ((await readWorker(dataDir)) === undefined) return undefined;
  return exclusively(context, async () => {
    const worker = await readWorker(dataDir);
    if (worker === undefined) return undefined;
    const wasAlive = await isSameProcess(worker.pid, worker.processStart);
    if (wasAlive) await endProcess(worker);
    await forgetWorker(dataDir);
    return wasAlive ? worker : undefined;
  });
}

async function exclusively<T>({ settings, out }: Context, work: () => Promise<T>): Promise<T> {
  const files = workerFiles(settings.dataDir);
  await mkdir(files.folder, { recursive: true });
  return withLock(
    files.lock,
    () => out.note('Another command is starting or stopping the worker: waiting for it.'),
    work,
  );
}
