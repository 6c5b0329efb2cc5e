/** @module Finding a Temporal binary: every way, with real files, real processes and a real HTTP server. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { create } from 'tar';
import { portsForTests } from '../support/temporal.js';
import { archiveUrl } from '../../src/temporal/binary/archive.js';
import { BINARY_NAME, cachedBinary, defaultCacheDir, type Env } from '../../src/temporal/binary/cache.js';
import { findTemporalBinary, type TemporalBinary } from '../../src/temporal/binary/find.js';
import { binaryVersion, compareVersions } from '../../src/temporal/binary/version.js';

/** Nobody listens there, so that the archive is refused at once. */
const NO_ARCHIVE = `http://127.0.0.1:${portsForTests().grpc}`;

let folder: string;
let bin: string;
let cacheDir: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maestro-binary-'));
  bin = join(folder, 'bin');
  cacheDir = join(folder, 'cache');
  lines = [];
  await mkdir(bin);
});
afterEach(() => rm(folder, { recursive: true }));

const cli = (server: string): string => `#!/bin/sh\necho 'temporal version 9.9.9 (Server ${server}, UI 2.50.1)'\n`;

async function executable(path: string, content: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode: 0o755 });
  return path;
}

/** A `go` that counts its builds and "builds" a CLI of the given server. */
function fakeGo(server: string): Promise<string> {
  return executable(
    join(bin, 'go'),
    `#!/bin/sh
[ "$1" = version ] && exit 0
echo "$CGO_ENABLED $GOFLAGS $GOWORK $*" >> '${folder}/builds'
sleep 0.3
while [ "$1" != -o ]; do shift; done
cat > "$2" <<'CLI'
${cli(server)}CLI
chmod +x "$2"
`,
  );
}

function find(env: Env = {}, archiveBaseUrl = NO_ARCHIVE): Promise<TemporalBinary> {
  const path = [bin, '/usr/bin', '/bin'].join(delimiter);
  return findTemporalBinary({
    env: { PATH: path, HOME: folder, ...env },
    cacheDir,
    log: (line) => lines.push(line),
    archiveBaseUrl,
  });
}

describe('TEMPORAL_CLI_PATH', () => {
  test('comes before all else, whatever its version', async () => {
    await executable(cachedBinary(cacheDir), cli('1.31.2'));
    const path = await executable(join(folder, 'mine'), cli('1.29.0'));
    expect(await find({ TEMPORAL_CLI_PATH: path })).toEqual({ path, source: 'TEMPORAL_CLI_PATH', version: '1.29.0' });
  });

  test.each([
    ['is missing', undefined, 0o755],
    ['may not be run', cli('1.31.2'), 0o644],
    ['is another program', '#!/bin/sh\necho hello\n', 0o755],
    ['fails', '#!/bin/sh\nexit 3\n', 0o755],
  ])('is an error with advice when its file %s, even though the cache would do', async (_name, content, mode) => {
    await executable(cachedBinary(cacheDir), cli('1.31.2'));
    const path = join(folder, 'broken');
    if (content !== undefined) await writeFile(path, content);
    if (content !== undefined) await chmod(path, mode);
    await expect(find({ TEMPORAL_CLI_PATH: path })).rejects.toMatchObject({
      code: 'TEMPORAL_UNAVAILABLE',
      message: expect.stringMatching(/TEMPORAL_CLI_PATH names .*broken.*unset it/),
    });
  });
});

describe('the cache', () => {
  test('of the pinned version is used without asking anyone', async () => {
    const path = await executable(cachedBinary(cacheDir), cli('1.31.2'));
    expect(await find()).toEqual({ path, source: 'cache', version: '1.31.2' });
    expect(lines).toEqual([]);
  });

  test('with a damaged binary is filled anew', async () => {
    const path = await executable(cachedBinary(cacheDir), 'half a download');
    await fakeGo('1.31.2');
    expect(await find()).toEqual({ path, source: 'build', version: '1.31.2' });
    expect(await binaryVersion(path)).toEqual({ cli: '9.9.9', server: '1.31.2' });
  });

  test('is filled once when two ask at once, and leaves nothing but the binary and its lock', async () => {
    await fakeGo('1.31.2');
    const [one, two] = await Promise.all([find(), find()]);
    expect(new Set([one.source, two.source])).toEqual(new Set(['build', 'cache']));
    expect((await readFile(join(folder, 'builds'), 'utf8')).trim().split('\n')).toHaveLength(1);
    expect((await readdir(dirname(one.path))).sort()).toEqual(['lock', BINARY_NAME]);
    expect(lines.some((line) => line.includes('waiting for it'))).toBe(true);
  });

  test('is filled although one that filled it before was killed', async () => {
    await executable(join(dirname(cachedBinary(cacheDir)), 'new', BINARY_NAME), 'half a build');
    await fakeGo('1.31.2');
    const { path } = await find();
    expect((await readdir(dirname(path))).sort()).toEqual(['lock', BINARY_NAME]);
  });

  test('lies where the user keeps caches', () => {
    expect(defaultCacheDir({ XDG_CACHE_HOME: '/x' })).toBe('/x/maestro');
    expect(defaultCacheDir({ HOME: '/home/u' })).toMatch(/^\/home\/u\/.*maestro$/);
    expect(cachedBinary('/x/maestro')).toBe(`/x/maestro/temporal/1.8.2/${BINARY_NAME}`);
  });
});

