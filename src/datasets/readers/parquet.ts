/**
 * @module Reads Parquet, one row group at a time, and a part of one where the file says where its pages are: memory is that of
 * the largest row group, whatever the file's size. Groups that would take more than {@link MAX_GROUP_BYTES} are not read.
 */
import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
  type RowGroup,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { messageOf } from '../../domain/errors.js';
import { openParquet, type ParquetFile } from './parquet-file.js';
import { rowFault, type Columns, type RowEvent } from './row.js';

/** A row group that can't be read is a fault for all of its rows; the next one is read. */
export async function* readParquet(file: string): AsyncGenerator<RowEvent> {
  let source: ParquetFile | undefined;
  try {
    source = await openParquet(file);
    const metadata = await metadataOf(source.buffer);
    if (typeof metadata === 'string') yield rowFault({ file, row: 0, unit: 'row' }, metadata);
    else yield* readGroups(file, source.buffer, metadata);
  } catch (error) {
    yield rowFault({ file, row: 0, unit: 'row' }, `can't be read (${messageOf(error)})`);
  } finally {
    await source?.close();
  }
}

/** The number of rows by the file's own footer. @throws what is wrong with the file */
export async function countParquetRows(file: string): Promise<number> {
  const source = await openParquet(file);
  try {
    return Number((await parquetMetadataAsync(source.buffer)).num_rows);
  } finally {
    await source.close();
  }
}

async function metadataOf(buffer: AsyncBuffer): Promise<FileMetaData | string> {
  try {
    return await parquetMetadataAsync(buffer);
  } catch (error) {
    return `is no Parquet file, or its end is missing (${messageOf(error)}): copy it again`;
  }
}

/** Of a row group, read at once when the file has page locations; each part holds at least one row. */
const PART_BYTES = 8 * 2 ** 20;

async function* readGroups(file: string, buffer: AsyncBuffer, metadata: FileMetaData): AsyncGenerator<RowEvent> {
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const rows = rowsAtOnce(group);
    const tooLarge = sizeFault(group, rows);
    if (tooLarge !== undefined) {
      yield rowFault(
        { file, row: start + 1, unit: 'row', rows: end - start },
        `rows ${start + 1} to ${end} ${tooLarge}`,
      );
      start = end;
      continue;
    }
    for (let from = start; from < end; from += rows) {
      yield* readPart(file, { buffer, metadata, start: from, end: Math.min(end, from + rows) });
    }
    start = end;
  }
}

/** A column of one page has no locations: reading it again for each part costs little when it is small. */
const SMALL_COLUMN = 2 ** 20;

/** Without page locations, a part of a group costs as much as all of it. */
function rowsAtOnce({ columns, num_rows: rows, total_byte_size: bytes }: RowGroup): number {
  const hasLocations = columns.every(
    (column) =>
      column.offset_index_offset !== undefined || Number(column.meta_data?.total_compressed_size) < SMALL_COLUMN,
  );
  const parts = hasLocations ? Math.ceil(Number(bytes) / PART_BYTES) : 1;
  return Math.max(1, Math.ceil(Number(rows) / Math.max(1, parts)));
}

/** Bytes that are read at once: of a whole row group where the file has no page locations. */
export const MAX_GROUP_BYTES = 2 ** 31 - 2 ** 20;

/** Why a row group is not read. Undefined: it is. @param rows that are read at once */
export function sizeFault({ columns, num_rows, total_byte_size }: RowGroup, rows: number): string | undefined {
  const stored = columns.reduce((sum, column) => sum + Number(column.meta_data?.total_compressed_size ?? 0), 0);
  const bytes = (Math.max(stored, Number(total_byte_size)) * rows) / Math.max(1, Number(num_rows));
  if (bytes <= MAX_GROUP_BYTES) return undefined;
  return (
    `would be read at once, and are ${(bytes / 2 ** 30).toFixed(1)} GiB (at most 2): they are left out. ` +
    'Write the file anew with smaller row groups (row_group_size), or with page locations (write_page_index=True)'
  );
}

interface Part {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** Rows from 0, the end not included. */
  readonly start: number;
  readonly end: number;
}

async function* readPart(file: string, part: Part): AsyncGenerator<RowEvent> {
  const { start, end } = part;
  const rows = await rowsOf(part);
  if (Array.isArray(rows)) {
    // Emptied while it is read, so that a row is free once it is done.
    for (let index = 0; index < rows.length; index++) {
      const [columns] = rows.splice(index, 1, {});
      yield { kind: 'row', file, row: start + index + 1, columns: columns ?? {} };
    }
    return;
  }
  const column = rows.column === undefined ? {} : { column: rows.column };
  yield rowFault(
    { file, row: start + 1, unit: 'row', rows: end - start, ...column },
    `rows ${start + 1} to ${end} can't be read (${rows.reason}): they are left out`,
  );
}

interface Damage {
  readonly column: string | undefined;
  readonly reason: string;
}

async function rowsOf({ buffer, metadata, start, end }: Part): Promise<Columns[] | Damage> {
  const read = (columns?: string[]): Promise<Columns[]> =>
    parquetReadObjects({
      ...{ file: buffer, metadata, rowStart: start, rowEnd: end, compressors, utf8: false, useOffsetIndex: true },
      ...(columns === undefined ? {} : { columns }),
    });
  try {
    return await read();
  } catch (error) {
    return { column: await damagedColumn(metadata, read), reason: messageOf(error) };
  }
}

/** The first column that can't be read alone. */
async function damagedColumn(
  metadata: FileMetaData,
  read: (columns: string[]) => Promise<unknown>,
): Promise<string | undefined> {
  for (const { element } of parquetSchema(metadata).children) {
    const failed = await read([element.name]).then(
      () => false,
      () => true,
    );
    if (failed) return element.name;
  }
  return undefined;
}
