/** `maestro data`: what people and programs see of it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { base64, fileIn, newFolder, png } from '../datasets/readers/support.js';
import { runMain } from './support/run-main.js';

let folder = '';
beforeEach(async () => {
  folder = await newFolder();
});
const run = (...args: string[]) => runMain(['data', ...args], { cwd: folder });
const json = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await run(...args, '--json')).stdout) as Record<string, unknown>;

/** Rows of a table, each with its own picture, or with the picture of another shade. */
async function table(name: string, ids: readonly number[], shade = (id: number) => id): Promise<void> {
  const rows = await Promise.all(
    ids.map(
      async (id) => `${name}${id}\tQuestion ${id} of ${name}?\t${id}\t${base64(await png(shade(id)))}\tf${id % 2}`,
    ),
  );
  await fileIn(folder, `${name}.tsv`, `id\tquestion\tground_truth\timage\tfamily\n${rows.join('\n')}\n`);
}
const upTo = (count: number, from = 1): number[] => Array.from({ length: count }, (_, index) => from + index);

describe('inspect and validate', () => {
  test('count tasks, families and pictures, and end with 0 when nothing is wrong', async () => {
    await table('a', upTo(5), () => 9);
    const { code, stdout } = await run('inspect', 'a.tsv');
    expect(code).toBe(0);
    expect(stdout).toMatch(/a: 5 tasks in 1 file, 0 faulty rows/);
    expect(stdout).toMatch(/5 pictures, 1 distinct/);
    expect(stdout).toMatch(/family +f1 +3/);
    expect(await json('inspect', 'a.tsv')).toMatchObject({
      ...{ tasks: 5, faults: 0, with_truth: 5, family: { f1: 3, f0: 2 }, data_source: { exact: 5 } },
      images: { shown: 5, distinct: 1, sizes: { '8x8': 1 } },
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('tell each faulty row with its place, end with 2, and read the rest', async () => {
    await fileIn(
      folder,
      'b.jsonl',
      [
        '{"id":"1","question":"q"}',
        '{"id":"1","question":"q"}',
        '{"id":"2","question":"q","data_source":"chartaq"}',
        '{',
      ].join('\n'),
    );
    const { code, stdout, stderr } = await run('validate', 'b.jsonl');
    expect(code).toBe(2);
    expect(stdout.trim()).toBe('b: 1 task in 1 file, 3 faulty rows');
    expect(stderr).toMatch(/line 2: field "id": "1" is already/);
    expect(stderr).toMatch(/b\.jsonl, line 3, task "2": field "data_source": .*"chartaq": did you mean "chartqa"/);
    expect(stderr).toMatch(/line 4: not valid JSON/);
    const faults = (await json('validate', 'b.jsonl'))['fault_list'] as { line: number }[];
    expect(faults.map(({ line }) => line)).toEqual([2, 3, 4]);
  });
});

test('convert writes what comes back the same, as JSONL and as Parquet', async () => {
  await table('a', upTo(4));
  const before = await json('inspect', 'a.tsv');
  expect((await run('convert', 'a.tsv', '--out', 'out/a.jsonl')).code).toBe(0);
  expect((await run('convert', 'out/a.jsonl', '--out', 'a.parquet')).code).toBe(0);
  const after = await json('inspect', 'a.parquet');
  for (const name of ['tasks', 'with_truth', 'images', 'family']) expect(after[name]).toEqual(before[name]);
  expect((await readdir(join(folder, 'out'))).sort()).toEqual(['a.images', 'a.jsonl']);
});

test.each([
  ['no place to write', ['convert', 'a.tsv'], /--out/],
  ['another kind of file', ['convert', 'a.tsv', '--out', 'a.xlsx'], /\.jsonl, or in \.parquet/],
  ['itself', ['convert', 'a.jsonl', '--out', 'a.jsonl'], /is the dataset itself/],
  ['nothing named', ['inspect'], /name a dataset/],
  ['no such file', ['inspect', 'none.csv'], /no file or folder/],
])('%s is refused with 2', async (_, args, message) => {
  await table('a', upTo(1));
  await fileIn(folder, 'a.jsonl', '{"id":"1","question":"q"}\n');
  const { code, stderr } = await run(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('a sample is the same for the same seed, another for another, and is written with its own pictures only', async () => {
  await table('a', upTo(30));
  const ids = async (seed: string): Promise<string[]> =>
    ((await json('sample', 'a.tsv', '--size', '5', '--seed', seed))['tasks'] as { id: string }[]).map(({ id }) => id);
  const first = await ids('1');
  expect(first.length).toBe(5);
  expect(await ids('1')).toEqual(first);
  expect(await ids('2')).not.toEqual(first);
  await run('sample', 'a.tsv', '--size', '5', '--seed', '1', '--out', 's.jsonl');
  const lines = (await readFile(join(folder, 's.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(first);
  expect((await readdir(join(folder, 's.images'))).length).toBe(5);
});

test('adapters lists those that ship', async () => {
  const { adapters } = await json('adapters');
  expect((adapters as { name: string }[]).map(({ name }) => name)).toEqual(expect.arrayContaining(['chartqa', 'verl']));
});

describe('mix', () => {
  const recipe = (text: string): Promise<string> => fileIn(folder, 'mine.yaml', `name: mine\nseed: 1\nsets:\n${text}`);
  const idsOf = async (set: string): Promise<string[]> =>
    (await readFile(join(folder, 'mixed', `${set}.jsonl`), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);

  test('draws by seed, no row twice, and writes what it did', async () => {
    await table('a', upTo(20));
    await table('b', upTo(10, 101));
    await recipe(
      '  train: [{ path: a.tsv, items: 8 }, { path: b.tsv, items: 3 }]\n  validation: [{ path: a.tsv, items: 4 }]\n  test: [{ path: a.tsv, items: all }]\n',
    );
    expect((await run('mix', 'mine.yaml', '--out', 'mixed')).code).toBe(0);
    const [train, validation, held] = [await idsOf('train'), await idsOf('validation'), await idsOf('test')];
    expect([train.length, validation.length, held.length]).toEqual([11, 4, 8]);
    expect(new Set([...train, ...validation, ...held]).size).toBe(23);
    expect(JSON.parse(await readFile(join(folder, 'mixed', 'mix.json'), 'utf8'))).toMatchObject({
      ...{ recipe: 'mine', seed: 1, counts: { train: 11, validation: 4, test: 8 } },
      sources: [
        { path: 'a.tsv', adapter: 'tasks', train: 8, validation: 4, test: 8 },
        { path: 'b.tsv', train: 3 },
      ],
    });
    await run('mix', 'mine.yaml', '--out', 'mixed');
    expect(await idsOf('train')).toEqual(train);
  });

  test('rows that show the same picture stay on one side', async () => {
    await table('a', upTo(40), (id) => Math.floor(id / 4));
    await recipe('  train: [{ path: a.tsv, items: 15 }]\n  test: [{ path: a.tsv, items: all }]\n');
    expect((await run('mix', 'mine.yaml', '--out', 'mixed')).code).toBe(0);
    const shade = (id: string): number => Math.floor(Number(id.slice(1)) / 4);
    const trained = new Set((await idsOf('train')).map(shade));
    expect((await idsOf('test')).filter((id) => trained.has(shade(id)))).toEqual([]);
  });

  test('refuses a picture, and a question without one, that stand in train and test, naming both rows', async () => {
    await table('a', upTo(3));
    await table('b', upTo(3, 3));
    await recipe('  train: [{ path: a.tsv, items: all }]\n  test: [{ path: b.tsv, items: all }]\n');
    const picture = await run('mix', 'mine.yaml', '--out', 'mixed');
    expect(picture.code).toBe(2);
    expect(picture.stderr).toMatch(
      /the same picture \([0-9a-f]{12}\): train has .*a\.tsv, row 4 \(a3\), test has .*b\.tsv, row 2 \(b3\)/,
    );
    await fileIn(folder, 'c.jsonl', '{"id":"c1","question":"What is  2 + 2?"}\n');
    await fileIn(folder, 'd.jsonl', '{"id":"d1","question":"what is 2 + 2"}\n');
    await recipe('  train: [{ path: c.jsonl, items: all }]\n  test: [{ path: d.jsonl, items: all }]\n');
    expect((await run('mix', 'mine.yaml', '--out', 'mixed')).stderr).toMatch(
      /the same question: train has .*\(c1\), test has .*\(d1\)/,
    );
    expect(await readdir(folder)).not.toContain('mixed');
  });

  test.each([
    [
      'too few rows',
      '  train: [{ path: a.tsv, items: 9 }]\n',
      /a\.tsv has 3 usable rows left for train, and the recipe wants 9/,
    ],
    [
      'an unknown field',
      '  train: [{ path: a.tsv, items: 1, weight: 2 }]\n',
      /mine\.yaml:4: sets\.train\[0\]\.weight: is unknown/,
    ],
    ['no set', '  train: []\n', /its sets are empty/],
    [
      'one id twice',
      '  train: [{ path: a.tsv, items: all }]\n  test: [{ path: e.jsonl, items: all }]\n',
      /Two rows have the id "a1"/,
    ],
  ])('%s is refused', async (_, text, message) => {
    await table('a', upTo(3));
    await fileIn(folder, 'e.jsonl', '{"id":"a1","question":"Other?"}\n');
    await recipe(text);
    const { code, stderr } = await run('mix', 'mine.yaml', '--out', 'mixed');
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test("the paper's recipe asks for 9,200 items of six sources, and for four more in test only", async () => {
    const { loadRecipe } = await import('../../src/datasets/mix/recipe.js');
    const { loadAdapter } = await import('../../src/datasets/adapters/load-adapter.js');
    const { sets } = await loadRecipe('paper');
    expect(sets.train.reduce((sum, { items }) => sum + Number(items), 0)).toBe(9_200);
    expect(sets.train.length).toBe(6);
    const trained = new Set(sets.train.map(({ adapter }) => adapter));
    expect(sets.test.filter(({ adapter }) => !trained.has(adapter)).length).toBe(4);
    for (const { adapter } of [...sets.train, ...sets.validation, ...sets.test]) await loadAdapter(adapter ?? '');
  });
});
