/** @module What a worker says of its registry to `maestro status`: which one new rollouts get, and why an edit was refused. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { hasCode } from '../../temporal/embedded/files.js';
import { processStart } from '../../temporal/embedded/process-identity.js';
import { writeJsonWhole } from '../atomic-file.js';
import { workerFiles } from './worker-files.js';

const registryNote = z.strictObject({
  /** Of the snapshot that new rollouts get. */
  hash: z.string(),
  models: z.int(),
  skills: z.int(),
  loadedAt: z.iso.datetime(),
  /** The files as they stand are not used. */
  refused: z.strictObject({ reason: z.string(), at: z.iso.datetime() }).nullable(),
});

export type RegistryNote = Readonly<z.infer<typeof registryNote>>;

const PREFIX = 'registry-';

function noteFile(dataDir: string, pid: number): string {
  return join(workerFiles(dataDir).folder, `${PREFIX}${pid}.json`);
}

/** Replaces the worker's note, and removes those of workers that are gone. */
export async function writeRegistryNote(dataDir: string, pid: number, note: RegistryNote): Promise<void> {
  await writeJsonWhole(noteFile(dataDir, pid), note);
  const names = await readdir(workerFiles(dataDir).folder);
  const pids = names.flatMap((name) => new RegExp(`^${PREFIX}(\\d+)\\.json$`).exec(name)?.[1] ?? []).map(Number);
  for (const other of pids) if ((await processStart(other)) === undefined) await forgetRegistryNote(dataDir, other);
}

export function forgetRegistryNote(dataDir: string, pid: number): Promise<void> {
  return rm(noteFile(dataDir, pid), { force: true });
}

/** Undefined when that worker left none. @throws MaestroError SERVER_CONFLICT for a damaged note */
export async function readRegistryNote(dataDir: string, pid: number): Promise<RegistryNote | undefined> {
  const file = noteFile(dataDir, pid);
  try {
    return registryNote.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new MaestroError(
      'SERVER_CONFLICT',
      `${file} cannot be understood (${messageOf(error)}). It is written by Maestro only: delete it and try again.`,
      { cause: error },
    );
  }
}
