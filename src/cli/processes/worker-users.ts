/** @module Which commands work with the worker of a data folder, so that none takes it from under another. */
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { hasCode } from '../../temporal/embedded/files.js';
import { isSameProcess, processStart } from '../../temporal/embedded/process-identity.js';
import { writeJsonWhole } from '../atomic-file.js';
import { workerFiles } from './worker-files.js';

const workerUser = z.strictObject({
  pid: z.int().positive(),
  /** When the process started, in the operating system's words. */
  processStart: z.string(),
  /** Its command, e.g. `eval`. */
  command: z.string(),
  /** Of the worker that it needs. */
  fingerprint: z.string(),
});

export type WorkerUser = Readonly<z.infer<typeof workerUser>>;

/** Notes that this process works with the worker, until {@link forgetUser} or its death. The caller holds the worker's lock. */
export async function noteUser(dataDir: string, user: Pick<WorkerUser, 'command' | 'fingerprint'>): Promise<void> {
  const { pid } = process;
  await writeJsonWhole(fileOf(dataDir, pid), { pid, processStart: (await processStart(pid)) ?? '', ...user });
}

export function forgetUser(dataDir: string): Promise<void> {
  return rm(fileOf(dataDir, process.pid), { force: true });
}

/** Other processes that live and work with the worker; the notes of dead ones are removed. @throws MaestroError SERVER_CONFLICT for a damaged note */
export async function otherUsers(dataDir: string): Promise<readonly WorkerUser[]> {
  const { users } = workerFiles(dataDir);
  const names = await readdir(users).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join(users, name));
  const found = await Promise.all(files.map(liveUser));
  return found.filter((user) => user !== undefined).filter(({ pid }) => pid !== process.pid);
}

async function liveUser(file: string): Promise<WorkerUser | undefined> {
  try {
    const user = workerUser.parse(JSON.parse(await readFile(file, 'utf8')));
    if (await isSameProcess(user.pid, user.processStart)) return user;
    await rm(file, { force: true });
    return undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined; // its command has just ended
    throw new MaestroError(
      'SERVER_CONFLICT',
      `${file} cannot be understood (${messageOf(error)}). It is written by Maestro only: delete it and try again.`,
      { cause: error },
    );
  }
}

function fileOf(dataDir: string, pid: number): string {
  return join(workerFiles(dataDir).users, `${pid}.json`);
}
