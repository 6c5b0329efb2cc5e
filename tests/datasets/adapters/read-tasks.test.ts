import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inspectImage } from '../../../src/activities/inspect-image.js';
import { loadAdapter, parseAdapter } from '../../../src/datasets/adapters/load-adapter.js';
import { shuffleChoice } from '../../../src/datasets/adapters/options.js';
import { readAdapted, type DatasetLine } from '../../../src/datasets/adapters/read-tasks.js';
import { findFiles } from '../../../src/datasets/readers/find-files.js';
import { base64, fileIn, newFolder, png } from '../readers/support.js';

let folder = '';
let picture = '';
beforeAll(async () => {
  folder = await newFolder();
  picture = base64(await png());
});

async function read(adapterText: string, path: string, onLeftOut = (): void => undefined): Promise<DatasetLine[]> {
  const { adapter } = parseAdapter(adapterText, 'mine.yaml');
  return readBy(adapter, path, onLeftOut);
}

async function readBy(
  adapter: Awaited<ReturnType<typeof loadAdapter>>['adapter'],
  path: string,
  onLeftOut = (): void => undefined,
): Promise<DatasetLine[]> {
  const lines: DatasetLine[] = [];
  const keepImage = ({ sha256 }: { sha256: string }): string => sha256;
  const files = await findFiles(path);
  for await (const line of readAdapted({ files, adapter, inspect: inspectImage, keepImage, onLeftOut }))
    lines.push(line);
  return lines;
}

const told = (lines: readonly DatasetLine[]): string[] =>
  lines.map((line) => (line.kind === 'task' ? line.task.id : line.message));

const PLAIN = `
name: mine
summary: a test
images: [{ column: image, optional: true }]
task: { id: id, question: q, data_source: { constant: exact }, ground_truth: a }
`;

describe('a VLMEvalKit table', () => {
  test('pictures by base64, and by the index of an earlier row', async () => {
    const { adapter } = await loadAdapter('vlmevalkit-mcq');
    const rows = [
      ['index', 'question', 'A', 'B', 'C', 'D', 'answer', 'image'],
      ['0', 'Which?', 'x', 'y', 'z', '', 'C', picture],
      ['1', '"Which\none?"', 'x', 'y', '', '', 'A', '0'],
      ['2', 'Which?', 'x', 'y', '', '', 'A', '9'],
      ['3', 'Which?', 'x', '', 'z', '', 'A', picture],
      ['4', 'Which?', 'x', 'y', '', '', 'E', picture],
      ['5', 'Which?', 'x', 'y', '', '', 'A', `${picture}!`],
      ['6', 'Which?', 'x', 'y', '', '', 'A', ''],
    ];
    const path = await fileIn(folder, 'Bench.tsv', `${rows.map((row) => row.join('\t')).join('\n')}\n`);
    const lines = await readBy(adapter, path);
    const [first, second] = lines;
    if (first?.kind !== 'task' || second?.kind !== 'task') throw new Error(told(lines).join('\n'));
    expect(first.task).toMatchObject({ id: 'Bench/0', options: ['x', 'y', 'z'], ground_truth: ['C', 'z'] });
    expect(second.task).toMatchObject({ question: 'Which\none?\nA. x\nB. y', images: first.task.images });
    expect(told(lines).slice(2)).toEqual([
      expect.stringMatching(/Bench\.tsv, row 5: column "image": refers to the row whose "index" is 9, and no such row/),
      expect.stringMatching(/row 6: column "B": is empty, though a later one is not/),
      expect.stringMatching(/row 7: column "answer": "E" names none of the 2 options/),
      expect.stringMatching(/row 8: column "image": is not base64/),
      expect.stringMatching(/row 9: column "image": is empty: the picture is missing/),
    ]);
  });
});

