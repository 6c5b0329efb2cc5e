/** @module What the doctor looks at. Each check says what it found and what to do; none throws. */
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { binaryVersion, pinnedVersion } from '../../temporal/binary/version.js';
import { cachedBinary, defaultCacheDir } from '../../temporal/binary/cache.js';
import { externalTarget } from '../../temporal/external-target.js';
import { TEMPORAL_CLI_VERSION } from '../../temporal/settings.js';
import type { Context } from '../command.js';
import { fileSize } from '../format.js';
import { overviewOf } from '../processes/overview.js';
import { readRegistry } from '../registry.js';
import { tryEngines } from './try-engines.js';

export interface Finding {
  readonly name: string;
  /** `note`: Maestro works, but something may surprise. */
  readonly state: 'ok' | 'note' | 'bad';
  readonly found: string;
  /** What to do; empty when nothing. */
  readonly advice: string;
}

/** Bytes; blobs, history and results grow. */
const LITTLE_SPACE = 2_000_000_000;

export async function examine(context: Context): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const checks: readonly [string, () => Promise<readonly Finding[]>][] = [
    ['Node', () => Promise.resolve([ok('Node', process.versions.node)])],
    ['Temporal', () => temporal(context)],
    ['data folder', () => dataFolder(context)],
    ['processes', () => processes(context)],
    ['ports', () => ports()],
    ['registry', () => registry(context)],
    ['engines', () => tryEngines()],
  ];
  for (const [name, check] of checks) {
    findings.push(...(await check().catch((error: unknown) => [bad(name, messageOf(error), 'See the message.')])));
  }
  return findings;
}

export function ok(name: string, found: string): Finding {
  return { name, state: 'ok', found, advice: '' };
}

export function bad(name: string, found: string, advice: string): Finding {
  return { name, state: 'bad', found, advice };
}

function note(name: string, found: string, advice: string): Finding {
  return { name, state: 'note', found, advice };
}

async function temporal({ env }: Context): Promise<readonly Finding[]> {
  const external = externalTarget(env);
  if (external !== undefined) return [ok('Temporal', `external, ${external.address}, namespace ${external.namespace}`)];
  const named = env['TEMPORAL_CLI_PATH'];
  if (named !== undefined && named !== '') {
    return [ok('Temporal', `TEMPORAL_CLI_PATH ${named}, server ${(await binaryVersion(named)).server}`)];
  }
  const cached = cachedBinary(defaultCacheDir(env));
  const inCache = await pinnedVersion(cached).then(
    () => true,
    () => false,
  );
  if (inCache) return [ok('Temporal', `${cached}, CLI ${TEMPORAL_CLI_VERSION}`)];
  return [
    note(
      'Temporal',
      `no server in the cache yet (${cached})`,
      'The first command downloads it, or builds it when go is there (about 6 minutes). Or set TEMPORAL_CLI_PATH or TEMPORAL_ADDRESS.',
    ),
  ];
}

async function dataFolder({ settings: { dataDir } }: Context): Promise<readonly Finding[]> {
  const probe = join(dataDir, `.doctor-${process.pid}`);
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    return [
      bad(
        'data folder',
        `${dataDir}: ${messageOf(error)}`,
        'Make it writable, or set MAESTRO_DATA_DIR to another folder.',
      ),
    ];
  }
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const found = `${dataDir}, ${fileSize(free)} free`;
  return [
    free < LITTLE_SPACE
      ? note('data folder', found, 'History, blobs and results grow: free some space.')
      : ok('data folder', found),
  ];
}

async function processes(context: Context): Promise<readonly Finding[]> {
  const { server, worker } = await overviewOf(context);
  const where = server.address === '' ? '' : ` (${server.address})`;
  const silent = server.state === 'silent';
  return [
    silent
      ? bad(
          'server',
          `silent${where}`,
          'It runs but does not answer: check its address, or maestro down and try again.',
        )
      : ok('server', `${server.state}${where}`),
    ok('worker', worker.state),
  ];
}

/** Taken ports are no fault: others are chosen. */
async function ports(): Promise<readonly Finding[]> {
  const taken: number[] = [];
  for (const port of [7233, 8233]) if (!(await isFree(port))) taken.push(port);
  return [
    ok(
      'ports',
      taken.length === 0 ? '7233 and 8233 are free' : `${taken.join(' and ')} in use: an embedded server takes others`,
    ),
  ];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function registry(context: Context): Promise<readonly Finding[]> {
  try {
    const { models, skills } = await readRegistry(context);
    const missing = models.filter((model) => model.unavailable !== '');
    return [
      ok('registry', `${models.length} models, ${skills.length} skills, no faults`),
      ...missing.map((model) =>
        note('model', `${model.id} is unavailable`, `${model.unavailable} (only needed to use it)`),
      ),
    ];
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return [bad('registry', error.message, 'Correct the files it names.')];
  }
}
