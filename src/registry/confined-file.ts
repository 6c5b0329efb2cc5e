/**
 * @module Reads a file only if it lies inside declared folders, whatever links stand on its way, also if they are changed between the
 * check and the reading.
 */
import { constants } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { readWhole } from '../skills/small-file.js';

export type ConfinedFile =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  /** `real` is what the path leads to, or would: whether something is there is not told. */
  | { readonly kind: 'outside'; readonly real: string }
  | { readonly kind: 'no_file'; readonly real: string }
  | { readonly kind: 'too_large'; readonly real: string; readonly size: number };

/** Not through a link in the last place; a pipe without a writer does not hold the process up. (Windows has neither flag: 0.) */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * @param roots absolute, real paths of folders
 * @param maxBytes a larger file is not read
 * @throws the file system's own errors, as for a path inside that leads nowhere
 */
export async function readConfined(path: string, roots: readonly string[], maxBytes: number): Promise<ConfinedFile> {
  const real = await realpath(path).catch(async (error: unknown) => {
    const way = await wayOf(path);
    if (isInside(roots, way)) throw error;
    return way;
  });
  if (!isInside(roots, real)) return { kind: 'outside', real };
  // A folder of its way may be a link by now, which leads elsewhere: what was opened must be what stands inside.
  const file = await open(real, FLAGS);
  try {
    if (!(await isStillThere(file, real, roots))) return { kind: 'outside', real };
    const whole = await readWhole(file, maxBytes);
    return whole.kind === 'read' ? whole : { ...whole, real };
  } finally {
    await file.close();
  }
}

async function isStillThere(file: FileHandle, path: string, roots: readonly string[]): Promise<boolean> {
  const real = await realpath(path);
  if (!isInside(roots, real)) return false;
  const [opened, standing] = await Promise.all([file.stat(), stat(real)]);
  return opened.dev === standing.dev && opened.ino === standing.ino;
}

/** Where a path that leads nowhere would lead: the links of the folders that are there count. */
async function wayOf(path: string): Promise<string> {
  const parent = dirname(path);
  return parent === path ? path : join(await realpath(parent).catch(() => wayOf(parent)), basename(path));
}

function isInside(roots: readonly string[], path: string): boolean {
  return roots.some((root) => {
    const way = relative(root, path);
    return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
}
