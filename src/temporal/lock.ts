/** @module A lock between processes that the operating system releases when its owner dies, however it dies. */
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { MaestroError, messageOf } from '../domain/errors.js';

const POLL_MS = 50;

/**
 * Runs `work` while no other process or caller holds `file` (an empty file, left in place). The lock is SQLite's own
 * exclusive lock: held by the kernel for this process, so that there are no stale locks to recognise, and no process
 * ids that could have been given to another process.
 * @param onWait called once when someone else holds the lock.
 * @throws MaestroError STORE_UNAVAILABLE when the file cannot be created or locked at all.
 */
export async function withLock<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  const database = open(file);
  try {
    for (let waits = 0; !acquire(database, file); waits += 1) {
      if (waits === 0) onWait();
      await sleep(POLL_MS);
    }
    return await work();
  } finally {
    database.close();
  }
}

function open(file: string): Database.Database {
  try {
    return new Database(file, { timeout: 0 });
  } catch (error) {
    throw unusable(file, error);
  }
}

function acquire(database: Database.Database, file: string): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return false;
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): MaestroError {
  return new MaestroError(
    'STORE_UNAVAILABLE',
    `The lock file ${file} cannot be used (${messageOf(cause)}): check that its folder is writable and on a disk that knows file locks.`,
    { cause },
  );
}
