/** @module What can go wrong with a SQLite file: wait while it is locked, and say what to do about the rest. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError, MaestroError, messageOf } from '../domain/errors.js';
import { codeOf } from './disk-errors.js';
import type { Guard } from './guard.js';

export type { Guard } from './guard.js';

const PATIENCE_MS = 15_000;
const MAX_PAUSE_MS = 50;

/**
 * Repeats an operation while another process holds the lock, without blocking the event loop.
 * @param patienceMs how long, in milliseconds.
 * @throws MaestroError STORE_UNAVAILABLE with advice; INTERNAL for a fault that is none of the file's.
 */
export function sqliteGuard(path: string, patienceMs = PATIENCE_MS): Guard {
  return async (operation) => {
    const end = performance.now() + patienceMs;
    for (;;) {
      try {
        return await operation();
      } catch (error) {
        if (!isBusy(error) || performance.now() > end) throw storeError(path, error);
      }
      await sleep(1 + Math.random() * MAX_PAUSE_MS);
    }
  };
}

function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^SQLITE_(BUSY|LOCKED|PROTOCOL)/,
    'another process has held its lock for long: see which one has the file open (lsof), and end it if it hangs',
  ],
  [/^SQLITE_FULL/, 'the disk is full: free some space, or use a data folder on another disk'],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    'it is damaged or no SQLite database: move it away to begin a new one, or restore a copy (sqlite3 FILE .recover saves what can be read)',
  ],
  [/^SQLITE_(READONLY|PERM|AUTH)/, 'it is read-only: let the user of this process write to it and to its folder'],
  [
    /^SQLITE_CANTOPEN/,
    'it cannot be opened: check that its folder exists and that the user of this process may write there',
  ],
  [/^SQLITE_IOERR/, 'the disk failed to read or write: check its free space and its health'],
];

function storeError(path: string, cause: unknown): MaestroError {
  if (isMaestroError(cause)) return cause;
  const code = codeOf(cause) || (messageOf(cause).includes('ConnectionFailed') ? 'SQLITE_CANTOPEN' : '');
  const advice = ADVICE.find(([pattern]) => pattern.test(code))?.[1];
  return advice === undefined
    ? new MaestroError('INTERNAL', `The results database ${path} refused an operation: ${messageOf(cause)}`, {
        cause,
        data: { path, code },
      })
    : new MaestroError('STORE_UNAVAILABLE', `The results database ${path} is not usable (${code}): ${advice}.`, {
        cause,
        data: { path, code },
      });
}
