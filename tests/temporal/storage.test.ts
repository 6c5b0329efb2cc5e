/** @module The Temporal server on PostgreSQL, as far as it can be told without one: its URL, configuration, schema, and what is refused. */
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverFiles, writeJson } from '../../src/temporal/embedded/files.js';
import { fullServerArguments, fullServerConfig, setUpSchema } from '../../src/temporal/embedded/full-server.js';
import { startEmbedded } from '../../src/temporal/embedded/start.js';
import { parseStorage, shownStorage } from '../../src/temporal/embedded/storage.js';
import { findFullServer } from '../../src/temporal/binary/find-full.js';
import { resolveTarget } from '../../src/temporal/connection.js';

const PORTS = { grpc: 7233, ui: 8233, http: 7243, metrics: 7244 };
const URL_OF = 'postgres://ann:s%40cret@db.example:5433/flow?sslmode=require';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maestro-storage-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function script(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('the URL', () => {
  test.each([
    [URL_OF, { address: 'db.example:5433', user: 'ann', password: 's@cret', database: 'flow', tls: 'unverified' }],
    ['postgresql://db', { address: 'db:5432', user: 'postgres', password: '', database: 'temporal', tls: 'off' }],
    ['postgres://a@[::1]/x?sslmode=verify-full', { address: '[::1]:5432', database: 'x', tls: 'verified' }],
    ['postgres://db/', { visibilityDatabase: 'temporal_visibility' }],
  ])('%s is understood', (url, expected) => {
    expect(parseStorage(url)).toMatchObject({ url, ...expected });
  });

  test.each([
    ['file:temporal.db', 'must be a URL of PostgreSQL'],
    ['mysql://u:hunter2@h/d', 'must be a URL of PostgreSQL'],
    ['postgres:///temporal', 'must be a URL of PostgreSQL'],
    ['postgres://u:hunter2@h/a"b', 'letters, digits'],
    ['postgres://u:hunter2@h/a/b', 'letters, digits'],
    ['postgres://u:hunter2@h/a?sslmode=prefer', 'sslmode must be'],
    ['postgres://u:hunter2@h/a?pool=3', '"pool" is not known'],
  ])('%s is refused, its password not told', (url, why) => {
    const refused = (): unknown => parseStorage(url);
    expect(refused).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(why) }));
    expect(refused).not.toThrow(/hunter2/);
  });

  test('is shown without the password', () => {
    expect(shownStorage(parseStorage(URL_OF))).toBe('postgres://db.example:5433/flow');
  });
});

describe('the configuration', () => {
  test('listens on the loopback interface only, at four ports of its own, and names both databases', () => {
    const config = fullServerConfig(PORTS, [1, 2, 3], parseStorage(URL_OF));
    const rpc = { bindOnIP: '127.0.0.1' };
    expect(config).toMatchObject({
      services: {
        frontend: { rpc: { ...rpc, grpcPort: 7233, httpPort: 7243 } },
        history: { rpc: { ...rpc, grpcPort: 1 } },
        matching: { rpc: { ...rpc, grpcPort: 2 } },
        worker: { rpc: { ...rpc, grpcPort: 3 } },
      },
      persistence: {
        numHistoryShards: 16,
        datastores: {
          default: { sql: { databaseName: 'flow', connectAddr: 'db.example:5433', user: 'ann', password: 's@cret' } },
          visibility: {
            sql: { databaseName: 'flow_visibility', tls: { enabled: true, enableHostVerification: false } },
          },
        },
      },
      dynamicConfigClient: { filepath: expect.stringMatching(/tools\/temporal\/dynamic-config\.yaml$/) },
    });
  });

  test('is a file that others may not read', async () => {
    const files = serverFiles(folder);
    await mkdir(files.folder, { recursive: true });
    const args = await fullServerArguments(files, PORTS, parseStorage(URL_OF));
    expect(args).toEqual(['--config-file', files.config, '--ui-port', '8233']);
    expect((await stat(files.config)).mode & 0o077).toBe(0);
  });
});

