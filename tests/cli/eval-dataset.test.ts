/** A dataset that is no JSONL, evaluated by the real program with a real server: its fingerprint is in every result. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { base64, fileIn, newFolder, png } from '../datasets/readers/support.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, runCli } from './support/run-cli.js';

let folder = '';
const run = (...args: string[]) => runBuilt(args, { cwd: folder });

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(async () => {
  await run('down');
});

const ADAPTER = `
name: sums
summary: sums with a picture
images: [picture]
task: { id: nr, question: q, data_source: { constant: 'numeric:1%' }, ground_truth: a, family: { constant: sums } }
`;

test('rows become rollouts, faults are told, and a dataset that has changed is not gone on with', async () => {
  await fileIn(folder, 'sums.yaml', ADAPTER);
  const picture = base64(await png());
  const table = await fileIn(
    folder,
    'sums.tsv',
    `nr\tq\ta\tpicture\n1\tWhat is 6 * 7?\t42\t${picture}\n2\tWhat is 1 + 1?\t\t${picture}\n3\tWhat is 2 + 3?\t5\t${picture}\n`,
  );
  const args = ['--adapter', 'sums.yaml', '--policy', 'fixed:Algebra@@Algebra', '--out', 'r.jsonl', '--json'];
  const ended = await runCli(['eval', 'sums.tsv', ...args], { cwd: folder });
  expect(ended.code).toBe(2);
  const report = onlyJson(ended.stdout);
  const { dataset } = report;
  expect(report).toMatchObject({
    ...{ suite: 'sums', total: 2, right: 2, dataset: expect.stringMatching(/^[0-9a-f]{64}$/) },
    faults: [{ line: 3, message: expect.stringMatching(/sums\.tsv, row 3: column "a": is empty/) }],
  });
  const lines = (await readFile(join(folder, 'r.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { id: '1', answer: '42', correct: true, dataset },
    { id: '3', answer: '5', correct: true, dataset },
  ]);
  const name = String(report['run']);
  expect((await run('data', 'export', name, '--out', 't.jsonl')).code).toBe(0);
  const trajectories = (await readFile(join(folder, 't.jsonl'), 'utf8')).trim().split('\n');
  expect(trajectories.map((line): unknown => JSON.parse(line))).toMatchObject([{ dataset }, { dataset }]);

  await appendFile(table, `4\tWhat is 2 + 2?\t4\t${picture}\n`);
  const changed = await run('eval', '--resume', name);
  expect([changed.code, changed.stderr]).toEqual([2, expect.stringMatching(/have changed since run/)]);
}, 120_000);
