/**
 * @module Reads a file only if it lies inside declared folders, whatever links stand on its way, also if they are changed between the
 * check and the reading.
 */
import { constants } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

export type ConfinedFile =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  /** `real` is what the path leads to. */
  | { readonly kind: 'outside'; readonly real: string }
  | { readonly kind: 'no_file'; readonly real: string }
  | { readonly kind: 'too_large'; readonly real: string; readonly size: number };

/** Not through a link in the last place; a pipe without a writer does not hold the process up. (Windows has neither flag: 0.) */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * @param roots absolute, real paths of folders
 * @param maxBytes a larger file is not read
 * @throws the file system's own errors, as for a path that leads nowhere
 */
export async function readConfined(path: string, roots: readonly string[], maxBytes: number): Promise<ConfinedFile> {
  const real = await realpath(path);
  if (!isInside(roots, real)) return { kind: 'outside', real };
  // A folder of its way may be a link by now, which leads elsewhere: what was opened must be what stands inside.
  const file = await open(real, FLAGS);
  try {
    if (!(await isStillThere(file, real, roots))) return { kind: 'outside', real };
    return await read(file, real, maxBytes);
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, real: string, maxBytes: number): Promise<ConfinedFile> {
  const stats = await file.stat();
  if (!stats.isFile()) return { kind: 'no_file', real };
  if (stats.size > maxBytes) return { kind: 'too_large', real, size: stats.size };
  // What is written behind its end meanwhile is not read.
  const buffer = Buffer.alloc(stats.size);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return { kind: 'read', bytes: buffer.subarray(0, length) };
}

async function isStillThere(file: FileHandle, path: string, roots: readonly string[]): Promise<boolean> {
  const real = await realpath(path);
  if (!isInside(roots, real)) return false;
  const [opened, standing] = await Promise.all([file.stat(), stat(real)]);
  return opened.dev === standing.dev && opened.ino === standing.ino;
}

function isInside(roots: readonly string[], path: string): boolean {
  return roots.some((root) => {
    const way = relative(root, path);
    return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
}