describe('the schema', () => {
  const said = (): Promise<string> => readFile(join(folder, 'said'), 'utf8');

  test('is set up by the tool in the server, for both databases, the password in the environment', async () => {
    const binary = await script(
      'server',
      `echo "$SQL_HOST $SQL_PORT $SQL_USER $SQL_PASSWORD $SQL_TLS $*" >> '${folder}/said'`,
    );
    await setUpSchema(binary, parseStorage(URL_OF));
    const before = 'db.example 5433 ann s@cret true sql --db';
    expect((await said()).trim().split('\n')).toEqual(
      [
        ['flow', 'temporal'],
        ['flow_visibility', 'visibility'],
      ].flatMap(([database, part]) => [
        `${before} ${database} create-database`,
        `${before} ${database} setup-schema --version 0.0`,
        `${before} ${database} update-schema --schema-name postgresql/v12/${part}`,
      ]),
    );
  });

  test('needs no right to create databases; what fails is told in the words of the tool', async () => {
    const may = await script('may', 'case "$*" in *create*) echo "ERROR permission denied" >&2; exit 1;; esac');
    await setUpSchema(may, parseStorage(URL_OF));
    const fails = await script(
      'fails',
      `cat >&2 <<'LOG'
INFO Starting
ERROR Unable {"error": "pq: database \\"flow\\" does not exist", "at": "handler.go:32"}
LOG
exit 1`,
    );
    await expect(setUpSchema(fails, parseStorage(URL_OF))).rejects.toMatchObject({
      code: 'TEMPORAL_UNAVAILABLE',
      message: expect.stringMatching(
        /db\.example:5433\/flow could not be set up \(setup-schema\): pq: database "flow" does not exist\.$/,
      ),
    });
  });
});

describe('a data folder', () => {
  const start = async (name: string, note: { storage?: string } | undefined, storage: string): Promise<unknown> => {
    const dataDir = join(folder, name);
    const files = serverFiles(dataDir);
    await mkdir(files.folder, { recursive: true });
    if (note !== undefined) await writeJson(files.note, { serverVersion: '1.31.2', ports: PORTS, ...note });
    return startEmbedded({ dataDir, env: { HOME: folder, PATH: join(folder, 'none') }, log: () => undefined, storage });
  };

  test.each([
    ['keeps to its file', {}, /temporal\.db, not in postgres:\/\/db\.example:5433\/flow/],
    ['keeps to its PostgreSQL', { storage: 'postgres://other/flow' }, /postgres:\/\/other:5432\/flow, not in/],
  ])('%s', async (name, note, says) => {
    await expect(start(name, note, URL_OF)).rejects.toMatchObject({
      code: 'SERVER_CONFLICT',
      message: expect.stringMatching(says),
    });
  });

  test('may follow its PostgreSQL to another password; without Go the server is not to be had, with advice', async () => {
    const before = { storage: 'postgres://ann:old@db.example:5433/flow' };
    await expect(start('moved', before, URL_OF)).rejects.toMatchObject({
      code: 'TEMPORAL_UNAVAILABLE',
      message: expect.stringMatching(/could not be built: .*go[^]*It needs Go/),
    });
  });
});

test('the server is built once and kept per user, by its version', async () => {
  const path = join(folder, 'bin');
  await mkdir(path);
  const go = `[ "$1" = version ] && exit 0
echo "$*" >> '${folder}/builds'
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho "temporal version full (Server 1.31.2, UI included)"\\n' > "$2"; chmod +x "$2"`;
  await script('bin/go', go);
  const find = () =>
    findFullServer({ env: { PATH: `${path}:/usr/bin:/bin` }, cacheDir: join(folder, 'cache'), log: () => undefined });
  const built = await find();
  expect(built).toMatchObject({ source: 'build', version: '1.31.2' });
  expect(built.path).toMatch(/cache\/temporal-full\/1\.31\.2\/temporal-full/);
  expect(await find()).toEqual({ ...built, source: 'cache' });
  expect(await readFile(join(folder, 'builds'), 'utf8')).toMatch(/^build .* maestro\.local\/tools\/temporal\/full\n$/);
});

test('a storage beside a server of others is a contradiction', async () => {
  const env = { TEMPORAL_ADDRESS: 'far.example:7233' };
  await expect(
    resolveTarget({ env, dataDir: folder, log: () => undefined, start: true, storage: URL_OF }),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(/far\.example:7233: leave one/) });
});
