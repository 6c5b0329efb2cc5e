/** @module A disk that can be filled up. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuard } from './guard.js';

export interface TinyDisk {
  readonly folder: string;
  readonly remove: () => void;
}

/** A disk of 4 MB; undefined where mounting is not permitted. */
export function mountTinyDisk(): TinyDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'maestro-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    console.warn(`No disk to fill up: mounting is not permitted here (${String(error)}).`);
    rmdirSync(folder);
    return undefined;
  }
  const guard = startGuard();
  // Lazily: libsql keeps a file open until its statements are collected as garbage.
  guard.onDeath(`umount -l '${folder}'; rmdir '${folder}'`);
  return {
    folder,
    remove: () => {
      execFileSync('umount', ['-l', folder]);
      rmdirSync(folder);
      guard.dismiss();
    },
  };
}

/** Writes a file until not a byte is left. */
export function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096, 1));
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(file);
  }
}
