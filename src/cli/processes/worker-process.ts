/** @module The one worker of a data folder: make sure of it, revive it, stop it. */
import { mkdir } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { MaestroError } from '../../domain/errors.js';
import { isSameProcess } from '../../temporal/embedded/process-identity.js';
import { endProcess } from '../../temporal/embedded/stop.js';
import { withLock } from '../../temporal/lock.js';
import type { Target } from '../../temporal/target.js';
import type { Context } from '../command.js';
import { rolloutsInFlight } from '../rollout/in-flight.js';
import { launchWorker, waitUntilReady } from './launch-worker.js';
import { forgetWorker, readWorker, workerFiles, workerStatus, type WorkerNote } from './worker-files.js';

/**
 * The running worker of the data folder: the one that is there if it was started with the same code, registry and
 * settings, else a new one. Commands that start at once share one worker; it outlives them, until `stopWorker`.
 * @param client counts the rollouts that a worker with other settings still has
 * @throws MaestroError SERVER_CONFLICT when it has some: they would go on under settings that they did not start with;
 *   TEMPORAL_UNAVAILABLE with the end of its log when the worker does not come up
 */
export async function ensureWorker(
  context: Context,
  target: Target,
  client: Client,
  fingerprint: string,
): Promise<WorkerNote> {
  const { dataDir } = context.settings;
  const now = await workerStatus(dataDir);
  if (now.state === 'alive' && now.worker.ready && now.worker.fingerprint === fingerprint) return now.worker;
  return exclusively(context, async () => {
    const found = await workerStatus(dataDir);
    if (found.state === 'alive' && found.worker.fingerprint === fingerprint) {
      const ready = await waitUntilReady(dataDir, found.worker);
      if (ready !== undefined) return ready;
    } else if (found.state === 'alive') {
      await refuseWhileInUse(context, client);
      context.out.note('The worker runs with other code, registry or settings: starting it again.');
      await endProcess(found.worker);
    } else {
      context.out.note('Starting the worker.');
    }
    return launchWorker(context, target, fingerprint);
  });
}

async function refuseWhileInUse({ settings }: Context, client: Client): Promise<void> {
  const count = await rolloutsInFlight(client);
  if (count === 0) return;
  const rollouts = count === 1 ? 'a rollout is' : `${count} rollouts are`;
  throw new MaestroError(
    'SERVER_CONFLICT',
    `The worker of ${settings.dataDir} runs with other code, registry or settings (variables MAESTRO_*, TEMPORAL_*, keys), and ${rollouts} running on it. ` +
      'Wait until they have ended (maestro status), or run this command with another MAESTRO_DATA_DIR. To go on with them under the new settings, run maestro down first: nothing is lost.',
    { data: { running: count } },
  );
}

/**
 * Starts a worker that died again. One that another command has revived, with whatever settings, is left alone.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when it was stopped on purpose (`maestro down`) or does not come up
 */
export function reviveWorker(context: Context, target: Target, fingerprint: string): Promise<WorkerNote> {
  const { dataDir } = context.settings;
  return exclusively(context, async () => {
    const found = await workerStatus(dataDir);
    if (found.state === 'none') throw stoppedOnPurpose();
    const ready = found.state === 'alive' ? await waitUntilReady(dataDir, found.worker) : undefined;
    return ready ?? launchWorker(context, target, fingerprint);
  });
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

export function stoppedOnPurpose(): MaestroError {
  return new MaestroError(
    'TEMPORAL_UNAVAILABLE',
    'It was stopped meanwhile (maestro down). Nothing is lost: run the same command again and it goes on.',
    { data: { final: true } },
  );
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
