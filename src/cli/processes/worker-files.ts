/** @module The worker of a data folder: its files, and the note about its process. */
import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { hasCode } from '../../temporal/embedded/files.js';
import { isSameProcess } from '../../temporal/embedded/process-identity.js';
import { writeJsonWhole } from '../atomic-file.js';

const workerNote = z.strictObject({
  pid: z.int().positive(),
  /** When the process started, in the operating system's words. */
  processStart: z.string(),
  startedAt: z.iso.datetime(),
  /** It said that it is ready. */
  ready: z.boolean(),
  /** Of the code, registry and settings it was started with. */
  fingerprint: z.string(),
  /** The Temporal server it serves. */
  address: z.string(),
  namespace: z.string(),
  /** Bytes of the log that were there before it. */
  logOffset: z.int().min(0),
  /** A copied data folder does not own the worker of the original. */
  dataDir: z.string(),
});

export type WorkerNote = Readonly<z.infer<typeof workerNote>>;

export interface WorkerFiles {
  readonly folder: string;
  readonly state: string;
  readonly log: string;
  readonly lock: string;
  /** A note for each command that works with it. */
  readonly users: string;
}

export function workerFiles(dataDir: string): WorkerFiles {
  const folder = join(dataDir, 'worker');
  return {
    folder,
    state: join(folder, 'worker.json'),
    log: join(folder, 'worker.log'),
    lock: join(folder, 'lock'),
    users: join(folder, 'users'),
  };
}

/** The noted worker of this very folder, dead or alive. @throws MaestroError SERVER_CONFLICT for a damaged note */
export async function readWorker(dataDir: string): Promise<WorkerNote | undefined> {
  const file = workerFiles(dataDir).state;
  try {
    const note = workerNote.parse(JSON.parse(await readFile(file, 'utf8')));
    return note.dataDir === (await realpath(dataDir)) ? note : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new MaestroError(
      'SERVER_CONFLICT',
      `${file} cannot be understood (${messageOf(error)}). It is written by Maestro only: if no worker of this folder is running, delete that file and try again.`,
      { cause: error },
    );
  }
}

export function writeWorker(dataDir: string, note: WorkerNote): Promise<void> {
  return writeJsonWhole(workerFiles(dataDir).state, note);
}

export function forgetWorker(dataDir: string): Promise<void> {
  return rm(workerFiles(dataDir).state, { force: true });
}

/** `dead`: it was noted, and its process is gone. `none`: nothing is noted, or it was stopped on purpose. */
export type WorkerStatus =
  { readonly state: 'alive' | 'dead'; readonly worker: WorkerNote } | { readonly state: 'none' };

export async function workerStatus(dataDir: string): Promise<WorkerStatus> {
  const worker = await readWorker(dataDir);
  if (worker === undefined) return { state: 'none' };
  return { state: (await isSameProcess(worker.pid, worker.processStart)) ? 'alive' : 'dead', worker };
}
