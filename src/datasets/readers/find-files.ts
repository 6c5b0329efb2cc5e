/** @module The files of a dataset: one file, a folder of shards or of pictures, or a pattern such as `data/train-*.parquet`. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MaestroError } from '../../domain/errors.js';
import { hasDataExtension } from './formats.js';
import { METADATA_FILES } from './image-folder.js';

/** `train-00000-of-00003.parquet`, also with a hash behind the numbers. */
const SHARD = /^(.*?)-?(\d{5})-of-(\d{5})(?:-[0-9a-f]+)?(\.\w+)$/;

export interface DatasetFiles {
  /** Short, for runs and reports: the file's or the folder's name. */
  readonly name: string;
  /** Absolute, in the order in which they are read. */
  readonly files: readonly string[];
  /** Shards that their names promise and that are not there: `data/train-00001-of-00003.parquet`. */
  readonly missing: readonly string[];
}

/** @throws MaestroError NOT_FOUND when nothing is there; INVALID_INPUT for a folder that holds several datasets */
export async function findFiles(path: string): Promise<DatasetFiles> {
  const absolute = resolve(path);
  if (/[*?]/.test(basename(absolute))) return byPattern(absolute);
  const kind = await kindOf(absolute);
  if (kind === 'file') return { name: nameOf(absolute), files: [absolute], missing: [] };
  if (kind === 'folder') return byFolder(absolute);
  throw new MaestroError('NOT_FOUND', `There is no file or folder ${path}.`);
}

async function byPattern(pattern: string): Promise<DatasetFiles> {
  const folder = dirname(pattern);
  const shape = basename(pattern)
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const files = (await list(folder)).filter((name) => new RegExp(`^${shape}$`).test(name));
  if (files.length === 0) throw new MaestroError('NOT_FOUND', `No file fits ${pattern}.`);
  return withMissing(nameOf(basename(pattern).replaceAll(/[*?]+/g, '')) || basename(folder), folder, files);
}

async function byFolder(folder: string): Promise<DatasetFiles> {
  const names = await list(folder);
  const metadata = METADATA_FILES.find((name) => names.includes(name));
  if (metadata !== undefined) return { name: basename(folder), files: [join(folder, metadata)], missing: [] };
  const data = names.filter((name) => hasDataExtension(name) && name !== 'dataset_infos.json');
  // Hugging Face keeps the shards of a repository in `data/`.
  if (data.length === 0 && names.includes('data')) {
    return { ...(await byFolder(join(folder, 'data'))), name: basename(folder) };
  }
  if (data.length === 0) {
    const what = 'Parquet, JSONL, JSON, CSV or TSV files, or pictures with a metadata.jsonl or metadata.csv';
    throw new MaestroError('NOT_FOUND', `The folder ${folder} holds no dataset: expected ${what}.`);
  }
  const sets = new Set(data.map((name) => SHARD.exec(name)?.[1] ?? name));
  if (sets.size > 1) {
    throw new MaestroError(
      'INVALID_INPUT',
      `The folder ${folder} holds several datasets (${[...sets].slice(0, 10).join(', ')}): name one of them, ` +
        `for example "${join(folder, SHARD.test(data[0] ?? '') ? `${[...sets][0] ?? ''}-*` : (data[0] ?? ''))}".`,
    );
  }
  return withMissing(basename(folder), folder, data);
}

/** A dataset without one of its shards is another dataset: nobody should take it for the whole. */
function withMissing(name: string, folder: string, names: readonly string[]): DatasetFiles {
  const missing = new Set<string>();
  for (const each of names) {
    const [, prefix = '', , total = '', extension = ''] = SHARD.exec(each) ?? [];
    for (let shard = 0; shard < Math.min(Number(total), 100_000); shard++) {
      const number = String(shard).padStart(5, '0');
      const there = names.some((other) => {
        const match = SHARD.exec(other);
        return match?.[1] === prefix && match[2] === number && match[3] === total;
      });
      if (!there) missing.add(join(folder, `${prefix}-${number}-of-${total}${extension}`));
    }
    if (total !== '') break;
  }
  return { name, files: names.map((each) => join(folder, each)), missing: [...missing] };
}

/** Names in a folder, sorted. */
async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    throw new MaestroError('NOT_FOUND', `There is no folder ${folder}.`, { cause: error });
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );
}

function nameOf(path: string): string {
  const name = basename(path);
  return METADATA_FILES.some((each) => each === name)
    ? basename(dirname(path))
    : name.replace(/\.(?:jsonl|ndjson|json|csv|tsv|parquet)$/i, '').replace(/-+$/, '');
}
