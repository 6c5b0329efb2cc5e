/** @module Text files of a user, read up to a size: a device, a pipe without end or a file of gigabytes is refused, not waited for. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { MaestroError } from '../domain/errors.js';

/** Enough for every file that a person writes: rewards, prices, recipes, adapters. */
export const MAX_SMALL_BYTES = 64 * 1024;

export type WholeFile =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'no_file' }
  | { readonly kind: 'too_large'; readonly size: number };

/** What stood in an open file when it was looked at; what is written behind its end meanwhile is not read. */
export async function readWhole(file: FileHandle, maxBytes: number): Promise<WholeFile> {
  const stats = await file.stat();
  if (!stats.isFile()) return { kind: 'no_file' };
  if (stats.size > maxBytes) return { kind: 'too_large', size: stats.size };
  const buffer = Buffer.alloc(stats.size);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return { kind: 'read', bytes: buffer.subarray(0, length) };
}

/** A pipe without a writer does not hold the process up. (Windows has no such flag: 0.) */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * A text file of at most 64 KiB.
 * @throws MaestroError TOO_LARGE; INVALID_INPUT when it is no file or not UTF-8; the file system's own errors, as for a path that leads nowhere
 */
export async function readSmallFile(path: string): Promise<string> {
  const file = await open(path, FLAGS);
  try {
    const whole = await readWhole(file, MAX_SMALL_BYTES);
    if (whole.kind === 'no_file')
      throw new MaestroError('INVALID_INPUT', `${path} is no file: name one that holds text.`);
    if (whole.kind === 'too_large')
      throw new MaestroError('TOO_LARGE', `${path} has ${whole.size} bytes: keep it below ${MAX_SMALL_BYTES}.`);
    return decoded(whole.bytes, path);
  } finally {
    await file.close();
  }
}

function decoded(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new MaestroError('INVALID_INPUT', `${path} is not UTF-8 text: save it as such.`, { cause: error });
  }
}
