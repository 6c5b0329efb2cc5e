/** @module The folder of pictures: each is written once, under the hash of its content. */
import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MaestroError, messageOf } from '../../domain/errors.js';

/** Writes a picture, whole or not at all, unless it is there; returns its path. Throws STORE_UNAVAILABLE. */
export async function storeImage(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
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
