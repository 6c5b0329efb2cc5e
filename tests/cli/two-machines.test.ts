/** Two workers without a common folder, results in PostgreSQL and blobs in S3: they finish one batch together, and the stores can be looked after. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openPlainBlobStore } from '../../src/store/open-blob-store.js';
import { until } from '../chaos/support/until.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { startS3, type TestS3 } from '../support/s3.js';
import { onlyJson, runCli, startCli, temporaryFolder, type Ended, type RunningCli } from './support/run-cli.js';

const LIMIT_MS = 120_000;
// Before the folders are removed, which hooks of theirs do.
afterAll(async () => {
  worker.kill('SIGINT');
  await worker.ended;
  await runCli(['down'], { cwd: first.path, env });
  await Promise.all([postgres.stop(), s3.stop()]);
}, LIMIT_MS);

const first = temporaryFolder();
const second = temporaryFolder();
let postgres: TestPostgres;
let s3: TestS3;
let env: Record<string, string>;
let worker: RunningCli;
let batch: string;

const run = (...args: string[]): Promise<Ended> => runCli(args, { cwd: first.path, env });

beforeAll(async () => {
  [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
  const results = await postgres.createDatabase(`two_${process.pid}`);
  env = { MAESTRO_RESULTS: results, MAESTRO_BLOBS: s3.urlOf('blobs'), ...s3.env };
  expect((await run('up', '--detach')).code).toBe(0);
  const status = z.object({ server: z.object({ address: z.string() }) });
  const { address } = status.parse(onlyJson((await run('status', '--json')).stdout)).server;
  worker = startCli(['worker'], { cwd: second.path, env: { ...env, TEMPORAL_ADDRESS: address } });
  await until('the second worker is ready', () => worker.stderr().includes(' ready: '));
}, LIMIT_MS);

test(
  'finish one batch of pictures together, each task once',
  async () => {
    const ended = await run('batch', 'submit', 'blindtest', '--limit', '21', '--json');
    expect(onlyJson(ended.stdout)).toMatchObject({ status: 'completed', rollouts: 21, done: 21, answered: 21 });
    batch = z.object({ batch: z.string() }).parse(onlyJson(ended.stdout)).batch;
    // Asked of the database, as a person would.
    const ask = async (sql: string): Promise<unknown> => onlyJson((await run('sql', sql, '--json')).stdout)['rows'];
    expect(await ask('select count(distinct worker) as workers from v_calls')).toEqual([{ workers: 2 }]);
    expect(await ask('select count(*) as rollouts, count(distinct task_id) as tasks from v_rollouts')).toEqual([
      { rollouts: 21, tasks: 21 },
    ]);
    // No picture went through a folder of the other machine.
    expect(await readdir(join(second.path, 'data', 'inbox'))).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'what they stored is whole; what nothing refers to is swept, and only that',
  async () => {
    const blobs = await openPlainBlobStore(env['MAESTRO_BLOBS'] ?? '', s3.env);
    const old = await blobs.put(new TextEncoder().encode('nothing refers to this'));
    const young = await blobs.put(new TextEncoder().encode('nor to this'));
    await s3.setTime(`blobs/${old.sha256.slice(0, 2)}/${old.sha256.slice(2)}`, new Date(Date.now() - 9 * 86_400_000));
    const removed = { blobs: 1, bytes: old.bytes };
    const tried = onlyJson((await run('gc', '--dry-run', '--json')).stdout);
    expect(tried).toMatchObject({ dry_run: true, removed, young: { blobs: 1 }, running: 0 });
    expect(await blobs.has(old.sha256)).toBe(true);
    expect((await run('gc')).stdout).toMatch(/removed +1 blob \(22 bytes\)/);
    expect([await blobs.has(old.sha256), await blobs.has(young.sha256)]).toEqual([false, true]);
    const verified = await run('verify');
    expect([verified.code, verified.stdout]).toEqual([
      0,
      expect.stringMatching(/^21 rollouts, .* blobs .*\nAll of it/),
    ]);
    await blobs.close();
  },
  LIMIT_MS,
);

test(
  'a machine that is lost with its folder loses nothing of it',
  async () => {
    await rm(join(second.path, 'data'), { recursive: true, force: true });
    await mkdir(join(second.path, 'data'));
    const watched = await run('batch', 'watch', batch, '--json');
    expect(onlyJson(watched.stdout)).toMatchObject({ status: 'completed', done: 21 });
    const doctor = await run('doctor', '--json');
    expect(doctor.stdout).toContain('postgres://***@127.0.0.1');
    expect(doctor.stdout + doctor.stderr).not.toContain('hunter2');
  },
  LIMIT_MS,
);
