import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { inspectImage } from '../../src/activities/inspect-image.js';
import type { TaskLine } from '../../src/datasets/jsonl.js';
import { loadTasks, resolveSource, type FileOptions } from '../../src/datasets/load.js';
import { base64, png } from './readers/support.js';
import { findSuite } from '../../src/datasets/suite.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maestro-load-'));
});

const files = (adapter?: string): FileOptions => ({ adapter, dataDir: join(folder, 'data'), inspect: inspectImage });

async function collect(tasks: AsyncIterable<TaskLine>): Promise<TaskLine[]> {
  const lines: TaskLine[] = [];
  for await (const line of tasks) lines.push(line);
  return lines;
}

test('a suite gives tasks whose pictures lie in the folder, each named by its hash', async () => {
  const imagesDir = join(folder, 'deep', 'images');
  const source = await loadTasks({ source: 'blindtest', limit: 9, seed: 2, imagesDir });
  expect({ name: source.name, total: source.total }).toEqual({ name: 'blindtest', total: 9 });
  const lines = await collect(source.tasks);
  expect(lines.length).toBe(9);
  for (const [index, line] of lines.entries()) {
    if (line.kind !== 'task') throw new Error(line.message);
    const item = findSuite('blindtest').item(index, 2);
    const [path = ''] = line.task.images ?? [];
    expect(line.task).toEqual({
      id: item.id,
      question: item.question,
      images: [path],
      data_source: 'blindtest',
      ground_truth: item.groundTruth,
      family: item.family,
    });
    expect(isAbsolute(path)).toBe(true);
    const bytes = await readFile(path);
    expect(path).toBe(join(imagesDir, `${createHash('sha256').update(bytes).digest('hex')}.png`));
    expect(new Uint8Array(bytes)).toEqual(item.image);
  }
  expect((await readdir(imagesDir)).filter((name) => !/^[0-9a-f]{64}\.png$/.test(name))).toEqual([]);
});

test('a picture that is there already is not written again', async () => {
  const options = { source: 'blindtest', limit: 1, seed: 0, imagesDir: folder };
  await collect((await loadTasks(options)).tasks);
  const [name = ''] = await readdir(folder);
  const before = await stat(join(folder, name));
  await collect((await loadTasks(options)).tasks);
  const after = await stat(join(folder, name));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
});

