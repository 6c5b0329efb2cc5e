/** @module Writes rows to a Parquet file, a row group at a time; the file is there whole or not at all. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ParquetWriter, fileWriter } from 'hyparquet-writer';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { rootOf, type Field } from './parquet-schema.js';

export interface RowWriter<Row> {
  /** @param size bytes that the row holds, by which row groups are cut */
  write(row: Row, size: number): Promise<void>;
  /** Puts the file into place. */
  readonly finish: () => Promise<void>;
  /** Leaves nothing behind. Does nothing after `finish`. */
  readonly abandon: () => Promise<void>;
}

/** A reader holds a row group in memory: so many bytes, and so many rows, at most. */
const GROUP_BYTES = 64 * 2 ** 20;
const GROUP_ROWS = 1_000;

/** @throws MaestroError STORE_UNAVAILABLE, also from its methods */
export async function openParquetWriter(
  path: string,
  fields: readonly Field[],
): Promise<RowWriter<Readonly<Record<string, unknown>>>> {
  const partial = `${path}.partial`;
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new MaestroError('STORE_UNAVAILABLE', `${path} can't be written: ${messageOf(error)}. Make room.`, {
        cause: error,
      });
    }
  };
  await mkdir(dirname(path), { recursive: true });
  const names = fields.flatMap(([head]) => (head === undefined ? [] : [head.name]));
  const writer = guard(
    () => new ParquetWriter({ writer: fileWriter(partial), schema: rootOf(fields), statistics: false }),
  );
  let rows: Readonly<Record<string, unknown>>[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const columnData = names.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) }));
    await guard(() => writer.write({ columnData, rowGroupSize: rows.length }));
    rows = [];
    bytes = 0;
  };
  return {
    write: async (row, size) => {
      rows.push(row);
      bytes += size;
      if (bytes >= GROUP_BYTES || rows.length >= GROUP_ROWS) await flush();
    },
    finish: async () => {
      await flush();
      await guard(() => writer.finish());
      await rename(partial, path);
    },
    abandon: () => rm(partial, { force: true }),
  };
}
