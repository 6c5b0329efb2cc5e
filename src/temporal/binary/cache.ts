/** @module Where the pinned Temporal binary is kept per user, so that it outlives clones. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { TEMPORAL_CLI_VERSION } from '../settings.js';
import { pinnedVersion, type BinaryVersion } from './version.js';

/** The environment as everyone here takes it: `process.env` has this shape. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The file name of an executable on this platform. */
export const BINARY_NAME = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/** The project's cache folder of this user: `$XDG_CACHE_HOME/maestro`, or where the platform keeps caches. */
export function defaultCacheDir(env: Env): string {
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'maestro');
  const home = env['HOME'] ?? homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'maestro');
  if (process.platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'maestro', 'cache');
  return join(home, '.cache', 'maestro');
}

/** The place of the pinned binary in a cache folder. */
export function cachedBinary(cacheDir: string): string {
  return join(cacheDir, 'temporal', TEMPORAL_CLI_VERSION, BINARY_NAME);
}

/**
 * Lets `make` produce a binary in a fresh folder, checks that it is the pinned one, and only then moves it into place
 * in one step. The caller holds the cache's lock.
 * @throws whatever `make` throws, or an Error when what it made is not the pinned version.
 */
export async function fillCache(target: string, make: (folder: string) => Promise<string>): Promise<BinaryVersion> {
  const folder = join(dirname(target), 'new');
  await rm(folder, { recursive: true, force: true }); // left by one that was killed: the lock is ours now
  await mkdir(folder, { recursive: true });
  try {
    const made = await make(folder);
    const version = await pinnedVersion(made);
    await rename(made, target);
    return version;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
