/** @module One picture of a row: read, checked, and known by its hash. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMaestroError, messageOf } from '../../domain/errors.js';
import type { ImageRef } from '../../domain/ref.js';
import type { CellImage } from './cell.js';

/** Reads the header of a picture. Throws MaestroError INVALID_IMAGE or TOO_LARGE; `what` names it in them. */
export type InspectImage = (bytes: Uint8Array, what: string) => Promise<Pick<ImageRef, 'mime' | 'width' | 'height'>>;

export interface ReadImage extends ImageRef {
  readonly content: Uint8Array;
  /** Absolute, when it came from a file of its own. */
  readonly path: string | undefined;
}

/** As what a worker takes at most. */
const MAX_BYTES = 64 * 2 ** 20;
const EXTENSIONS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif' } as const;

/** `<sha256>.<ext>` */
export function imageFileName({ sha256, mime }: ImageRef): string {
  return `${sha256}.${EXTENSIONS[mime]}`;
}

/** @param file the file that the row stands in: relative paths start in its folder. A text says what is wrong. */
export async function readImage(image: CellImage, file: string, inspect: InspectImage): Promise<ReadImage | string> {
  const path = image.kind === 'path' ? resolve(dirname(file), image.path) : undefined;
  const content = image.kind === 'bytes' ? image.bytes : await readPath(resolve(dirname(file), image.path));
  if (typeof content === 'string') return content;
  if (content.length > MAX_BYTES) return tooLarge(content.length);
  try {
    const facts = await inspect(content, 'the picture');
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { sha256, bytes: content.length, ...facts, content, path };
  } catch (error) {
    if (isMaestroError(error)) return error.message;
    throw error;
  }
}

async function readPath(path: string): Promise<Uint8Array | string> {
  try {
    const { size } = await stat(path);
    return size > MAX_BYTES ? tooLarge(size) : await readFile(path);
  } catch (error) {
    return `${path} can't be read (${messageOf(error)})`;
  }
}

function tooLarge(size: number): string {
  return `the picture has ${size} bytes, at most ${MAX_BYTES} are allowed`;
}
