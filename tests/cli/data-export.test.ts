/** `maestro data export`: rollouts of the results store, as files for other trainers, read back. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, test } from '@jest/globals';
import { inspectImage } from '../../src/activities/inspect-image.js';
import { openDataset, readDataset } from '../../src/datasets/open-dataset.js';
import type { ImageRef } from '../../src/domain/ref.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { call, rollout, turn } from '../store/support/rows.js';
import { newFolder, png, rowsOf } from '../datasets/readers/support.js';
import { runMain } from './support/run-main.js';

let folder = '';
const DATASET = 'd'.repeat(64);

beforeEach(async () => {
  folder = await newFolder();
  const results = await openResultStore(pathToFileURL(join(folder, 'data', 'results.db')).href);
  const blobs = await openBlobStore(pathToFileURL(join(folder, 'data', 'blobs')).href);
  const blob = await blobs.put(await png(7));
  const image: ImageRef = { ...blob, mime: 'image/png', width: 8, height: 8 };
  const { sha256: prompt } = await results.documents.put(Buffer.from('Decide.', 'utf8'));
  const about = { batch: 'run-1', prompt, plan: null, images: [image], groundTruth: ['4'], dataSource: 'exact' };
  await results.recordRollout(
    rollout({
      ...{
        id: 'r1',
        taskId: 't1',
        ...about,
        question: 'What is 2 + 2?',
        dataset: DATASET,
        answer: '4',
        correct: true,
        reward: 1,
      },
      trajectory: { turns: [], answer_turn: 2 },
    }),
    [
      turn({
        rolloutId: 'r1',
        turn: 1,
        decision: { think: 'ask', text: '', action: { kind: 'call', model: 'M', skill: 'S', input: 'sum <b>' } },
        observation: { status: 'ok', text: 'it is </information> 4', confidence: 0.5 },
      }),
    ],
  );
  await results.ledger.record(
    call({
      ...{ rolloutId: 'r1', turn: 2, step: 'decide' },
      body: { think: '', text: '', action: { kind: 'answer', text: '4' } },
    }),
  );
  await results.recordRollout(
    rollout({
      ...{ id: 'r2', taskId: 't2', ...about, question: 'Why?', answer: null, correct: null, reward: null },
      trajectory: { turns: [], answer_turn: null },
    }),
    [],
  );
  await results.close();
});
const run = (...args: string[]) => runMain(['data', 'export', ...args], { cwd: folder });

const MESSAGES = [
  { role: 'assistant', content: '<think>ask</think>\n<search>M@@S: sum <b></search>' },
  { role: 'user', content: expect.stringMatching(/^<information>it is .* 4\n\(confidence 0\.50\)<\/information>$/) },
  { role: 'assistant', content: '<answer>4</answer>' },
];

test('JSONL holds the task, the conversation and the rewards, with the picture beside it', async () => {
  const { code, stdout } = await run('run-1', '--out', 't.jsonl');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/2 trajectories of run-1/)]);
  const lines = (await readFile(join(folder, 't.jsonl'), 'utf8')).trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as { rollout: string; task: { images: string[] } });
  const first = all.find((each) => each.rollout === 'r1');
  expect(first).toMatchObject({
    ...{ sample: 0, answer: '4', correct: true, reward: 1, dataset: DATASET, system: 'Decide.', messages: MESSAGES },
    task: { id: 't1', question: 'What is 2 + 2?', data_source: 'exact', ground_truth: ['4'] },
  });
  expect(new Uint8Array(await readFile(join(folder, first?.task.images[0] ?? '')))).toEqual(await png(7));
  expect(all.find((each) => each.rollout === 'r2')).toMatchObject({
    answer: null,
    correct: null,
    reward: null,
    messages: [],
  });
});

test('Parquet comes back as tasks through the adapter of verl, and as messages', async () => {
  expect((await run('run-1', '--out', 't.parquet')).code).toBe(0);
  const rows = (await rowsOf(join(folder, 't.parquet'))).flatMap((event) =>
    event.kind === 'row' ? [event.columns] : [],
  );
  expect(rows.find((row) => row['rollout'] === 'r1')).toMatchObject({
    ...{ sample: 0n, correct: true, reward: 1, outcome: 'answered', dataset: DATASET, messages: MESSAGES },
    prompt: [
      { role: 'system', content: 'Decide.' },
      { role: 'user', content: '<image>What is 2 + 2?' },
    ],
  });
  const tasks = [];
  const keepImage = ({ sha256 }: { sha256: string }): string => sha256;
  for await (const line of readDataset(await openDataset(join(folder, 't.parquet'), undefined), {
    inspect: inspectImage,
    keepImage,
  })) {
    if (line.kind === 'task') tasks.push(line.task);
  }
  expect(tasks.map(({ id, question, ground_truth }) => [id, question, ground_truth]).sort()).toEqual([
    ['t1', 'What is 2 + 2?', ['4']],
    ['t2', 'Why?', ['4']],
  ]);
});

test('an unknown run, and no place to write, are refused', async () => {
  expect(await run('other', '--out', 't.jsonl')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no finished rollout of a run "other"/),
  });
  expect(await run('run-1')).toMatchObject({ code: 2, stderr: expect.stringMatching(/--out/) });
});
