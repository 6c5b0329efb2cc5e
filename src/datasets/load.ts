/** @module Tasks by name: a built-in suite, or a file of tasks, read the same way. */
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { MaestroError, messageOf } from '../domain/errors.js';
import type { Task } from '../domain/task.js';
import { countLines, readTasks, type TaskLine } from './jsonl.js';
import { findSuite, type Suite, type SuiteItem } from './suite.js';

export interface LoadOptions {
  /** Name of a built-in suite, or path of a `.jsonl` file. */
  readonly source: string;
  /** At most so many tasks; undefined: the suite's default, or the whole file. */
  readonly limit: number | undefined;
  /** Chooses the items of a suite; files ignore it. */
  readonly seed: number;
  /** Where pictures of a suite are written, as `<sha256>.png` or `.jpg`. A worker must be allowed to read it. */
  readonly imagesDir: string;
}

export interface TaskSource {
  /** The suite's name, or the file's name without `.jsonl`. */
  readonly name: string;
  /** How many tasks are to come at most, for progress. */
  readonly total: number;
  /** Made or read as they are asked for. Faults don't count towards the limit. */
  readonly tasks: AsyncIterable<TaskLine>;
}

/** Throws NOT_FOUND for an unknown suite or a missing file, INVALID_INPUT for a limit or seed that isn't a whole number. */
export async function loadTasks(options: LoadOptions): Promise<TaskSource> {
  const { source, limit, seed, imagesDir } = options;
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new MaestroError('INVALID_INPUT', `The limit must be a whole number from 1, not ${limit}.`);
  }
  if (!Number.isSafeInteger(seed))
    throw new MaestroError('INVALID_INPUT', `The seed must be a whole number, not ${seed}.`);
  if (extname(source).toLowerCase() === '.jsonl') {
    const lines = await countLines(source);
    return {
      name: basename(source, extname(source)),
      total: Math.min(lines, limit ?? lines),
      tasks: readSome(source, limit),
    };
  }
  const suite = findSuite(source);
  const count = limit ?? suite.defaultLimit;
  return { name: suite.name, total: count, tasks: generate(suite, count, seed, resolve(imagesDir)) };
}

async function* readSome(path: string, limit = Infinity): AsyncGenerator<TaskLine> {
  let tasks = 0;
  for await (const line of readTasks(path)) {
    yield line;
    if (line.kind === 'task' && ++tasks >= limit) return;
  }
}

async function* generate(suite: Suite, count: number, seed: number, imagesDir: string): AsyncGenerator<TaskLine> {
  for (let index = 0; index < count; index++) {
    const item = suite.item(index, seed);
    const images = item.image === undefined ? [] : [await storeImage(imagesDir, item.image)];
    yield { kind: 'task', line: index + 1, task: toTask(item, images) };
  }
}

/** The task that a worker gets: nothing in it tells how the item was made. */
function toTask(item: SuiteItem, images: readonly string[]): Task {
  const { id, question, dataSource, groundTruth, family, options, category, group } = item;
  return {
    id,
    question,
    images,
    data_source: dataSource,
    ground_truth: groundTruth,
    family,
    ...(options === undefined ? {} : { options }),
    ...(category === undefined ? {} : { category }),
    ...(group === undefined ? {} : { group }),
  };
}

/** Writes a picture once, whole or not at all; returns its absolute path. Throws STORE_UNAVAILABLE. */
async function storeImage(folder: string, bytes: Uint8Array): Promise<string> {
  const extension = bytes[0] === 0xff ? 'jpg' : 'png';
  const path = join(folder, `${createHash('sha256').update(bytes).digest('hex')}.${extension}`);
  if (await exists(path)) return path;
  try {
    await mkdir(folder, { recursive: true });
    await writeAtomically(path, bytes);
  } catch (error) {
    throw new MaestroError(
      'STORE_UNAVAILABLE',
      `The picture ${path} can't be written: ${messageOf(error)}. Make room or choose another folder.`,
      { cause: error },
    );
  }
  return path;
}

async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
