/** @module Tasks by name: a built-in suite, or a dataset in files, read the same way. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { MaestroError } from '../domain/errors.js';
import type { Task } from '../domain/task.js';
import { imageFileName, type InspectImage } from './images/read-image.js';
import { storeImage } from './images/store-image.js';
import { readTasks, type TaskLine } from './jsonl.js';
import type { OpenDataset } from './open-dataset.js';
import { findSuite, SUITES, type Suite, type SuiteItem, type Wording } from './suite.js';

/** What it takes to read datasets in files. */
export interface FileOptions {
  /** A name, or the path of a YAML file; undefined: tasks in our own fields, or what the columns leave no doubt about. */
  readonly adapter: string | undefined;
  /** Keeps what was found out about files, in its folder `datasets`. */
  readonly dataDir: string;
  readonly inspect: InspectImage;
}

export interface LoadOptions {
  /** Name of a built-in suite, or path of a dataset: a file, a folder, a pattern. */
  readonly source: string;
  /** At most so many tasks; undefined: the suite's default, or all of the dataset. */
  readonly limit: number | undefined;
  /** Chooses the items of a suite; files ignore it. */
  readonly seed: number;
  /** Which paraphrases a suite may ask; undefined: any. */
  readonly wording?: Wording;
  /** Where pictures are written that have no file of their own, as `<sha256>.png`. A worker must be allowed to read it. */
  readonly imagesDir: string;
  /** Undefined: only suites can be had. */
  readonly files?: FileOptions;
}

export interface TaskSource {
  /** The suite's name, or the file's without its extension. */
  readonly name: string;
  /** Of a dataset's files and its adapter; null for a suite, which is what its name and seed say. */
  readonly fingerprint: string | null;
  /** How many tasks are to come at most, for progress. */
  readonly total: number;
  /** Made or read as they are asked for. Faults don't count towards the limit. */
  readonly tasks: AsyncIterable<TaskLine>;
}

/** A suite's name stays; anything else that may be a path becomes an absolute one. A folder may be named as a suite is: `./arith`. */
export function resolveSource(source: string, cwd: string): string {
  if (SUITES.some((suite) => suite.name === source)) return source;
  const path = resolve(cwd, source);
  return /[./\\*?]/.test(source) || existsSync(path) ? path : source;
}

/**
 * Throws NOT_FOUND for an unknown suite or a missing file, INVALID_INPUT for a limit or seed that isn't a whole number, an
 * adapter that is none, or columns that no adapter was named for.
 */
export async function loadTasks(options: LoadOptions): Promise<TaskSource> {
  const { source, limit, seed, imagesDir, wording } = options;
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new MaestroError('INVALID_INPUT', `The limit must be a whole number from 1, not ${limit}.`);
  }
  if (!Number.isSafeInteger(seed))
    throw new MaestroError('INVALID_INPUT', `The seed must be a whole number, not ${seed}.`);
  if (SUITES.some((suite) => suite.name === source) || !/[./\\*?]/.test(source)) {
    const suite = findSuite(source);
    if (options.files?.adapter !== undefined) {
      throw new MaestroError('INVALID_INPUT', `The suite ${suite.name} needs no adapter: leave --adapter out.`);
    }
    const count = limit ?? suite.defaultLimit;
    const tasks = generate(suite, { count, seed, wording, imagesDir: resolve(imagesDir) });
    return { name: suite.name, fingerprint: null, total: count, tasks };
  }
  const { files } = options;
  if (files === undefined)
    throw new MaestroError('INVALID_INPUT', `${source} is no suite, and only suites can be had here.`);
  const { measureDataset, openDataset } = await import('./open-dataset.js');
  const dataset = await openDataset(source, files.adapter);
  const { fingerprint, rows } = await measureDataset(dataset, files.dataDir);
  return {
    name: dataset.files.name,
    fingerprint,
    total: Math.min(rows, limit ?? rows),
    tasks: atMost(tasksOf(dataset, resolve(imagesDir), files.inspect), limit),
  };
}

/** JSONL in our own fields is taken as it is: its pictures are checked when each is put before the worker. */
async function* tasksOf(dataset: OpenDataset, folder: string, inspect: InspectImage): AsyncGenerator<TaskLine> {
  const [file] = dataset.files.files;
  if (dataset.loaded === undefined && file !== undefined && dataset.files.files.length === 1) {
    yield* readTasks(file);
    return;
  }
  const { readDataset } = await import('./open-dataset.js');
  yield* readDataset(dataset, {
    inspect,
    keepImage: (image) => image.path ?? storeImage(folder, imageFileName(image), image.content),
  });
}

async function* atMost(lines: AsyncIterable<TaskLine>, limit = Infinity): AsyncGenerator<TaskLine> {
  let tasks = 0;
  for await (const line of lines) {
    yield line;
    if (line.kind === 'task' && ++tasks >= limit) return;
  }
}

interface Items extends Pick<LoadOptions, 'seed' | 'imagesDir'> {
  readonly count: number;
  readonly wording: Wording | undefined;
}

async function* generate(suite: Suite, { count, seed, wording, imagesDir }: Items): AsyncGenerator<TaskLine> {
  for (let index = 0; index < count; index++) {
    const item = suite.item(index, seed, wording);
    const images = item.image === undefined ? [] : [await storePicture(imagesDir, item.image)];
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

/** Pictures of suites are PNG or, worn by compression, JPEG. */
function storePicture(folder: string, bytes: Uint8Array): Promise<string> {
  const extension = bytes[0] === 0xff ? 'jpg' : 'png';
  return storeImage(folder, `${createHash('sha256').update(bytes).digest('hex')}.${extension}`, bytes);
}
