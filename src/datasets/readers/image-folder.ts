/** @module Reads Hugging Face's ImageFolder: pictures in a folder, and a `metadata.jsonl` or `metadata.csv` that names them. */
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { readDelimited } from './delimited.js';
import { readJsonLines } from './json-lines.js';
import { rowFault, type Columns, type RowEvent } from './row.js';

/** The metadata files of such a folder, in the order in which they are looked for. */
export const METADATA_FILES = ['metadata.jsonl', 'metadata.csv'] as const;

const PATH_COLUMN = /^(?:(.+)_)?file_names?$/;

/**
 * As that layout has it, `file_name` becomes the column `image`, `<x>_file_name` the column `<x>`, and `<x>_file_names` a
 * list. A path that leaves the folder is a fault.
 * @param file the metadata file
 */
export async function* readImageFolder(file: string): AsyncGenerator<RowEvent> {
  for await (const event of file.endsWith('.csv') ? readDelimited(file, ',') : readJsonLines(file)) {
    if (event.kind === 'fault') {
      yield event;
      continue;
    }
    const outside = outsidePath(dirname(file), event.columns);
    yield outside === undefined
      ? { ...event, columns: withImages(event.columns) }
      : rowFault({ file, row: event.row, unit: 'line', column: outside.column }, outside.reason);
  }
}

function withImages(columns: Columns): Columns {
  const images = Object.entries(columns).flatMap(([name, value]) => {
    const match = PATH_COLUMN.exec(name);
    return match === null ? [] : [[match[1] ?? 'image', value] as const];
  });
  return { ...Object.fromEntries(images), ...columns };
}

function outsidePath(
  folder: string,
  columns: Columns,
): { readonly column: string; readonly reason: string } | undefined {
  for (const [column, value] of Object.entries(columns)) {
    if (!PATH_COLUMN.test(column)) continue;
    const paths: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const path of paths) {
      if (typeof path !== 'string' || path === '') return { column, reason: 'must be the path of a picture' };
      const inside = relative(folder, resolve(folder, path));
      if (inside.startsWith('..') || isAbsolute(inside)) return { column, reason: `${path} lies outside the folder` };
    }
  }
  return undefined;
}
