/** Files and pictures for tests of readers. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { findFiles } from '../../../src/datasets/readers/find-files.js';
import { readRows, type ReadOptions } from '../../../src/datasets/readers/read-rows.js';
import type { RowEvent } from '../../../src/datasets/readers/row.js';

export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'maestro-readers-'));
}

export async function fileIn(folder: string, name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** A plain PNG; another shade is another picture. */
export async function png(shade = 0, size = 8): Promise<Uint8Array> {
  const create = { width: size, height: size, channels: 3, background: { r: shade, g: 0, b: 0 } } as const;
  return new Uint8Array(await sharp({ create }).png().toBuffer());
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

export async function rowsOf(path: string, options?: ReadOptions): Promise<RowEvent[]> {
  const rows: RowEvent[] = [];
  for await (const row of readRows(await findFiles(path), options)) rows.push(row);
  return rows;
}

/** `row 2` or the message of a fault. */
export function briefly(events: readonly RowEvent[]): string[] {
  return events.map((event) => (event.kind === 'row' ? `row ${event.row}` : event.message));
}
