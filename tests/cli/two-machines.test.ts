/** Two workers without a common folder, results in PostgreSQL and blobs in S3: they finish one batch together, and the stores can be looked after. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { FRESH_MS } from '../../src/store/blob-store.js';
import { openPlainBlobStore } from '../../src/store/open-blob-store.js';
import { connectClient } from '../../src/temporal/connection.js';
import { until } from '../chaos/support/until.js';
import { PASSWORD, startPostgres, type TestPostgres } from '../support/postgres.js';
import { startS3, type TestS3 } from '../support/s3.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, runCli, startCli, temporaryFolder, type Ended, type RunningCli } from './support/run-cli.js';

const LIMIT_MS = 120_000;
// Before the folders are removed, which hooks of theirs do.
afterAll(async () => {
  await client.connection.close();
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
let client: Client;
/** Rollouts that were run. */
let done = 0;

const run = (...args: string[]): Promise<Ended> => runBuilt(args, { cwd: first.path, env });

beforeAll(async () => {
  [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
  const results = await postgres.createDatabase(`two_${process.pid}`);
  env = { MAESTRO_RESULTS: results, MAESTRO_BLOBS: s3.urlOf('blobs'), ...s3.env };
  const up = await run('up', '--detach', '--json');
  const { temporal: address } = z.object({ temporal: z.string() }).parse(onlyJson(up.stdout));
  const connectionOptions = { address };
  client = await connectClient({
    kind: 'external',
    address,
    namespace: 'default',
    connectionOptions,
    uiUrl: undefined,
  });
  worker = startCli(['worker'], { cwd: second.path, env: { ...env, TEMPORAL_ADDRESS: address } });
  await until('the second worker is ready', () => worker.stderr().includes(' ready: '));
}, LIMIT_MS);

test(
  'finish one batch of pictures together, each task once',
  async () => {
    // Asked of the database, as a person would.
    const ask = async (sql: string): Promise<unknown> => onlyJson((await run('sql', sql, '--json')).stdout)['rows'];
    const facts =
      'select (select count(distinct worker) from v_calls) as workers, count(*) as rollouts, count(distinct batch || task_id) as tasks';
    // A worker that stands still for a moment gets nothing of a short batch: then there is another one.
    for (let [seed, workers] = [0, 0]; workers < 2; seed += 1) {
      const ended = await run('batch', 'submit', 'blindtest', '--limit', '14', '--seed', String(seed), '--json');
      expect(onlyJson(ended.stdout)).toMatchObject({ status: 'completed', rollouts: 14, done: 14, answered: 14 });
      done += 14;
      const [found] = z.tuple([z.object({ workers: z.number() }).loose()]).parse(await ask(`${facts} from v_rollouts`));
      expect(found).toMatchObject({ rollouts: done, tasks: done });
      ({ workers } = found);
    }
    // No picture went through a folder of the other machine.
    expect(await readdir(join(second.path, 'data', 'inbox'))).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'what nothing refers to is swept, and only that; a machine that is lost with its folder loses nothing',
  async () => {
    const blobs = await openPlainBlobStore(env['MAESTRO_BLOBS'] ?? '', s3.env);
    const old = await blobs.put(new TextEncoder().encode('nothing refers to this'));
    const young = await blobs.put(new TextEncoder().encode('nor to this'));
    await s3.setTime(`blobs/${old.sha256.slice(0, 2)}/${old.sha256.slice(2)}`, new Date(Date.now() - 9 * 86_400_000));
    const removed = { blobs: 1, bytes: old.bytes };
    // A rollout that waits for a worker: what it may refer to is kept, however short the age.
    const lost = await client.workflow.start('rolloutWorkflow', { workflowId: 'lost', taskQueue: 'nobody', args: [] });
    const startedMs = (await lost.describe()).startTime.getTime();
    const listed = async (): Promise<boolean> => (await client.workflow.count('WorkflowId = "lost"')).count > 0;
    await until('the server lists it', listed);
    const tried = onlyJson((await run('gc', '--dry-run', '--older-than', '0', '--json')).stdout);
    expect(tried).toMatchObject({ dry_run: true, removed, young: { blobs: 1 } });
    expect(Date.parse(String(tried['before']))).toBeLessThanOrEqual(startedMs - FRESH_MS);
    expect(await blobs.has(old.sha256)).toBe(true);
    expect((await run('gc')).stdout).toMatch(/removed +1 blob \(22 bytes\)/);
    expect([await blobs.has(old.sha256), await blobs.has(young.sha256)]).toEqual([false, true]);
    await rm(join(second.path, 'data'), { recursive: true, force: true });
    const verified = await run('verify');
    expect([verified.code, verified.stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^${done} rollouts, .* blobs .* 1 running\\nAll of it`)),
    ]);
    await lost.terminate('by a test');
    await until(
      'the server lists its end',
      async () => (await client.workflow.count('WorkflowId = "lost" AND ExecutionStatus = "Terminated"')).count > 0,
    );
    const faulty = await run('verify', '--quick');
    expect([faulty.code, faulty.stdout]).toEqual([
      1,
      expect.stringMatching(/fault lost has no result \(terminated\)\nno result: .*retry/),
    ]);
    await blobs.close();
    const doctor = await run('doctor', '--json');
    expect(doctor.stdout).toContain('postgres://***@127.0.0.1');
    expect(doctor.stdout + doctor.stderr).not.toContain(PASSWORD);
  },
  LIMIT_MS,
);