test('a suite of text writes nothing, and has a size of its own when no limit is given', async () => {
  const source = await loadTasks({ source: 'arith', limit: undefined, seed: 0, imagesDir: folder });
  const lines = await collect(source.tasks);
  expect(lines.length).toBe(source.total);
  expect(lines.every((line) => line.kind === 'task' && line.task.images?.length === 0)).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test('a file of tasks is as good as a suite; faults do not count towards the limit', async () => {
  const path = join(folder, 'mine.jsonl');
  const line = (id: string): string => JSON.stringify({ id, question: 'Why?' });
  await writeFile(path, [line('a'), 'broken', line('b'), line('c')].join('\n'));
  const source = await loadTasks({ source: path, limit: 2, seed: 0, imagesDir: folder, files: files() });
  expect({ name: source.name, total: source.total }).toEqual({ name: 'mine', total: 2 });
  expect((await collect(source.tasks)).map((each) => each.kind)).toEqual(['task', 'fault', 'task']);
  const whole = await loadTasks({ source: path, limit: undefined, seed: 0, imagesDir: folder, files: files() });
  expect([whole.total, (await collect(whole.tasks)).length]).toEqual([4, 4]);
});

test.each([
  ['an unknown suite', { source: 'blindtast' }, 'NOT_FOUND', /Built-in suites: blindtest, arith.*\.jsonl/],
  ['a missing file', { source: '/nowhere/tasks.jsonl' }, 'NOT_FOUND', /\/nowhere\/tasks\.jsonl/],
  ['a limit of 0', { limit: 0 }, 'INVALID_INPUT', /limit/],
  ['half a limit', { limit: 1.5 }, 'INVALID_INPUT', /limit/],
  ['a seed that is no number', { seed: Number.NaN }, 'INVALID_INPUT', /seed/],
])('%s is refused before anything starts', async (_, wrong, code, message) => {
  const options = { source: 'arith', limit: 3, seed: 0, imagesDir: folder, files: files(), ...wrong };
  await expect(loadTasks(options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('a picture that cannot be written is a clear error and leaves nothing half written', async () => {
  const blocked = join(folder, 'file');
  await writeFile(blocked, '');
  const source = await loadTasks({ source: 'blindtest', limit: 1, seed: 0, imagesDir: blocked });
  await expect(collect(source.tasks)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining(blocked),
  });
});

describe('a dataset in files', () => {
  const csv = 'id,question,ground_truth,image\n1,Why?,42,a.png\n2,How?,,\n3,Who?,me,b.png\n';
  const load = (source: string, adapter?: string) =>
    loadTasks({ source, limit: undefined, seed: 0, imagesDir: join(folder, 'inbox'), files: files(adapter) });

  test('is read by its columns, its faults are told, and pictures with a path stay where they are', async () => {
    const path = join(folder, 'mine.csv');
    await writeFile(path, csv);
    await writeFile(join(folder, 'a.png'), await png());
    const source = await load(path);
    expect({ name: source.name, total: source.total }).toEqual({ name: 'mine', total: 3 });
    expect(await collect(source.tasks)).toMatchObject([
      { kind: 'task', line: 2, task: { id: '1', ground_truth: '42', images: [join(folder, 'a.png')] } },
      { kind: 'task', line: 3, task: { id: '2', question: 'How?' } },
      {
        kind: 'fault',
        line: 4,
        message: expect.stringMatching(/mine\.csv, row 4: column "image": .*b\.png can't be read/),
      },
    ]);
  });

  test('puts pictures that stand in the file into the folder once, under their hash', async () => {
    const path = join(folder, 'pictures.tsv');
    const picture = await png();
    const text = base64(picture);
    await writeFile(path, `id\tquestion\timage\n1\tWhy?\t${text}\n2\tHow?\t${text}\n`);
    const tasks = await collect((await load(path)).tasks);
    const hash = createHash('sha256').update(picture).digest('hex');
    const stored = join(folder, 'inbox', `${hash}.png`);
    expect(tasks).toMatchObject([{ task: { images: [stored] } }, { task: { images: [stored] } }]);
    expect(await readdir(join(folder, 'inbox'))).toEqual([`${hash}.png`]);
  });

  test('has a fingerprint that its content and its adapter change, and that is remembered', async () => {
    const path = join(folder, 'mine.csv');
    await writeFile(path, csv);
    const { fingerprint } = await load(path);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect((await load(path)).fingerprint).toBe(fingerprint);
    expect((await readdir(join(folder, 'data', 'datasets'))).length).toBe(1);
    const adapter = join(folder, 'mine.yaml');
    await writeFile(
      adapter,
      'name: mine\nsummary: x\ntask: { id: id, question: question, data_source: { constant: math } }\n',
    );
    expect((await load(path, adapter)).fingerprint).not.toBe(fingerprint);
    await writeFile(path, `${csv}4,When?,now,\n`);
    expect((await load(path)).fingerprint).not.toBe(fingerprint);
  });

  test('whose columns could be several benchmarks is never guessed', async () => {
    const path = join(folder, 'bench.tsv');
    await writeFile(path, 'index\tquestion\tA\tB\tC\tD\tanswer\tcategory\timage\n1\tq\tx\ty\t\t\tA\tc\tz\n');
    await expect(load(path)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/--adapter.*would fit: hrbench-4k, hrbench-8k, msearthmcq, vlmevalkit-mcq/),
    });
    await expect(load(path, 'nope')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a suite keeps its name, and what may be a path becomes an absolute one', async () => {
    await writeFile(join(folder, 'plain'), csv);
    expect(resolveSource('arith', folder)).toBe('arith');
    expect(resolveSource('arithx', folder)).toBe('arithx');
    expect(resolveSource('plain', folder)).toBe(join(folder, 'plain'));
    expect(resolveSource('x/train-*.parquet', folder)).toBe(join(folder, 'x/train-*.parquet'));
    expect(resolveSource('./arith', folder)).toBe(join(folder, 'arith'));
  });
});
