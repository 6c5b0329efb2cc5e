import { beforeAll, describe, expect, test } from '@jest/globals';
import { briefly, fileIn, newFolder, rowsOf } from './support.js';

let folder = '';
beforeAll(async () => {
  folder = await newFolder();
});

const columnsOf = async (path: string, listAt?: string): Promise<unknown[]> =>
  (await rowsOf(path, { listAt })).map((event) => (event.kind === 'row' ? event.columns : event.message));

describe('CSV and TSV', () => {
  test('quotes, line breaks in cells, a byte order mark, CRLF and stray quotes are read', async () => {
    const path = await fileIn(folder, 'good.csv', '\uFEFFa,b\r\n1,"x ""y"", z\nq"\r\n\r\n2,5" wide\r\n');
    expect(await rowsOf(path)).toEqual([
      { kind: 'row', file: path, row: 3, columns: { a: '1', b: 'x "y", z\nq' } },
      { kind: 'row', file: path, row: 5, columns: { a: '2', b: '5" wide' } },
    ]);
  });

  test('a row with too few or too many cells is a fault with its line and column, and reading goes on', async () => {
    const path = await fileIn(folder, 'cells.tsv', 'a\tb\tc\n1\t2\n1\t2\t3\t4\n5\t6\t7\n');
    expect(briefly(await rowsOf(path))).toEqual([
      `${path}, line 2: column "c": the row has 2 cells, the header 3; was the file cut off?`,
      `${path}, line 3: the row has 4 cells, the header 3; is a cell with a separator not quoted?`,
      'row 4',
    ]);
  });

  test('a TSV that was cut off inside a quoted cell names the line on which the cell begins', async () => {
    const path = await fileIn(folder, 'cut.tsv', 'a\tb\n1\tx\n2\t"never closed\n and on');
    const events = await rowsOf(path);
    expect(briefly(events)).toEqual(['row 2', expect.stringMatching(/cut\.tsv, line \d: a quoted cell .* cut off\?/)]);
  });

  test.each([
    ['nothing', '', /is empty/],
    ['two columns of one name', 'a,a\n1,2\n', /line 1: two columns are named "a"/],
  ])('%s is a fault', async (_, content, message) => {
    expect(briefly(await rowsOf(await fileIn(folder, 'bad.csv', content)))).toEqual([expect.stringMatching(message)]);
  });

  test('a header alone is no fault and has no rows', async () => {
    expect(await rowsOf(await fileIn(folder, 'header.csv', 'a,b\n'))).toEqual([]);
  });
});

describe('JSON', () => {
  test('a list is read element by element, also when it is a field of the file', async () => {
    expect(await columnsOf(await fileIn(folder, 'list.json', '[{"a":1},\n{"a":{"b":[2]}}, 7]'))).toEqual([
      { a: 1 },
      { a: { b: [2] } },
      expect.stringContaining('list.json, row 3: must be one JSON object'),
    ]);
    const nested = await fileIn(folder, 'nested.json', '{"info":{"n":[1]},"questions":[{"q":"x"},{"q":"y"}]}');
    expect(await columnsOf(nested, 'questions')).toEqual([{ q: 'x' }, { q: 'y' }]);
  });

  test('what is broken in the middle ends the file with a fault', async () => {
    const path = await fileIn(folder, 'broken.json', '[{"a":1},{"a":2},{"a":');
    expect(briefly(await rowsOf(path))).toEqual(['row 1', 'row 2', expect.stringMatching(/row 3: not valid JSON/)]);
  });

  test('a list that is not there is a fault, never an empty dataset', async () => {
    const path = await fileIn(folder, 'other.json', '{"rows":[{"a":1}]}');
    expect(await columnsOf(path, 'questions')).toEqual([expect.stringContaining('has no list "questions"')]);
  });

  test('JSONL named .json is taken as what it is; broken lines are faults', async () => {
    const path = await fileIn(folder, 'lines.json', '{"a":1}\n{"a":\n\n{"a":3}\n');
    expect(briefly(await rowsOf(path))).toEqual(['row 1', expect.stringMatching(/line 2: not valid JSON/), 'row 4']);
  });
});

describe('ImageFolder', () => {
  test('file names become pictures, also named columns and lists; a path out of the folder is a fault', async () => {
    const rows = [
      { file_name: 'a.png', text: 'one' },
      { depth_file_name: 'd/b.png', other_file_names: ['c.png', 'd.png'] },
      { file_name: '../secret.png' },
      { file_name: 3 },
    ];
    await fileIn(folder, 'pictures/metadata.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(await columnsOf(`${folder}/pictures`)).toEqual([
      { image: 'a.png', ...rows[0] },
      { depth: 'd/b.png', other: ['c.png', 'd.png'], ...rows[1] },
      expect.stringMatching(/line 3: column "file_name": .* outside the folder/),
      expect.stringMatching(/line 4: column "file_name": must be the path/),
    ]);
  });

  test('metadata.csv does as well', async () => {
    await fileIn(folder, 'sheet/metadata.csv', 'file_name,text\na.png,one\n');
    expect(await columnsOf(`${folder}/sheet`)).toEqual([{ image: 'a.png', file_name: 'a.png', text: 'one' }]);
  });
});

describe('which files', () => {
  test.each([
    ['a file that is not there', 'none.csv', 'NOT_FOUND', /no file or folder/],
    ['a pattern that fits nothing', 'none-*.parquet', 'NOT_FOUND', /No file fits/],
    ['an empty folder', 'empty', 'NOT_FOUND', /holds no dataset/],
    ['a folder with two datasets', 'two', 'INVALID_INPUT', /several datasets \(a\.csv, b\.csv\)/],
    ['a file of another kind', 'note.txt', 'INVALID_INPUT', /neither its name nor its first line/],
  ])('%s is refused', async (_, name, code, message) => {
    await fileIn(folder, 'empty/readme.md', 'x');
    await fileIn(folder, 'two/a.csv', 'a\n1\n');
    await fileIn(folder, 'two/b.csv', 'a\n1\n');
    await fileIn(folder, 'note.txt', 'hello\n');
    await expect(rowsOf(`${folder}/${name}`)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('a pattern takes the files that fit, in order', async () => {
    await fileIn(folder, 'parts/b-2.csv', 'a\n2\n');
    await fileIn(folder, 'parts/b-1.csv', 'a\n1\n');
    await fileIn(folder, 'parts/c-1.csv', 'a\n3\n');
    expect(await columnsOf(`${folder}/parts/b-*.csv`)).toEqual([{ a: '1' }, { a: '2' }]);
  });

  test('content tells where the name does not', async () => {
    expect(await columnsOf(await fileIn(folder, 'a.data', 'x\ty\n1\t2\n'))).toEqual([{ x: '1', y: '2' }]);
    expect(await columnsOf(await fileIn(folder, 'b.data', '[{"x":1}]'))).toEqual([{ x: 1 }]);
  });
});
