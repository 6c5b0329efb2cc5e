/** @module Writes tasks with their pictures: as JSONL with the pictures in a folder beside it, or as verl's Parquet. */
import { open, readFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { MaestroError } from '../../domain/errors.js';
import type { Task } from '../../domain/task.js';
import { imageFileName, type ReadImage } from '../images/read-image.js';
import { storeImage } from '../images/store-image.js';
import { openParquetWriter, type RowWriter } from './parquet-writer.js';
import { VERL_FIELDS, verlRow } from './verl-columns.js';

export const TARGETS = ['jsonl', 'verl'] as const;
export type Target = (typeof TARGETS)[number];

export interface TaskWriter {
  /** Takes a picture before the task that shows it; returns where the task finds it. */
  readonly keepImage: (image: ReadImage) => Promise<string>;
  /** The task's images are what `keepImage` returned. */
  write(task: Task): Promise<void>;
  readonly finish: () => Promise<void>;
  /** Leaves no file of tasks behind. Does nothing after `finish`. */
  readonly abandon: () => Promise<void>;
}

export interface TaskWriterOptions {
  readonly path: string;
  readonly target: Target;
  /** Of JSONL; default `<name>.images` beside the file. */
  readonly imagesDir?: string;
  /** Of verl: the system message of each prompt. */
  readonly system: string | undefined;
}

/** `.jsonl` or `.parquet`. @throws MaestroError INVALID_INPUT */
export function targetOf(path: string): Target {
  const extension = extname(path).toLowerCase();
  if (extension === '.jsonl') return 'jsonl';
  if (extension === '.parquet') return 'verl';
  throw new MaestroError('INVALID_INPUT', `${path}: end the name in .jsonl, or in .parquet for verl's layout.`);
}

/** @throws MaestroError STORE_UNAVAILABLE, also from its methods */
export function openTaskWriter(options: TaskWriterOptions): Promise<TaskWriter> {
  return options.target === 'jsonl' ? openJsonlWriter(options) : openVerlWriter(options);
}

async function openJsonlWriter({ path, imagesDir }: TaskWriterOptions): Promise<TaskWriter> {
  const folder = dirname(resolve(path));
  const images = imagesDir ?? join(folder, `${basename(path, extname(path))}.images`);
  const lines = await openLines(path);
  return {
    keepImage: (image) => storeImage(images, imageFileName(image), image.content),
    write: (task) => {
      const paths = task.images?.map((each) => relative(folder, each));
      return lines.write(paths === undefined ? task : { ...task, images: paths }, 0);
    },
    finish: lines.finish,
    abandon: lines.abandon,
  };
}

/** A file of JSON lines, there whole or not at all. */
export async function openLines(path: string): Promise<RowWriter<object>> {
  const partial = `${path}.partial`;
  await mkdir(dirname(resolve(path)), { recursive: true });
  const handle = await open(partial, 'w');
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  return {
    write: (row) => handle.appendFile(`${JSON.stringify(row)}\n`),
    finish: async () => {
      await close();
      await rename(partial, path);
    },
    abandon: async () => {
      await close();
      await rm(partial, { force: true });
    },
  };
}

/** Pictures wait in a folder of their own until their row is written, so that memory is that of one row group. */
async function openVerlWriter({ path, system }: TaskWriterOptions): Promise<TaskWriter> {
  const waiting = `${path}.images`;
  const rows = await openParquetWriter(path, VERL_FIELDS);
  let index = 0;
  const clean = (): Promise<void> => rm(waiting, { recursive: true, force: true });
  return {
    keepImage: (image) => storeImage(waiting, imageFileName(image), image.content),
    write: async (task) => {
      const images = [];
      let size = task.question.length;
      for (const image of task.images ?? []) {
        const bytes = new Uint8Array(await readFile(image));
        size += bytes.length;
        images.push({ bytes, path: basename(image) });
      }
      await rows.write(verlRow(task, { index: index++, images, system }), size);
    },
    finish: async () => {
      await rows.finish();
      await clean();
    },
    abandon: async () => {
      await rows.abandon();
      await clean();
    },
  };
}
