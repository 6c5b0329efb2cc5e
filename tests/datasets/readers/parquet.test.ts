import { readFile, rm, writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { parquetMetadataAsync } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import { openParquet } from '../../../src/datasets/readers/parquet-file.js';
import { countParquetRows, MAX_GROUP_BYTES, sizeFault } from '../../../src/datasets/readers/parquet.js';
import { briefly, newFolder, png, rowsOf } from './support.js';

let folder = '';
beforeAll(async () => {
  folder = await newFolder();
});

/** Rows numbered from 1 with text and bytes, so many to a group. */
function write(name: string, rows: number, rowGroupSize: number, first = 1): string {
  const filename = `${folder}/${name}`;
  const numbers = Array.from({ length: rows }, (_, index) => first + index);
  parquetWriteFile({
    filename,
    rowGroupSize,
    columnData: [
      { name: 'question', data: numbers.map((each) => `Question ${each}?`), type: 'STRING' },
      { name: 'number', data: numbers.map(BigInt), type: 'INT64' },
      { name: 'image', data: numbers.map((each) => new Uint8Array([each, 2, 3])), type: 'BYTE_ARRAY' },
    ],
  });
  return filename;
}

test('rows come in order, with bytes as bytes and text as text', async () => {
  const path = write('plain.parquet', 5, 2);
  const rows = await rowsOf(path);
  expect(rows.map((event) => event.row)).toEqual([1, 2, 3, 4, 5]);
  expect(rows[3]).toEqual({
    kind: 'row',
    file: path,
    row: 4,
    columns: { question: 'Question 4?', number: 4n, image: new Uint8Array([4, 2, 3]) },
  });
  expect(await countParquetRows(path)).toBe(5);
});

test('a damaged row group is a fault with rows and column; the next group is read', async () => {
  const path = write('damaged.parquet', 6, 2);
  const { buffer, close } = await openParquet(path);
  const { row_groups: groups } = await parquetMetadataAsync(buffer);
  await close();
  const column = groups[1]?.columns[0]?.meta_data;
  const start = Number(column?.data_page_offset);
  const bytes = await readFile(path);
  bytes.fill(0xff, start, start + Number(column?.total_compressed_size));
  await writeFile(path, bytes);
  const events = await rowsOf(path);
  expect(briefly(events)).toEqual([
    'row 1',
    'row 2',
    expect.stringMatching(/damaged\.parquet, row 3: column "question": rows 3 to 4 can't be read/),
    'row 5',
    'row 6',
  ]);
  expect(events[2]).toMatchObject({ kind: 'fault', rows: 2 });
});

test.each([
  ['cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 20)],
  ['no Parquet at all', () => new TextEncoder().encode('hello, this is not Parquet')],
  ['empty', () => new Uint8Array()],
])('a file that is %s is one fault, and the other shard is read', async (_, spoil) => {
  const first = write('s-00000-of-00002.parquet', 1, 1);
  write('s-00001-of-00002.parquet', 1, 1, 2);
  await writeFile(first, spoil(await readFile(first)));
  expect(briefly(await rowsOf(`${folder}/s-*`))).toEqual([expect.stringContaining(first), 'row 1']);
});

test('a row group that would take more than 2 GiB at once is not read, and it is said what to do', async () => {
  const { buffer, close } = await openParquet(write('sizes.parquet', 4, 4));
  const [group] = (await parquetMetadataAsync(buffer)).row_groups;
  await close();
  if (group === undefined) throw new Error('no row group');
  const of = (bytes: number) => ({ ...group, total_byte_size: BigInt(bytes) });
  expect(sizeFault(of(MAX_GROUP_BYTES), 4)).toBeUndefined();
  expect(sizeFault(of(3 * 2 ** 30), 4)).toMatch(/are 3\.0 GiB \(at most 2\): they are left out\. .*row_group_size/);
  expect(sizeFault(of(3 * 2 ** 30), 2)).toBeUndefined();
});

test('shards of a folder are one dataset; one that is missing is told', async () => {
  const parts = await newFolder();
  const was = folder;
  folder = parts;
  write('train-00000-of-00003.parquet', 2, 2);
  write('train-00001-of-00003.parquet', 1, 1, 3);
  const last = write('train-00002-of-00003.parquet', 1, 1, 4);
  folder = was;
  const numbers = async (): Promise<unknown[]> =>
    (await rowsOf(parts)).map((event) => (event.kind === 'row' ? event.columns['number'] : event.message));
  expect(await numbers()).toEqual([1n, 2n, 3n, 4n]);
  await rm(last);
  expect(await numbers()).toEqual([expect.stringMatching(/train-00002-of-00003\.parquet: .*missing/), 1n, 2n, 3n]);
});

test('pictures nested as Hugging Face has them come out as bytes and path', async () => {
  const bytes = await png();
  const path = `${folder}/nested.parquet`;
  parquetWriteFile({
    filename: path,
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'images', repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', num_children: 2 },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    ],
    columnData: [
      {
        name: 'images',
        data: [
          [
            { bytes, path: 'a.png' },
            { bytes, path: null },
          ],
          [],
        ],
      },
    ],
  });
  const rows = await rowsOf(path);
  expect(rows.map((event) => event.kind === 'row' && event.columns)).toEqual([
    {
      images: [
        { bytes, path: 'a.png' },
        { bytes, path: null },
      ],
    },
    { images: [] },
  ]);
});
