/** @module A dataset in files, ready to be read: which files, through which adapter, and what it is. */
import { extname, join, resolve } from 'node:path';
import { chooseAdapter } from './adapters/choose-adapter.js';
import type { LoadedAdapter } from './adapters/load-adapter.js';
import { readAdapted, type AdaptedTasks, type DatasetLine } from './adapters/read-tasks.js';
import { measure, type Measured } from './fingerprint.js';
import { imagesOfCell } from './images/cell.js';
import { readImage } from './images/read-image.js';
import { readTasks } from './jsonl.js';
import { findFiles, type DatasetFiles } from './readers/find-files.js';

export interface OpenDataset {
  readonly files: DatasetFiles;
  /** Undefined: JSONL in our own fields. */
  readonly loaded: LoadedAdapter | undefined;
}

export type ReadDataset = Pick<AdaptedTasks, 'inspect' | 'keepImage' | 'onLeftOut'>;

/**
 * @param path a file, a folder, or a pattern such as `data/train-*.parquet`
 * @param adapter a name or a path; undefined: JSONL is read as tasks in our own fields, other files tell by their columns
 * @throws MaestroError NOT_FOUND, INVALID_INPUT
 */
export async function openDataset(path: string, adapter: string | undefined): Promise<OpenDataset> {
  const files = await findFiles(path);
  const own =
    adapter === undefined &&
    files.files.every((file) => extname(file).toLowerCase() === '.jsonl') &&
    !files.files.some((file) => file.endsWith('metadata.jsonl'));
  return { files, loaded: own ? undefined : await chooseAdapter(files, adapter) };
}

/** Its fingerprint and its number of rows. Errors as {@link measure}. @param dataDir holds the notes about files */
export function measureDataset({ files, loaded }: OpenDataset, dataDir: string): Promise<Measured> {
  const format = loaded?.adapter.format;
  return measure(files, {
    ...(format === undefined ? {} : { format }),
    ...(loaded?.adapter.rows === undefined ? {} : { listAt: loaded.adapter.rows }),
    adapterHash: loaded?.hash ?? '',
    notesDir: join(resolve(dataDir), 'datasets'),
  });
}

/** Tasks with what is known of their pictures; errors as {@link readAdapted}. */
export async function* readDataset({ files, loaded }: OpenDataset, options: ReadDataset): AsyncGenerator<DatasetLine> {
  if (loaded !== undefined) yield* readAdapted({ files, adapter: loaded.adapter, ...options });
  else for (const file of files.files) yield* readOwn(file, options);
}

/** Tasks of JSONL, their pictures checked as those of every other format. */
async function* readOwn(file: string, { inspect, keepImage }: ReadDataset): AsyncGenerator<DatasetLine> {
  for await (const line of readTasks(file)) {
    if (line.kind === 'fault') {
      yield line;
      continue;
    }
    const images = [];
    const sources: string[] = [];
    let wrong: string | undefined;
    for (const [index, source] of (line.task.images ?? []).entries()) {
      const [cell] = cellsOf(source);
      const image = cell === undefined ? 'is not base64' : await readImage(cell, file, inspect);
      if (typeof image === 'string') {
        wrong = `${file}, line ${line.line}: field "images.${index}": ${image}`;
        break;
      }
      const { sha256, bytes, mime, width, height } = image;
      images.push({ sha256, bytes, mime, width, height });
      sources.push(await keepImage(image));
    }
    if (wrong !== undefined) yield { kind: 'fault', line: line.line, message: wrong };
    else yield { ...line, file, images, task: sources.length === 0 ? line.task : { ...line.task, images: sources } };
  }
}

function cellsOf(source: string) {
  const cells = source.startsWith('data:') ? imagesOfCell(source) : [{ kind: 'path', path: source } as const];
  return typeof cells === 'string' ? [] : cells;
}
