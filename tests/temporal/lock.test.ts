/** @module The lock between processes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withLock } from '../../src/temporal/lock.js';
import { compile, type Compiled } from '../support/compiled.js';

let folder: string;
let compiled: Compiled;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maestro-lock-'));
  compiled = await compile(['domain', 'temporal']);
});
afterAll(async () => {
  await compiled.remove();
  await rm(folder, { recursive: true });
});

test('callers of one process take turns, and those who wait are told once', async () => {
  const file = join(folder, 'turns');
  let inside = 0;
  let most = 0;
  let waited = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    // The first one stays until all others stand before the lock.
    while (waited < 4) await sleep(5);
    await sleep(30);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(file, () => (waited += 1), work)));
  expect(most).toBe(1);
  expect(waited).toBe(4);
});

test('the result is handed on, and a failure frees the lock', async () => {
  const file = join(folder, 'failure');
  await expect(
    withLock(
      file,
      () => undefined,
      () => Promise.reject(new Error('broken')),
    ),
  ).rejects.toThrow('broken');
  expect(
    await withLock(
      file,
      () => undefined,
      () => Promise.resolve(7),
    ),
  ).toBe(7);
});

test('a process that is killed leaves no lock behind', async () => {
  const file = join(folder, 'killed');
  const script = await compiled.script(
    'hold.js',
    `import { withLock } from './src/temporal/lock.js';
     await withLock(process.argv[2], () => {}, async () => { console.log('held'); await new Promise((done) => setTimeout(done, 600_000)); });`,
  );
  const holder = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  let told = (): void => undefined;
  const waits = new Promise<void>((resolve) => (told = resolve));
  const ours = withLock(
    file,
    () => told(),
    () => Promise.resolve('free'),
  );
  await waits;
  holder.kill('SIGKILL');
  expect(await ours).toBe('free');
});

test('a folder that is not there is an error with advice', async () => {
  const lock = withLock(
    join(folder, 'no', 'such', 'lock'),
    () => undefined,
    () => Promise.resolve(1),
  );
  await expect(lock).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining('writable') });
});
