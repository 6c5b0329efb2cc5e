/** `maestro batch`: one data folder from the first submission, by the real program, to the results. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { openResultStore } from '../../src/store/open-result-store.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, runCli, temporaryFolder, type Ended } from './support/run-cli.js';

const LIMIT_MS = 120_000;
const folder = temporaryFolder();
/** As a person runs it; the others in here. */
const runAlone = (...args: string[]): Promise<Ended> => runCli(args, { cwd: folder.path });
const run = (...args: string[]): Promise<Ended> => runBuilt(args, { cwd: folder.path });
const submitted = z.object({ batch: z.string() });
let batch: string;

test(
  'tasks are run under each policy as often as asked; the end is told in one object',
  async () => {
    const ended = await runAlone(
      'batch',
      'submit',
      'arith',
      '--limit',
      '6',
      '-p',
      'keyword',
      '-p',
      'oracle',
      '-n',
      '2',
      '--json',
    );
    expect(onlyJson(ended.stdout)).toMatchObject({
      status: 'completed',
      tasks: 6,
      rollouts: 24,
      done: 24,
      answered: 24,
    });
    expect(ended.code).toBe(0);
    batch = submitted.parse(onlyJson(ended.stdout)).batch;
    expect(batch).toMatch(/^arith-[0-9a-f]{10}$/);
  },
  LIMIT_MS,
);

test(
  'the results are lines in the order of the tasks, from the store alone',
  async () => {
    await run('batch', 'results', batch, '--out', 'lines.jsonl');
    const lines = (await readFile(join(folder.path, 'lines.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.length).toBe(24);
    const of = z.object({ id: z.string(), policy: z.string(), sample: z.number(), correct: z.boolean() });
    const first = lines.slice(0, 4).map((line) => of.parse(JSON.parse(line)));
    expect(first.map(({ id, policy, sample }) => `${id} ${policy} ${sample}`)).toEqual([
      'arith/equations/0 keyword 0',
      'arith/equations/0 keyword 1',
      'arith/equations/0 oracle 0',
      'arith/equations/0 oracle 1',
    ]);
  },
  LIMIT_MS,
);

test(
  'the same tasks under the same conditions are the same batch: nothing is run again',
  async () => {
    const again = await run(
      'batch',
      'submit',
      'arith',
      '--limit',
      '6',
      '-p',
      'keyword',
      '-p',
      'oracle',
      '-n',
      '2',
      '--detach',
    );
    expect(again.stdout).toContain(`maestro batch watch ${batch}`);
    expect((await run('batch', 'watch', batch)).stdout).toMatch(/24 of 24 rollouts done, 24 answered/);
    const list = await run('batch', 'list');
    expect(list.stdout).toMatch(new RegExp(`${batch} +completed +24/24`));
  },
  LIMIT_MS,
);

test(
  'a dry run says what it would take, and where that is from; it starts nothing',
  async () => {
    const args = ['batch', 'submit', 'arith', '--limit', '5', '-n', '3', '-p', 'keyword', '-p', 'random', '--dry-run'];
    const told = onlyJson((await run(...args, '--json')).stdout);
    expect(told).toMatchObject({
      ...{ dry_run: true, tasks: 5, rollouts: 30 },
      policies: [
        { policy: 'keyword', rollouts: 15, cost_usd: 0, from: '12 past rollouts on arith' },
        { policy: 'random', rollouts: 15, calls: 60, from: 'by the cards, at most' },
      ],
    });
    expect((await run('batch', 'list')).stdout.match(/arith-/g)?.length).toBe(1);
  },
  LIMIT_MS,
);

test(
  'a canary is shown before the batch goes on; who is notified stands in the data folder, not in the input',
  async () => {
    const canary = ['--canary', '2', '--canary-usd', '0.01', '--calls', '1000', '--notify', 'tee told.json'];
    const ended = await runAlone('batch', 'submit', 'arith', '--limit', '4', '--seed', '9', ...canary);
    expect(ended.stderr).toMatch(/The canary, 2 rollouts: 2 answered.*\n[^]*the batch goes on/);
    expect(ended.stdout).toMatch(/4 of 4 rollouts done/);
    const more = submitted.parse(
      onlyJson((await run('batch', 'samples', /arith-\w+/.exec(ended.stdout)![0], '2', '--json')).stdout),
    );
    expect((await run('batch', 'watch', more.batch)).stdout).toMatch(/8 of 8 rollouts done/);
    const [file = ''] = await readdir(join(folder.path, 'data', 'notify'));
    expect(JSON.parse(await readFile(join(folder.path, 'data', 'notify', file), 'utf8'))).toEqual({
      command: ['tee', 'told.json'],
    });
  },
  LIMIT_MS,
);

test(
  'what is only pinned can be started by any client; what the server has forgotten is listed from the store',
  async () => {
    const pinned = onlyJson((await run('batch', 'submit', 'arith', '--limit', '3', '--pin', '--json')).stdout);
    expect(pinned).toMatchObject({ tasks: 3, rollouts: 3, spec: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const store = await openResultStore(pathToFileURL(join(folder.path, 'data', 'results.db')).href);
    const at = '2020-01-01T00:00:00.000Z';
    const row = { spec: 'a'.repeat(64), tasks: 2, samples: 1, rollouts: 2, startedAt: at, endedAt: null, skipped: [] };
    await store.batches.note({ batch: 'older', ...row, status: 'cancelled' });
    await store.batches.note({ batch: 'oldest', ...row, status: 'running' });
    await store.close();
    const { stdout } = await run('batch', 'list');
    expect(stdout).toMatch(/older +cancelled +0\/2/);
    expect(stdout).toMatch(/oldest +unknown +0\/2/);
  },
  LIMIT_MS,
);

test.each<[string[], number, RegExp]>([
  [['batch', 'budget', 'nobody'], 2, /say what is raised/],
  [['batch', 'budget', 'nobody', '--usd', '5'], 2, /No batch "nobody" is running/],
  [['batch', 'samples', 'nobody', 'many'], 2, /whole number from 1/],
  [['batch', 'submit', 'arith', '--canary-usd', '1'], 2, /add --canary/],
  [['batch', 'pause', 'nobody'], 2, /No batch "nobody" is running/],
  [['batch', 'watch', 'nobody'], 2, /no batch "nobody"/],
  [['batch', 'results', 'nobody'], 2, /no rollout of batch "nobody"/],
  [['batch', 'retry', 'nobody'], 2, /no batch "nobody"/],
  [['batch', 'submit'], 2, /name a suite or a file/],
  [['batch', 'skip', 'nobody'], 2, /name the task/],
  [['batch', 'concurrency', 'nobody', '0'], 2, /whole number from 1/],
  [['batch', 'submit', 'nosuite'], 2, /no suite "nosuite"/],
  [['batch', 'submit', 'bad.jsonl'], 2, /bad\.jsonl, line 2.*Nothing was started/],
  [['batch', 'retry', 'x', '--only', 'some'], 2, /"failed" or "tainted"/],
])('maestro %j ends with %i', async (args, code, says) => {
  await writeFile(join(folder.path, 'bad.jsonl'), '{"id":"a","question":"1 + 1?"}\n{"id":"b"}\n');
  const ended = await run(...args);
  expect([ended.code, ended.stdout + ended.stderr]).toEqual([code, expect.stringMatching(says)]);
});
