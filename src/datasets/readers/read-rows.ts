/** @module Rows of a dataset, whatever its format: one file after the other, each row as it is asked for. */
import { readDelimited } from './delimited.js';
import type { DatasetFiles } from './find-files.js';
import { formatOf, type Format } from './formats.js';
import { readImageFolder } from './image-folder.js';
import { readJsonLines } from './json-lines.js';
import { readJsonList } from './json-list.js';
import { readParquet } from './parquet.js';
import { rowFault, type RowEvent } from './row.js';

export interface ReadOptions {
  /** Undefined: each file tells by its name or its first bytes. */
  readonly format?: Format | undefined;
  /** JSON: the field that holds the list. */
  readonly listAt?: string | undefined;
}

/** Faults never end the stream; memory is that of one row, or one row group. Throws NOT_FOUND, INVALID_INPUT as {@link formatOf}. */
export async function* readRows({ files, missing }: DatasetFiles, options: ReadOptions = {}): AsyncGenerator<RowEvent> {
  for (const file of missing) {
    yield rowFault({ file, row: 0, unit: 'row' }, 'this shard is missing, though the others count on it: copy it here');
  }
  for (const file of files) {
    yield* readFile(file, options.format ?? (await formatOf(file)), options.listAt);
  }
}

function readFile(file: string, format: Format, listAt: string | undefined): AsyncGenerator<RowEvent> {
  switch (format) {
    case 'jsonl':
      return readJsonLines(file);
    case 'json':
      return readJsonList(file, listAt);
    case 'csv':
      return readDelimited(file, ',');
    case 'tsv':
      return readDelimited(file, '\t');
    case 'parquet':
      return readParquet(file);
    case 'image-folder':
      return readImageFolder(file);
  }
}
