/** @module Finds a Temporal binary, or makes one. */
import { access, constants, mkdir } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { withLock } from '../lock.js';
import { TEMPORAL_CLI_VERSION, TEMPORAL_SERVER_VERSION } from '../settings.js';
import { buildFromModule, CLI } from './build.js';
import { BINARY_NAME, cachedBinary, defaultCacheDir, fillCache, type Env } from './cache.js';
import { binaryVersion, compareVersions, pinnedVersion } from './version.js';

/** Which of the ways led to the binary. */
export type BinarySource = 'TEMPORAL_CLI_PATH' | 'cache' | 'archive' | 'build' | 'PATH';

export interface TemporalBinary {
  readonly path: string;
  readonly source: BinarySource;
  /** Version of the server inside. */
  readonly version: string;
}

export interface FindOptions {
  readonly env: Env;
  /** Default: the project's cache folder of this user. */
  readonly cacheDir?: string;
  /** Takes a line of progress whenever something takes long. */
  readonly log: (line: string) => void;
  /** Another place with the layout of `temporal.download`; for mirrors and tests. */
  readonly archiveBaseUrl?: string;
}

/**
 * A Temporal binary: the one named by `TEMPORAL_CLI_PATH`, else the cached build of the pinned version, else the
 * official archive, else a build from the Go module, else a `temporal` on PATH whose server is not older than the pinned one.
 * @throws MaestroError TEMPORAL_UNAVAILABLE with every way that was tried and why it failed.
 */
export async function findTemporalBinary(options: FindOptions): Promise<TemporalBinary> {
  const named = options.env['TEMPORAL_CLI_PATH'];
  if (named) return namedBinary(named);
  const target = cachedBinary(options.cacheDir ?? defaultCacheDir(options.env));
  const failures: string[] = [];
  const found =
    (await cached(target)) ?? (await filled(target, options, failures)) ?? (await onPath(options.env, failures));
  if (found !== undefined) return found;
  throw new MaestroError(
    'TEMPORAL_UNAVAILABLE',
    [
      `No Temporal server ${TEMPORAL_SERVER_VERSION} could be found or made. Tried:`,
      '- TEMPORAL_CLI_PATH: not set (give it the path of a Temporal CLI)',
      `- ${target}: ${await absence(target)}`,
      ...failures.map((line) => `- ${line}`),
      'Any one of them will do; or set TEMPORAL_ADDRESS to use a server that runs already.',
    ].join('\n'),
  );
}

async function namedBinary(named: string): Promise<TemporalBinary> {
  const path = isAbsolute(named) ? named : resolve(named);
  try {
    await access(path, constants.X_OK);
    return { path, source: 'TEMPORAL_CLI_PATH', version: (await binaryVersion(path)).server };
  } catch (error) {
    throw new MaestroError(
      'TEMPORAL_UNAVAILABLE',
      `TEMPORAL_CLI_PATH names ${named}, which is no usable Temporal CLI: ${messageOf(error)}. Correct it, or unset it to let Maestro find or build one.`,
      { cause: error },
    );
  }
}

async function cached(target: string): Promise<TemporalBinary | undefined> {
  if ((await absence(target)) !== undefined) return undefined;
  return { path: target, source: 'cache', version: TEMPORAL_SERVER_VERSION };
}

/** Why the binary at `path` cannot serve as the pinned one; undefined when it can. */
async function absence(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    await pinnedVersion(path);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function filled(target: string, options: FindOptions, failures: string[]): Promise<TemporalBinary | undefined> {
  const waiting = (): void => options.log('Another command is fetching or building Temporal: waiting for it.');
  try {
    await mkdir(dirname(target), { recursive: true });
    return await withLock(join(dirname(target), 'lock'), waiting, async () => {
      return (await cached(target)) ?? fetchOrBuild(target, options, failures);
    });
  } catch (error) {
    failures.push(`Cache folder ${dirname(target)}: ${messageOf(error)}`);
    return undefined;
  }
}

async function fetchOrBuild(
  target: string,
  options: FindOptions,
  failures: string[],
): Promise<TemporalBinary | undefined> {
  const { env, log } = options;
  const ways = [
    [
      'archive',
      `Archive of ${TEMPORAL_CLI_VERSION}`,
      async (dir: string) => {
        // What fetches and unpacks takes long to load, and is needed once on a machine.
        const { ARCHIVE_BASE_URL, downloadArchive } = await import('./archive.js');
        return downloadArchive(dir, options.archiveBaseUrl ?? ARCHIVE_BASE_URL, log);
      },
    ],
    ['build', 'Build with Go', (dir: string) => buildFromModule(dir, CLI, env, log)],
  ] as const;
  for (const [source, name, make] of ways) {
    try {
      const { server } = await fillCache(target, make);
      log(`Temporal ${server} is ready in ${target}.`);
      return { path: target, source, version: server };
    } catch (error) {
      failures.push(`${name}: ${messageOf(error)}`);
      if (source === 'archive') log(`Temporal could not be downloaded (${messageOf(error)}).`);
    }
  }
  return undefined;
}

async function onPath(env: Env, failures: string[]): Promise<TemporalBinary | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, BINARY_NAME);
    if (!(await isExecutable(path))) continue;
    try {
      const { server } = await binaryVersion(path);
      if (compareVersions(server, TEMPORAL_SERVER_VERSION) >= 0) return { path, source: 'PATH', version: server };
      failures.push(`${path} on PATH: its server ${server} is older than ${TEMPORAL_SERVER_VERSION}`);
    } catch (error) {
      failures.push(`${path} on PATH: ${messageOf(error)}`);
    }
    return undefined;
  }
  failures.push(`${BINARY_NAME} on PATH: there is none`);
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false; // for whatever reason: it cannot be run
  }
}
