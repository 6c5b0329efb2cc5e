/** @module Brings one image of a task into the blob store: from a path under the declared roots, or from a data URL; or finds it there. */
import { isAbsolute, resolve } from 'node:path';
import { base64OfImage } from '../domain/data-url.js';
import { isMaestroError, MaestroError, messageOf } from '../domain/errors.js';
import type { ImageRef } from '../domain/ref.js';
import { readConfined, type ConfinedFile } from '../registry/confined-file.js';
import type { BlobStore } from '../store/blob-store.js';
import { inspectImage } from './inspect-image.js';

/** Bytes. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** A data URL travels in the workflow's start event, which Temporal limits to 2 MiB in all. */
export const MAX_DATA_URL_BYTES = 1_500_000;

/**
 * @param field names the input's field in errors, e.g. `task.images.0`
 * @throws MaestroError NOT_FOUND, OUTSIDE_ROOTS, TOO_LARGE, INVALID_IMAGE, INVALID_INPUT, STORE_UNAVAILABLE, BLOB_MISSING, BLOB_CORRUPT
 */
export async function importImage(
  source: string,
  field: string,
  { blobs, imageRoots }: { readonly blobs: BlobStore; readonly imageRoots: readonly string[] },
): Promise<ImageRef> {
  const bytes = await readSource(source, field, blobs, imageRoots);
  const { mime, width, height } = await inspectImage(bytes, `${field} (${label(source)})`);
  return { ...(await blobs.put(bytes)), mime, width, height };
}

/** What a client that shares the blob store with the worker names its image by: `blob:` and the SHA-256 of its bytes. */
export const BLOB_SCHEME = 'blob:';

async function readSource(
  source: string,
  field: string,
  blobs: BlobStore,
  imageRoots: readonly string[],
): Promise<Uint8Array> {
  if (source.startsWith('data:')) return decodeDataUrl(source, field);
  if (source.startsWith(BLOB_SCHEME)) return readStored(source.slice(BLOB_SCHEME.length), field, blobs);
  return readFromRoots(source, field, imageRoots);
}

async function readStored(hash: string, field: string, blobs: BlobStore): Promise<Uint8Array> {
  try {
    return await blobs.get(hash);
  } catch (error) {
    if (!isMaestroError(error)) throw error;
    throw new MaestroError(error.code, `${field}: ${error.message}`, { cause: error, data: error.data });
  }
}

function label(source: string): string {
  return source.startsWith('data:') ? 'a data URL' : source.slice(0, 300);
}

/** The bytes of an image's data URL. @throws MaestroError INVALID_INPUT, TOO_LARGE naming the field */
export function decodeDataUrl(source: string, field: string): Uint8Array {
  const base64 = base64OfImage(source);
  if (base64 === undefined) {
    throw new MaestroError(
      'INVALID_INPUT',
      `${field}: not a data URL of the form data:image/png;base64,... Encode the image's bytes as base64.`,
    );
  }
  if (source.length > MAX_DATA_URL_BYTES) {
    throw new MaestroError(
      'TOO_LARGE',
      `${field}: the data URL has ${source.length} characters, at most ${MAX_DATA_URL_BYTES} are allowed. Put the image into a file under a declared root and give its path.`,
    );
  }
  return Buffer.from(base64, 'base64');
}

async function readFromRoots(path: string, field: string, roots: readonly string[]): Promise<Uint8Array> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) {
    throw new MaestroError(
      'INVALID_INPUT',
      `${field}: "${label(path)}" is a URL. Give a path of a file, a data: URL, or blob: and the hash of a stored image.`,
    );
  }
  // A relative path is looked for in each root in turn.
  const [root = '.', ...others] = isAbsolute(path) ? [] : roots;
  const places = [resolve(root, path), ...others.map((other) => resolve(other, path))] as const;
  const file = await readFirst(places, roots).catch((error: unknown) => {
    throw new MaestroError(
      'NOT_FOUND',
      `${field}: no image at ${places.join(' or ')} (${messageOf(error)}). Check the path; the worker reads it, not the client.`,
    );
  });
  switch (file.kind) {
    case 'read':
      return file.bytes;
    case 'outside':
      throw new MaestroError(
        'OUTSIDE_ROOTS',
        `${field}: ${file.real} is outside the folders that this worker may read (${roots.join(', ')}). Move the image there, or start the worker with MAESTRO_IMAGE_ROOTS naming its folder.`,
      );
    case 'no_file':
      throw new MaestroError('INVALID_IMAGE', `${field}: ${file.real} is not a file.`);
    case 'too_large':
      throw new MaestroError(
        'TOO_LARGE',
        `${field}: ${file.real} has ${file.size} bytes, at most ${MAX_FILE_BYTES} are allowed. Shrink the image.`,
      );
  }
}

/** The first place that can be read, or is refused. @throws as of the last place, when nothing is at any */
async function readFirst(places: readonly [string, ...string[]], roots: readonly string[]): Promise<ConfinedFile> {
  const [place, next, ...others] = places;
  try {
    return await readConfined(place, roots, MAX_FILE_BYTES);
  } catch (error) {
    if (next === undefined) throw error;
    return readFirst([next, ...others], roots);
  }
}