describe('faults of rows', () => {
  test('no truth, an id that came before, an answer of 10 MB, a column that is not there: told, and the rest goes on', async () => {
    const rows = [
      { id: 'a', q: 'One?', a: '1' },
      { id: 'b', q: 'Two?', a: '' },
      { id: 'a', q: 'Three?', a: '3' },
      { id: 'c', q: 'Four?', a: 'x'.repeat(10 * 2 ** 20) },
      { id: 'd', q: 'Five?' },
      { id: 'e', q: ['Six?'], a: { b: 1 } },
      { id: 'f', q: 'Seven?', a: 7 },
    ];
    const path = await fileIn(folder, 'rows.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(told(await read(PLAIN, path))).toEqual([
      'a',
      `${path}, row 2: column "a": is empty`,
      `${path}, row 3: the id "a" is already that of row 1`,
      `${path}, row 4: column "a": the task's ground_truth has 10,485,760 characters, at most 100,000 are allowed`,
      `${path}, row 5: column "a": there is no such column: the row has id, q`,
      `${path}, row 6: column "a": holds a struct or a list, not a text`,
      'f',
    ]);
  });

  test('rows that the adapter does not mean are counted, not dropped in silence', async () => {
    const path = await fileIn(folder, 'lang.csv', 'id,q,a,lang\n1,x,y,en\n2,x,y,zh\n3,x,y,en\n');
    let leftOut = 0;
    const lines = await read(`${PLAIN}only: [{ column: lang, is: [en] }]\n`, path, () => {
      leftOut++;
    });
    expect([told(lines), leftOut]).toEqual([['1', '3'], 1]);
  });
});

describe('values', () => {
  const one = async (field: string, row: object): Promise<unknown> => {
    const path = await fileIn(folder, 'one.jsonl', JSON.stringify({ id: 'i', q: 'Q?', ...row }));
    const adapter = `name: one\nsummary: x\ntask: { id: id, question: q, data_source: { constant: exact }, ground_truth: ${field} }`;
    const [line] = await read(adapter, path);
    return line?.kind === 'task' ? line.task.ground_truth : line?.message;
  };
  test.each([
    ['a text is a column', 'v', { v: 'x' }, 'x'],
    ['numbers and booleans become texts', '{ columns: [v, w] }', { v: 1.5, w: false }, ['1.5', 'false']],
    ['dots lead into structs', 'v.w', { v: { w: 'x' } }, 'x'],
    ['a list of JSON', '{ column: v, parse: list }', { v: '["a", "b"]' }, ['a', 'b']],
    ['a list of Python', '{ column: v, parse: list }', { v: `['it''s', "b"]`.replace("''", "\\'") }, ["it's", 'b']],
    ['lines', '{ column: v, parse: lines }', { v: 'a\n b \n' }, ['a', 'b']],
    ['parts', '{ column: v, split: "|" }', { v: 'a | b' }, ['a', 'b']],
    ['a map', '{ column: v, map: { "1": one } }', { v: 1 }, 'one'],
    ['a map of lists', '{ column: v, map: { "1": [one, "1"] } }', { v: 1 }, ['one', '1']],
    ['a map with another value', '{ column: v, map: { "1": one }, otherwise: many }', { v: 2 }, 'many'],
    ['a template', '{ template: "{{ v | upcase }} of {{ _file }}" }', { v: 'x' }, 'X of one'],
    ['the first that is there', '{ first_of: [v, { column: w }, { constant: z }] }', { w: 'x' }, 'x'],
    ['a removed mark', '{ column: v, remove: "<image>" }', { v: '<image> x' }, 'x'],
  ])('%s', async (_, field, row, expected) => {
    expect(await one(field, row)).toEqual(expected);
  });

  test.each([
    ['what a map does not have', '{ column: v, map: { "1": one } }', { v: 2 }, /column "v": "2" is none of 1/],
    ['no list', '{ column: v, parse: list }', { v: 'abc' }, /column "v": must be a list/],
    ['a template without its column', '{ template: "{{ w }}" }', { v: 1 }, /the template .* can't be filled in/],
    ['nothing anywhere', '{ first_of: [v, w] }', {}, /nothing in any of the columns v, w/],
  ])('%s is a fault', async (_, field, row, message) => {
    expect(await one(field, row)).toEqual(expect.stringMatching(message));
  });
});

describe('HRBench and V*', () => {
  test('the four orders of a question are one group, another question another', async () => {
    const { adapter } = await loadAdapter('hrbench-4k');
    const options = ['red', 'blue', 'green', 'black'];
    const rows = [0, 1, 2, 3].map((turn) => {
      const [A, B, C, D] = options.map((_, index) => options[(index + turn) % 4]);
      return {
        index: turn,
        question: 'Colour?',
        A,
        B,
        C,
        D,
        answer: 'ABCD'[(4 - turn) % 4],
        category: 'single',
        image: picture,
      };
    });
    const other = { ...rows[0], index: 9, question: 'Shape?' };
    const path = await fileIn(folder, 'hr.jsonl', [...rows, other].map((row) => JSON.stringify(row)).join('\n'));
    const tasks = (await readBy(adapter, path)).flatMap((line) => (line.kind === 'task' ? [line.task] : []));
    expect(tasks.map((task) => task.ground_truth?.[1])).toEqual(['red', 'red', 'red', 'red', 'red']);
    expect(new Set(tasks.slice(0, 4).map((task) => task.group)).size).toBe(1);
    expect(tasks[4]?.group).not.toBe(tasks[0]?.group);
  });

  test('a shuffle keeps the right option right, is the same again, and spreads it', () => {
    const options = ['red', 'blue', 'green', 'black'];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.nat(), fc.string(), (right, seed, id) => {
        const shuffled = shuffleChoice({ options, right }, seed, id);
        expect(shuffled.options[shuffled.right]).toBe(options[right]);
        expect([...shuffled.options].sort()).toEqual([...options].sort());
        expect(shuffleChoice({ options, right }, seed, id)).toEqual(shuffled);
      }),
    );
    const places = Array.from({ length: 400 }, (_, id) => shuffleChoice({ options, right: 0 }, 1, String(id)).right);
    for (const place of [0, 1, 2, 3]) expect(places.filter((each) => each === place).length).toBeGreaterThan(60);
  });
});

