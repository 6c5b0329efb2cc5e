/** `maestro batch` by the real program: one data folder from the first submission to the results. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { onlyJson, runCli, temporaryFolder, type Ended } from './support/run-cli.js';

const LIMIT_MS = 120_000;
const folder = temporaryFolder();
const run = (...args: string[]): Promise<Ended> => runCli(args, { cwd: folder.path });
const submitted = z.object({ batch: z.string() });
let batch: string;

test(
  'tasks are run under each policy as often as asked; the end is told in one object',
  async () => {
    const ended = await run(
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

test.each<[string[], number, RegExp]>([
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