describe('the official archive', () => {
  let server: Server | undefined;
  let asked: string | undefined;
  afterEach(() => {
    server?.close();
  });

  /** Serves one body at the layout of temporal.download. */
  async function serve(status: number, body: Buffer): Promise<string> {
    const http = createServer((request, response) => {
      asked = request.url;
      response.writeHead(status).end(body);
    });
    server = http;
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}/cli/archive`;
  }

  async function archive(content: string): Promise<Buffer> {
    await executable(join(folder, 'packed', 'temporal'), content);
    await writeFile(join(folder, 'packed', 'LICENSE'), 'MIT');
    await create({ gzip: true, cwd: join(folder, 'packed'), file: join(folder, 'a.tar.gz') }, ['LICENSE', 'temporal']);
    return readFile(join(folder, 'a.tar.gz'));
  }

  test('is fetched for this machine, unpacked and kept', async () => {
    const url = await serve(200, await archive(cli('1.31.2')));
    const found = await find({}, url);
    expect(found).toEqual({ path: cachedBinary(cacheDir), source: 'archive', version: '1.31.2' });
    expect(asked).toMatch(/^\/cli\/archive\/v1\.8\.2\?platform=(linux|darwin)&arch=(amd64|arm64)$/);
    expect((await find()).source).toBe('cache');
  });

  test.each([
    [
      'holds another version',
      async () => serve(200, await archive(cli('1.30.0'))),
      /holds server 1\.30\.0 where 1\.31\.2/,
    ],
    [
      'is no archive',
      () => serve(200, Buffer.from('<html>captive portal</html>')),
      /Archive of 1\.8\.2: .*(unrecognized|TAR|gzip)/i,
    ],
    ['is not there', () => serve(404, Buffer.from('')), /answered with status 404/],
    ['cannot be reached', () => Promise.resolve(NO_ARCHIVE), /ECONNREFUSED/],
  ])('that %s is refused, and says why', async (_name, prepare, reason) => {
    const url = await prepare();
    await expect(find({}, url)).rejects.toMatchObject({
      code: 'TEMPORAL_UNAVAILABLE',
      message: expect.stringMatching(reason),
    });
    await expect(readFile(cachedBinary(cacheDir))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each([
    ['linux', 'x64', 'https://h/v1.8.2?platform=linux&arch=amd64'],
    ['darwin', 'arm64', 'https://h/v1.8.2?platform=darwin&arch=arm64'],
    ['win32', 'x64', 'https://h/v1.8.2?platform=windows&arch=amd64'],
    ['freebsd', 'x64', undefined],
    ['linux', 'riscv64', undefined],
  ])('for %s on %s is %s', (platform, arch, url) => {
    expect(archiveUrl('https://h', platform, arch)).toBe(url);
  });
});

describe('a build', () => {
  test('is made without a C compiler from exactly the pinned modules, and says how long it takes', async () => {
    await fakeGo('1.31.2');
    expect((await find({ GOFLAGS: '-mod=mod', GOWORK: '/somewhere/go.work' })).source).toBe('build');
    expect(await readFile(join(folder, 'builds'), 'utf8')).toMatch(
      /^0 -mod=readonly off build -trimpath -ldflags -s -w .*-o .* github\.com\/temporalio\/cli\/cmd\/temporal$/m,
    );
    expect(lines).toContainEqual(expect.stringMatching(/^Temporal could not be downloaded \(.*\)\.$/));
    expect(lines).toContainEqual(expect.stringContaining('about 6 minutes'));
  });

  test('that fails is reported with the end of its output', async () => {
    await executable(
      join(bin, 'go'),
      '#!/bin/sh\n[ "$1" = version ] && exit 0\necho "no space left on device" >&2\nexit 1\n',
    );
    await expect(find()).rejects.toMatchObject({
      message: expect.stringMatching(/Build with Go: go build ended with 1: no space left/),
    });
  });
});

describe('temporal on PATH', () => {
  test.each([['1.31.2'], ['1.31.10'], ['1.32.0'], ['2.0.0']])(
    'with server %s is taken when nothing else is there',
    async (version) => {
      const path = await executable(join(bin, BINARY_NAME), cli(version));
      expect(await find()).toEqual({ path, source: 'PATH', version });
    },
  );

  test.each([['1.31.1'], ['1.9.9'], ['1.31.2-rc.1']])('with server %s is too old', async (version) => {
    await executable(join(bin, BINARY_NAME), cli(version));
    await expect(find()).rejects.toMatchObject({
      message: expect.stringContaining(`its server ${version} is older than 1.31.2`),
    });
  });

  test('is found even when no cache can be kept', async () => {
    await writeFile(cacheDir, 'a file where the folder should be');
    await executable(join(bin, BINARY_NAME), cli('1.31.2'));
    expect((await find()).source).toBe('PATH');
  });
});

test('when there is no way, the error lists all of them', async () => {
  const failure = await find().catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  for (const way of [
    'TEMPORAL_CLI_PATH',
    cachedBinary(cacheDir),
    'Archive',
    'Build with Go',
    'on PATH',
    'TEMPORAL_ADDRESS',
  ]) {
    expect(String(failure)).toContain(way);
  }
});

test('versions are ordered: antisymmetric, and by number, not by letter', () => {
  const version = fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      expect(compareVersions(a, b) === 0).toBe(a === b);
    }),
  );
  expect(compareVersions('1.10.0', '1.9.9')).toBeGreaterThan(0);
});
