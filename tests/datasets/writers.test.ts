import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import fc from 'fast-check';
import { inspectImage } from '../../src/activities/inspect-image.js';
import { openDataset, readDataset } from '../../src/datasets/open-dataset.js';
import { readImage, type ReadImage } from '../../src/datasets/images/read-image.js';
import { storeImage } from '../../src/datasets/images/store-image.js';
import { openTaskWriter, targetOf, type Target } from '../../src/datasets/writers/task-writer.js';
import type { Task } from '../../src/domain/task.js';
import { newFolder, png, rowsOf } from './readers/support.js';

let folder = '';
beforeEach(async () => {
  folder = await newFolder();
});

interface WithImages {
  readonly task: Task;
  readonly shades: readonly number[];
}

async function pictureOf(shade: number): Promise<ReadImage> {
  const image = await readImage({ kind: 'bytes', bytes: await png(shade) }, '/x', inspectImage);
  if (typeof image === 'string') throw new Error(image);
  return image;
}

async function write(path: string, tasks: readonly WithImages[], system?: string): Promise<void> {
  const writer = await openTaskWriter({ path, target: targetOf(path), system });
  for (const { task, shades } of tasks) {
    const images: string[] = [];
    for (const shade of shades) images.push(await writer.keepImage(await pictureOf(shade)));
    await writer.write(images.length === 0 ? task : { ...task, images });
  }
  await writer.finish();
}

/** Tasks as they are read back, with the hashes of their pictures. */
async function readBack(path: string): Promise<unknown[]> {
  const lines: unknown[] = [];
  const keepImage = (image: ReadImage): Promise<string> =>
    storeImage(join(folder, 'back'), image.sha256, image.content);
  for await (const line of readDataset(await openDataset(path, undefined), { inspect: inspectImage, keepImage })) {
    if (line.kind === 'fault') throw new Error(line.message);
    const task = Object.fromEntries(Object.entries(line.task).filter(([name]) => name !== 'images'));
    lines.push({ task, hashes: line.images.map(({ sha256 }) => sha256) });
  }
  return lines;
}

const TASKS: readonly WithImages[] = [
  {
    task: {
      id: 'a/1',
      question: 'Which?\nA. red\nB. „blau“ 😀',
      data_source: 'vstar',
      ground_truth: ['B', 'blau'],
      family: 'colours',
      options: ['red', 'blau'],
      answer_type: 'CLOSED',
      split: 'human',
      category: 'single',
      group: 'g1',
    },
    shades: [10, 20],
  },
  { task: { id: 'a/2', question: 'How many?', data_source: 'exact', ground_truth: ['7'] }, shades: [10] },
  { task: { id: 'a/3', question: 'Why?', data_source: 'exact' }, shades: [] },
];

describe.each<[Target, string]>([
  ['jsonl', 'out.jsonl'],
  ['verl', 'out.parquet'],
])('%s', (_, name) => {
  test('comes back as it was, with every picture byte for byte', async () => {
    const path = join(folder, name);
    await write(path, TASKS);
    const expected = [];
    for (const { task, shades } of TASKS) {
      expected.push({ task, hashes: await Promise.all(shades.map(async (shade) => (await pictureOf(shade)).sha256)) });
    }
    expect(await readBack(path)).toEqual(expected);
    const left = (await readdir(folder)).filter((each) => each !== 'back').sort();
    expect(left).toEqual(name === 'out.jsonl' ? ['out.images', 'out.jsonl'] : ['out.parquet']);
  });

  test('any text survives', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((each) => each.trim() !== '');
    const task = fc.record({
      id: fc.uuid(),
      question: text,
      data_source: fc.constant('exact'),
      ground_truth: fc.array(text, { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(task, { selector: ({ id }) => id, minLength: 1, maxLength: 5 }),
        async (tasks) => {
          const path = join(folder, name);
          const clean = tasks.map((each) => ({
            ...each,
            question: each.question.replaceAll('<image>', '').trim() || 'x',
          }));
          await write(
            path,
            clean.map((each) => ({ task: each, shades: [] })),
          );
          expect(await readBack(path)).toEqual(clean.map((each) => ({ task: each, hashes: [] })));
        },
      ),
      { numRuns: 30 },
    );
  });
});

test('an abandoned file leaves nothing behind', async () => {
  for (const name of ['a.jsonl', 'a.parquet']) {
    const path = join(folder, name);
    const writer = await openTaskWriter({ path, target: targetOf(path), system: undefined });
    await writer.write({ id: '1', question: 'q' });
    await writer.abandon();
  }
  expect(await readdir(folder)).toEqual([]);
});

test('relative paths of JSONL move with the folder', async () => {
  await write(join(folder, 'out.jsonl'), TASKS.slice(1, 2));
  const line = JSON.parse(await readFile(join(folder, 'out.jsonl'), 'utf8')) as { images: string[] };
  expect(line.images).toEqual([expect.stringMatching(/^out\.images\/[0-9a-f]{64}\.png$/)]);
});

test('the Parquet has the columns of the reference, marks for pictures, and a system message when there is one', async () => {
  const path = join(folder, 'out.parquet');
  await write(path, TASKS.slice(0, 1), 'Be brief.');
  const [row] = await rowsOf(path);
  expect(row?.kind === 'row' && row.columns).toMatchObject({
    data_source: 'vstar',
    prompt: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: expect.stringMatching(/^<image><image>Which\?/) },
    ],
    ability: 'colours',
    extra_info: { answer: ['B', 'blau'], index: 0n, split: 'human' },
    images: [{ path: expect.stringMatching(/\.png$/) }, {}],
    reward_model: { ground_truth: ['B', 'blau'], style: 'rule' },
  });
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  expect(schema.map(({ name }) => name).join(' ')).toMatch(
    /^schema data_source prompt list element content role ability extra_info answer list element index question split .* images list element bytes path reward_model ground_truth list element style$/,
  );
});
