/** @module What a dataset is, as a hash over the content of its files and its adapter; each file is read once for it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { MaestroError, messageOf } from '../domain/errors.js';
import { countLines } from './jsonl.js';
import type { DatasetFiles } from './readers/find-files.js';
import { formatOf } from './readers/formats.js';
import { countParquetRows } from './readers/parquet.js';
import { readRows, type ReadOptions } from './readers/read-rows.js';

export interface Measured {
  /** SHA-256, 64 hex digits. Pictures that lie in files of their own are not part of it; those inside a file are. */
  readonly fingerprint: string;
  /** Rows of all files, faulty ones included. */
  readonly rows: number;
}

const noteSchema = z.object({ size: z.number(), mtimeMs: z.number(), sha256: z.string(), rows: z.number() });
type Note = z.infer<typeof noteSchema>;

export interface MeasureOptions extends ReadOptions {
  /** Of the adapter; empty for tasks in our own fields. */
  readonly adapterHash: string;
  /** Where is remembered what a file was when it was read last: the same size and time, the same file. */
  readonly notesDir: string;
}

/** @throws MaestroError NOT_FOUND when a file is gone; INVALID_INPUT when it can't be read */
export async function measure({ files }: DatasetFiles, options: MeasureOptions): Promise<Measured> {
  const parts: string[] = [];
  let rows = 0;
  for (const file of files) {
    const note = await noteOf(file, options);
    parts.push(basename(file), note.sha256);
    rows += note.rows;
  }
  const content = JSON.stringify([...parts, options.adapterHash]);
  return { fingerprint: createHash('sha256').update(content).digest('hex'), rows };
}

async function noteOf(file: string, options: MeasureOptions): Promise<Note> {
  try {
    const { size, mtimeMs } = await stat(file);
    const key = createHash('sha256').update(JSON.stringify([file, options.format ?? '', options.listAt ?? '']));
    const noteFile = join(options.notesDir, `${key.digest('hex').slice(0, 32)}.json`);
    const known = await readNote(noteFile);
    if (known?.size === size && known.mtimeMs === mtimeMs) return known;
    const note = { size, mtimeMs, sha256: await hashOf(file), rows: await countRows(file, options) };
    await mkdir(options.notesDir, { recursive: true });
    await writeFile(`${noteFile}.${process.pid}`, JSON.stringify(note));
    await rename(`${noteFile}.${process.pid}`, noteFile);
    return note;
  } catch (error) {
    throw new MaestroError('INVALID_INPUT', `The file ${file} can't be read: ${messageOf(error)}`, { cause: error });
  }
}

/** A note that is missing or damaged is made anew. */
async function readNote(file: string): Promise<Note | undefined> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}

/** For progress; a Parquet file without its end has none that can be read. */
async function countRows(file: string, options: ReadOptions): Promise<number> {
  const format = options.format ?? (await formatOf(file));
  if (format === 'jsonl') return countLines(file);
  if (format === 'parquet') return countParquetRows(file).catch(() => 0);
  let rows = 0;
  const single = { name: '', files: [file], missing: [] };
  for await (const event of readRows(single, options)) rows += event.row === 0 ? 0 : 1;
  return rows;
}
