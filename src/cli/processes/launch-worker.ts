/** @module Starts the worker's process and waits until it says that it is ready. */
import { spawn } from 'node:child_process';
import { mkdir, open, realpath, rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { isSameProcess, processStart } from '../../temporal/embedded/process-identity.js';
import type { Target } from '../../temporal/target.js';
import type { Context } from '../command.js';
import { readFrom, sizeOf } from './log-file.js';
import { workerFiles, writeWorker, type WorkerNote } from './worker-files.js';

/** `dist/worker.js`: a composition root, so it is run, not imported. */
export const WORKER_ENTRY = fileURLToPath(new URL('../../worker.js', import.meta.url));

const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 50;
const ATTEMPTS = 3;
/** A longer log is set aside when a worker starts. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** The environment of a worker: the command's, with the one folder that must not depend on where it runs. */
export function workerEnvironment({ env, settings }: Pick<Context, 'env' | 'settings'>): Record<string, string> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(set), MAESTRO_DATA_DIR: settings.dataDir };
}

/**
 * Starts a worker in its own session, so that it outlives this command and its terminal. The caller holds the lock.
 * @throws MaestroError TEMPORAL_UNAVAILABLE with the end of its log when it dies before it is ready
 */
export async function launchWorker(context: Context, target: Target, fingerprint: string): Promise<WorkerNote> {
  for (let attempt = 1; ; attempt += 1) {
    const note = await launch(context, target, fingerprint);
    const ready = await waitUntilReady(context.settings.dataDir, note);
    if (ready !== undefined) return ready;
    if (attempt === ATTEMPTS)
      throw new MaestroError('TEMPORAL_UNAVAILABLE', 'The worker was killed before it was ready.');
    context.out.note('The worker was killed before it was ready: starting it again.');
  }
}

async function launch(context: Context, target: Target, fingerprint: string): Promise<WorkerNote> {
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
  return note;
}

/**
 * The note of a worker once it is ready; undefined when it died without a word, so from outside.
 * @throws MaestroError TEMPORAL_UNAVAILABLE with the end of its log when it fails or takes too long
 */
export async function waitUntilReady(dataDir: string, note: WorkerNote): Promise<WorkerNote | undefined> {
  if (note.ready) return note;
  const { log } = workerFiles(dataDir);
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const alive = await isSameProcess(note.pid, note.processStart);
    const { text } = await readFrom(log, note.logOffset);
    if (/^\S+ ready: /m.test(text)) break;
    if (!alive) {
      // Its note stays: the next command, or who watches, starts it again.
      if (text.trim() === '') return undefined;
      throw new MaestroError(
        'TEMPORAL_UNAVAILABLE',
        `The worker ended before it was ready. The end of its log, ${log}:\n${text.trim().split('\n').slice(-12).join('\n')}`,
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
