/** @module Which format a file is, by its name, and where that says too little by its first bytes. */
import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { METADATA_FILES } from './image-folder.js';

export const FORMATS = ['jsonl', 'json', 'csv', 'tsv', 'parquet', 'image-folder'] as const;
export type Format = (typeof FORMATS)[number];

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.parquet': 'parquet',
};

/** Bytes of a file's head that are looked at. */
const HEAD = 64 * 1024;

/** Does the name alone say that it is a file of data? */
export function hasDataExtension(path: string): boolean {
  const extension = extname(path).toLowerCase();
  return extension === '.json' || BY_EXTENSION[extension] !== undefined;
}

/**
 * `.json` is a list or, as many releases have it, JSONL under another name: the first line tells.
 * @throws MaestroError NOT_FOUND, INVALID_INPUT when nothing tells
 */
export async function formatOf(path: string): Promise<Format> {
  if (METADATA_FILES.some((name) => name === basename(path))) return 'image-folder';
  const known = BY_EXTENSION[extname(path).toLowerCase()];
  if (known !== undefined) return known;
  const head = await readHead(path);
  if (head.startsWith('PAR1')) return 'parquet';
  const text = head.trimStart();
  if (text.startsWith('[')) return 'json';
  if (text.startsWith('{')) return isObject(text.slice(0, text.indexOf('\n') + 1)) ? 'jsonl' : 'json';
  const [line = ''] = text.split('\n', 1);
  if (line.includes('\t')) return 'tsv';
  if (line.includes(',')) return 'csv';
  throw new MaestroError(
    'INVALID_INPUT',
    `${path}: neither its name nor its first line says what it is. Known: ${FORMATS.join(', ')}; an adapter may say so with "format".`,
  );
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    // Not whole: the object goes on behind this line, so the file is one value.
    return false;
  }
}

async function readHead(path: string): Promise<string> {
  try {
    const handle = await open(path);
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new MaestroError('NOT_FOUND', `There is no file ${path} that can be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
