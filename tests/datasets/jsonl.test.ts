import { mkdtemp, writeFile, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { countLines, readTasks, type TaskLine } from '../../src/datasets/jsonl.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maestro-jsonl-'));
});

let files = 0;
async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `tasks-${files++}.jsonl`);
  await writeFile(path, content);
  return path;
}

async function collect(path: string): Promise<TaskLine[]> {
  const lines: TaskLine[] = [];
  for await (const line of readTasks(path)) lines.push(line);
  return lines;
}

const good = { id: 'a', question: 'What is 2 + 2?' };
const line = (fields: object): string => JSON.stringify({ ...good, ...fields });

describe('good lines', () => {
  test('a full line becomes a task; image paths are resolved against the file, data URLs stay', async () => {
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const task = {
      ...good,
      images: ['pictures/a b.png', '/tmp/c.png', url],
      data_source: 'chartqa',
      ground_truth: ['4', 'four'],
      family: 'sums',
      options: ['3', '4'],
      answer_type: 'OPEN',
      split: 'human',
      category: 'single',
      group: 'q1',
    };
    const path = await fileOf(JSON.stringify(task));
    expect(await collect(path)).toEqual([
      { kind: 'task', line: 1, task: { ...task, images: [join(folder, 'pictures/a b.png'), '/tmp/c.png', url] } },
    ]);
  });

  test('byte order mark, CRLF, blank lines, a missing last newline and fields of the user do no harm', async () => {
    const path = await fileOf(`\uFEFF${line({ note: 'mine', hints: [1] })}\r\n\r\n  \n${line({ id: 'ü' })}`);
    expect(await collect(path)).toEqual([
      { kind: 'task', line: 1, task: good },
      { kind: 'task', line: 4, task: { ...good, id: 'ü' } },
    ]);
    expect(await countLines(path)).toBe(2);
  });

  test('letters cut in two by the edge of a read are put together again', async () => {
    const truth = 'ä€😀'.repeat(25_000);
    const [only] = await collect(await fileOf(line({ ground_truth: truth })));
    expect(only).toEqual({ kind: 'task', line: 1, task: { ...good, ground_truth: truth } });
  });

  test('a picture of many megabytes may stand in a line', async () => {
    const image = `data:image/png;base64,${'A'.repeat(20 * 2 ** 20)}`;
    const [only] = await collect(await fileOf(line({ images: [image] })));
    expect(only?.kind).toBe('task');
  });
});

describe('faults', () => {
  test.each([
    ['no JSON', '{"id": "a", ', /not valid JSON/],
    ['a list', '[1]', /must be one JSON object/],
    ['null', 'null', /must be one JSON object/],
    ['no id', '{"question":"?"}', /field "id"/],
    ['a numeric id', line({ id: 1 }), /field "id".*string/],
    ['an empty question', line({ question: '  ' }), /field "question".*empty/],
    ['no question', '{"id":"a"}', /field "question"/],
    ['images that are no list', line({ images: 'a.png' }), /field "images".*array/],
    ['an image that is no text', line({ images: ['a.png', 3] }), /field "images\.1"/],
    [
      'an image from the web',
      line({ images: ['https://example.org/a.png'] }),
      /field "images\.0".*path or a data:image/,
    ],
    ['a data URL of another type', line({ images: ['data:text/plain;base64,AAAA'] }), /field "images\.0"/],
    ['a truth that is a number', line({ ground_truth: 4 }), /field "ground_truth"/],
    [
      'a truth of 10 MB',
      line({ ground_truth: 'x'.repeat(10 * 2 ** 20) }),
      /field "ground_truth".*at most 100,000 characters/,
    ],
    [
      'a question of 10 MB',
      line({ question: 'x'.repeat(10 * 2 ** 20) }),
      /field "question": must have at most 32,768 characters/,
    ],
    ['a long family', line({ family: 'x'.repeat(101) }), /field "family".*at most 100 characters/],
    ['a long option', line({ options: ['a', 'x'.repeat(4_001)] }), /field "options\.1".*at most 4,000 characters/],
    [
      'eleven options',
      line({ options: Array.from({ length: 11 }, (_, index) => `o${index}`) }),
      /field "options".*<=10/,
    ],
    ['33 pictures', line({ images: Array.from({ length: 33 }, () => 'a.png') }), /field "images": has more than 32/],
    ['no truth in the list', line({ ground_truth: [] }), /field "ground_truth"/],
    ['a family that is a list', line({ family: ['x'] }), /field "family"/],
    ['an empty data source', line({ data_source: '' }), /field "data_source".*empty/],
    ['a field in camel case', line({ groundTruth: '4' }), /field "groundTruth".*did you mean "ground_truth"/],
    ['a misspelt field', line({ imgaes: ['a.png'] }), /field "imgaes".*did you mean "images"/],
    ['two faults at once', line({ id: '', family: 1 }), /field "id".*field "family"/],
  ])('%s is reported with file, line and field, and reading goes on', async (_, bad, message) => {
    const path = await fileOf(`${line({ id: 'first' })}\n${bad}\n${line({ id: 'last' })}\n`);
    const lines = await collect(path);
    expect(lines.map((each) => each.kind)).toEqual(['task', 'fault', 'task']);
    expect(lines[1]).toEqual({ kind: 'fault', line: 2, message: expect.stringMatching(message) });
    expect(lines[1]).toEqual(expect.objectContaining({ message: expect.stringContaining(`${path}, line 2: `) }));
  });

  test('an id that came before is a fault that names the earlier line', async () => {
    const lines = await collect(await fileOf([line({}), line({ id: 'b' }), line({ question: 'Other?' })].join('\n')));
    expect(lines[2]).toEqual({ kind: 'fault', line: 3, message: expect.stringMatching(/line 3: .*"a".*line 1/) });
  });

  test.each([
    ['nothing', ''],
    ['blank lines only', '\n  \n\r\n'],
  ])('a file of %s is a fault', async (_, content) => {
    const path = await fileOf(content);
    expect(await collect(path)).toEqual([{ kind: 'fault', line: 0, message: expect.stringContaining(path) }]);
  });

  test('bytes that are not UTF-8 are a fault of their line', async () => {
    const bytes = Buffer.concat([Buffer.from(`${line({})}\n{"id":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n')]);
    expect((await collect(await fileOf(bytes)))[1]).toEqual({
      kind: 'fault',
      line: 2,
      message: expect.stringContaining('UTF-8'),
    });
  });

  test('a line of more than 32 MB is a fault, is not held in memory, and the next line is read', async () => {
    const path = join(folder, 'long.jsonl');
    const file = await open(path, 'w');
    const block = Buffer.alloc(2 ** 20, 'x');
    for (let megabyte = 0; megabyte < 150; megabyte++) await file.write(block);
    await file.write(`\n${line({})}\n`);
    await file.close();
    const before = process.memoryUsage().rss;
    const lines = await collect(path);
    expect(lines.map((each) => each.kind)).toEqual(['fault', 'task']);
    expect(lines[0]).toEqual({ kind: 'fault', line: 1, message: expect.stringContaining('32 MB') });
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 2 ** 20);
  });

  test('a missing file and a folder in its place are told apart', async () => {
    await expect(collect(join(folder, 'missing.jsonl'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(collect(folder)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

test('leaving early closes the file', async () => {
  const path = await fileOf(Array.from({ length: 5000 }, (_, index) => line({ id: String(index) })).join('\n'));
  for await (const each of readTasks(path)) {
    expect(each.line).toBe(1);
    break;
  }
});
