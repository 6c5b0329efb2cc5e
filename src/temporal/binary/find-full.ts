/** @module Finds the whole Temporal server for PostgreSQL, or builds it. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { withLock } from '../lock.js';
import { TEMPORAL_SERVER_VERSION } from '../settings.js';
import { buildFromModule, FULL_SERVER } from './build.js';
import { defaultCacheDir, fillCache } from './cache.js';
import type { FindOptions, TemporalBinary } from './find.js';
import { pinnedVersion } from './version.js';

/** The place of the pinned server in a cache folder. */
export function cachedFullServer(cacheDir: string): string {
  return join(cacheDir, 'temporal-full', TEMPORAL_SERVER_VERSION, FULL_SERVER.file);
}

/**
 * The cached server of the pinned version, else a build from the Go module: nobody publishes an archive of it.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when Go is missing or the build fails
 */
export async function findFullServer({ env, cacheDir, log }: FindOptions): Promise<TemporalBinary> {
  const target = cachedFullServer(cacheDir ?? defaultCacheDir(env));
  const cached = { path: target, source: 'cache', version: TEMPORAL_SERVER_VERSION } as const;
  if (await isPinned(target)) return cached;
  try {
    await mkdir(dirname(target), { recursive: true });
    const waiting = (): void => log(`Another command is building ${FULL_SERVER.name}: waiting for it.`);
    return await withLock(join(dirname(target), 'lock'), waiting, async () => {
      if (await isPinned(target)) return cached;
      const { server } = await fillCache(target, (folder) => buildFromModule(folder, FULL_SERVER, env, log));
      return { path: target, source: 'build', version: server };
    });
  } catch (error) {
    throw new MaestroError(
      'TEMPORAL_UNAVAILABLE',
      `${FULL_SERVER.name} ${TEMPORAL_SERVER_VERSION} could not be built: ${messageOf(error)}\n` +
        'It needs Go. Install it; or run the server of docker-compose.yml and set TEMPORAL_ADDRESS; or leave --storage out.',
      { cause: error },
    );
  }
}

async function isPinned(path: string): Promise<boolean> {
  try {
    await pinnedVersion(path);
    return true;
  } catch {
    return false; // whatever is there, it is made anew
  }
}
