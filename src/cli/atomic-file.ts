/** @module Files that are there whole or not at all. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaestroError, messageOf } from '../domain/errors.js';

/** Writes beside the file, then moves into place. Makes the folder. @throws MaestroError STORE_UNAVAILABLE naming the file */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, content);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw new MaestroError(
      'STORE_UNAVAILABLE',
      `${file} can't be written: ${messageOf(error)}. Make room, or choose another place.`,
      { cause: error },
    );
  }
}

export async function writeJsonWhole(file: string, value: object): Promise<void> {
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);
}