describe('faults of adapters name file, line and field', () => {
  test.each([
    ['no YAML', 'name: [', /mine\.yaml:1: \(yaml\)/],
    ['an unknown field', `${PLAIN}colour: red\n`, /mine\.yaml:6: colour: is unknown, use one of name, summary/],
    [
      'a field that is missing',
      'name: mine\nsummary: x\ntask: { id: id, question: q }\n',
      /mine\.yaml:3: task\.data_source: /,
    ],
    [
      'a value of no known kind',
      PLAIN.replace('question: q', 'question: { colum: q }'),
      /mine\.yaml:5: task\.question: must be/,
    ],
    ['an unknown format', `${PLAIN}format: xlsx\n`, /mine\.yaml:6: format: is not allowed, use one of jsonl/],
    [
      'a truth that names an option',
      PLAIN.replace('ground_truth: a', 'ground_truth: { option: a }'),
      /add task\.options/,
    ],
    ['a shuffle without options', `${PLAIN}shuffle_options: 1\n`, /mine\.yaml:6: shuffle_options: needs options/],
    ['rows of no JSON', `${PLAIN}rows: questions\n`, /mine\.yaml:6: rows: is for JSON/],
    [
      'a broken template',
      PLAIN.replace('id: id', 'id: { template: "{{ x" }'),
      /mine\.yaml:5: task\.id\.template: can't be read/,
    ],
    [
      'a template that reads a file',
      PLAIN.replace('id: id', 'id: { template: "{% include \'x\' %}" }'),
      /task\.id\.template/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => parseAdapter(text, 'mine.yaml')).toThrow(message);
  });

  test('a name that is none tells the nearest', async () => {
    await expect(loadAdapter('chartaq')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/nearest: chartqa/),
    });
  });

  test('comments and order do not change the hash, a value does', () => {
    const { hash } = parseAdapter(PLAIN, 'a.yaml');
    expect(parseAdapter(`# mine\n${PLAIN}`, 'b.yaml').hash).toBe(hash);
    expect(parseAdapter(PLAIN.replace('constant: exact', 'constant: math'), 'a.yaml').hash).not.toBe(hash);
  });
});
