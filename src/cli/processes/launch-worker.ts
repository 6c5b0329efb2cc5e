/** @module Starts the worker's process and waits until it says that it is ready. */
import { spawn } from 'node:child_process';
import { mkdir, open, realpath, rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { isSameProcess, processStart } from '../../temporal/embedded/process-identity.js';
import type { Target } from '../../temporal/target.js';
import type { Context } from '../command.js';
import { lastLines, readFrom, sizeOf } from './log-file.js';
import { forgetWorker, workerFiles, writeWorker, type WorkerNote } from './worker-files.js';

/** `dist/worker.js`: a composition root, so it is run, not imported. */
export const WORKER_ENTRY = fileURLToPath(new URL('../../worker.js', import.meta.url));

const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 50;
/** A longer log is set aside when a worker starts. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** The environment of a worker: the command's, with the one folder that must not depend on where it runs. */
export function workerEnvironment({ env, settings }: Pick<Context, 'env' | 'settings'>): Record<string, string> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(set), MAESTRO_DATA_DIR: settings.dataDir };
}

/**
 * Starts a worker in its own session, so that it outlives this command and its terminal. The caller holds the lock.
 * @throws MaestroError TEMPORAL_UNAVAILABLE with the end of its log when it dies before it is ready.
 */
export async function launchWorker(context: Context, target: Target, fingerprint: string): Promise<WorkerNote> {
  const { dataDir } = context.settings;
  const files = workerFiles(dataDir);
  await mkdir(files.folder, { recursive: true });
  if ((await sizeOf(files.log)) > MAX_LOG_BYTES) await rename(files.log, `${files.log}.old`);
  const logOffset = await sizeOf(files.log);
  const pid = await spawnWorker(context, files.log);
  const note: WorkerNote = {
    pid,
    processStart: (await processStart(pid)) ?? '',
    startedAt: new Date(context.clock.now()).toISOString(),
    ready: false,
    fingerprint,
    address: target.address,
    namespace: target.namespace,
    logOffset,
    dataDir: await realpath(dataDir),
  };
  // Before it is ready: should this command die now, the next one finds the worker.
  await writeWorker(dataDir, note);
  return waitUntilReady(dataDir, note);
}

/** Returns the note of a worker that is ready. @throws MaestroError TEMPORAL_UNAVAILABLE when it dies or takes too long */
export async function waitUntilReady(dataDir: string, note: WorkerNote): Promise<WorkerNote> {
  if (note.ready) return note;
  const { log } = workerFiles(dataDir);
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const alive = await isSameProcess(note.pid, note.processStart);
    if (/^\S+ ready: /m.test((await readFrom(log, note.logOffset)).text)) break;
    if (!alive) {
      await forgetWorker(dataDir);
      throw new MaestroError(
        'TEMPORAL_UNAVAILABLE',
        `The worker ended before it was ready. The end of its log, ${log}:\n${(await lastLines(log, 12)).join('\n')}`,
      );
    }
    if (Date.now() > deadline) {
      throw new MaestroError(
        'TEMPORAL_UNAVAILABLE',
        `The worker (process ${note.pid}) is not ready after ${READY_TIMEOUT_MS / 1000} s; see its log, ${log}, or stop it with maestro down.`,
      );
    }
    await sleep(POLL_MS);
  }
  const ready = { ...note, ready: true };
  await writeWorker(dataDir, ready);
  return ready;
}

async function spawnWorker(context: Context, logFile: string): Promise<number> {
  const log = await open(logFile, 'a');
  try {
    const child = spawn(process.execPath, [WORKER_ENTRY], {
      cwd: context.cwd,
      env: workerEnvironment(context),
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      windowsHide: true,
    });
    child.unref();
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () =>
        child.pid === undefined ? reject(new Error('it has no process id')) : resolve(child.pid),
      );
    });
  } catch (error) {
    throw new MaestroError('TEMPORAL_UNAVAILABLE', `The worker could not be started: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    await log.close();
  }
}
