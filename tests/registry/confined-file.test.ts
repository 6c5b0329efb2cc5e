/** Nothing outside the declared folders is read, whatever links say, and whenever they say it. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readConfined } from '../../src/registry/confined-file.js';
import { readText } from '../../src/registry/files.js';
import type { Fault } from '../../src/skills/fault.js';

const SECRET = 'the secret outside';
let folder: string;
let root: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-confined-')));
  root = join(folder, 'root');
  await mkdir(join(root, 'inside'), { recursive: true });
  await mkdir(join(folder, 'root-beside'));
  await mkdir(join(folder, 'outside'));
  for (const path of ['outside/a.txt', 'root-beside/a.txt']) await writeFile(join(folder, path), SECRET);
  for (const path of ['a.txt', 'inside/a.txt', '..a.txt']) await writeFile(join(root, path), 'mine');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (path: string, maxBytes = 1_000) => readConfined(path, [root], maxBytes);

test.each(['a.txt', 'inside/a.txt', 'inside/../a.txt', '..a.txt'])('%s is inside', async (path) => {
  expect(await read(join(root, path))).toEqual({ kind: 'read', bytes: Buffer.from('mine') });
});

test('what lies outside is not read: by .., beside, by a link in any place, or the root itself', async () => {
  await symlink(join(folder, 'outside/a.txt'), join(root, 'link.txt'));
  await symlink(join(folder, 'outside'), join(root, 'up'));
  await symlink('../outside/a.txt', join(root, 'relative.txt'));
  for (const path of ['../outside/a.txt', '../root-beside/a.txt', 'link.txt', 'up/a.txt', 'relative.txt', '.', '..']) {
    expect([path, await read(join(root, path))]).toMatchObject([path, { kind: 'outside' }]);
  }
});

test('a link that is inside may be used', async () => {
  await symlink(join(root, 'inside'), join(root, 'within'));
  expect(await read(join(root, 'within/a.txt'))).toMatchObject({ kind: 'read' });
});

test('a folder, a pipe and a device are no files, and none is waited for', async () => {
  execFileSync('mkfifo', [join(root, 'pipe')]);
  expect(await read(join(root, 'inside'))).toMatchObject({ kind: 'no_file' });
  expect(await read(join(root, 'pipe'))).toMatchObject({ kind: 'no_file' });
  expect(await readConfined('/dev/zero', ['/dev'], 10)).toMatchObject({ kind: 'no_file' });
});

test('a file that is too large is not read', async () => {
  await writeFile(join(root, 'large'), '');
  await truncate(join(root, 'large'), 5_000_000_000);
  expect(await read(join(root, 'large'))).toMatchObject({ kind: 'too_large', size: 5_000_000_000 });
  expect(await read(join(root, 'a.txt'), 4)).toMatchObject({ kind: 'read' });
  expect(await read(join(root, 'a.txt'), 3)).toMatchObject({ kind: 'too_large', size: 4 });
});

/** Swaps what stands at a path with what stands beside it, to and fro, until it is told to stop. */
async function swapping(path: string, other: string, work: () => Promise<void>): Promise<void> {
  const state = { going: true };
  const swaps = (async () => {
    while (state.going) {
      await rename(path, `${path}.away`);
      await rename(other, path);
      await nextTurn();
      await rename(path, other);
      await rename(`${path}.away`, path);
      await nextTurn();
    }
  })();
  await work();
  state.going = false;
  await swaps;
}

test.each([
  ['the file', 'raced/a.txt', 'raced/link.txt', '../../outside/a.txt'],
  ['a folder on its way', 'raced/sub', 'raced/sublink', '../../outside'],
])('%s that turns into a link while it is read never shows what is outside', async (_, path, link, target) => {
  await mkdir(join(root, 'raced/sub'), { recursive: true });
  await writeFile(join(root, 'raced/a.txt'), 'mine');
  await writeFile(join(root, 'raced/sub/a.txt'), 'mine');
  await symlink(target, join(root, link));
  const file = join(root, path.endsWith('.txt') ? path : `${path}/a.txt`);
  const seen = new Set<string>();
  await swapping(join(root, path), join(root, link), async () => {
    for (let tries = 0; tries < 1_500; tries++) {
      const found = await read(file).catch(() => undefined);
      seen.add(found?.kind === 'read' ? found.bytes.toString() : 'not read');
    }
  });
  expect([...seen]).not.toContain(SECRET);
  expect(await read(file)).toEqual({ kind: 'read', bytes: Buffer.from('mine') });
});

test('a file of a registry that became a link after it was listed is a fault', async () => {
  const faults: Fault[] = [];
  expect(await readText(root, join(root, 'a.txt'), faults)).toMatchObject({ text: 'mine' });
  expect(await readText(root, join(root, 'link.txt'), faults)).toBeUndefined();
  expect(faults).toMatchObject([{ message: expect.stringContaining('a link that leaves the registry folder') }]);
});
