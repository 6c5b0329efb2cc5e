/** @module Brings the images of a task to where the worker can read them. */
import { access, realpath } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import { inspectImage } from '../../activities/inspect-image.js';
import { BLOB_SCHEME, decodeDataUrl, MAX_FILE_BYTES } from '../../activities/import-image.js';
import { readConfined } from '../../registry/confined-file.js';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { isAddress } from '../../domain/data-url.js';
import type { Task } from '../../domain/task.js';
import type { ContentStore } from '../../store/blob-store.js';
import { sha256 } from '../../store/hash.js';
import type { Settings } from '../../settings.js';
import { writeWhole } from '../atomic-file.js';

export interface StagedImages {
  /** What the worker is given: paths, data URLs, or hashes of blobs. */
  readonly sources: readonly string[];
  /** SHA-256 of the content of each. */
  readonly hashes: readonly string[];
}

export interface StageOptions {
  /** Relative paths start here. */
  readonly cwd: string;
  /** The folder that client and worker share. */
  readonly inbox: string;
  /** The worker may run on another machine. */
  readonly remote: boolean;
  /** The blob store, where workers on any machine use the same one. */
  readonly shared?: ContentStore | undefined;
  /** Folders that paths may lead into, for paths that a file names; absent: the user named the paths. */
  readonly roots?: readonly string[];
  /** What the image with this index is called in errors, e.g. `--image`; default: `images.0`. */
  readonly nameOf?: (index: number) => string;
}

/** Bytes of images that may travel inside the start of a workflow, which Temporal limits to 2 MiB as a whole. */
const MAX_INLINE_BYTES = 700_000;
const EXTENSIONS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif' } as const;

/**
 * Reads and checks every image of a task before anything starts, and puts it where the worker finds it: as
 * a blob, where workers share the store; else as `<inbox>/<sha256>.<ext>`; for a worker elsewhere as a data URL while they are small,
 * else by its absolute path.
 * @throws MaestroError NOT_FOUND, INVALID_IMAGE, OUTSIDE_ROOTS, TOO_LARGE, INVALID_INPUT naming the image and where it was given; STORE_UNAVAILABLE
 */
export async function stageImages(images: Task['images'] = [], options: StageOptions): Promise<StagedImages> {
  const sources: string[] = [];
  const hashes: string[] = [];
  let inlineBytes = 0;
  for (const [index, image] of images.entries()) {
    const name = options.nameOf?.(index) ?? `images.${index}`;
    if (image.startsWith('data:')) {
      const bytes = decodeDataUrl(image, name);
      await inspectImage(bytes, `${name}: the data URL`);
      sources.push(image);
      hashes.push(sha256(bytes));
      continue;
    }
    refuseAddress(image, name);
    const path = resolve(options.cwd, image);
    const bytes = await readImage(path, name, options.roots);
    const { mime } = await inspectImage(bytes, `${name}: ${path}`);
    const hash = sha256(bytes);
    hashes.push(hash);
    if (options.shared !== undefined) {
      await options.shared.put(bytes);
      sources.push(`${BLOB_SCHEME}${hash}`);
    } else if (!options.remote) {
      sources.push(await putIntoInbox(join(options.inbox, `${hash}.${EXTENSIONS[mime]}`), bytes));
    } else if (inlineBytes + bytes.length <= MAX_INLINE_BYTES) {
      inlineBytes += bytes.length;
      sources.push(`data:${mime};base64,${Buffer.from(bytes).toString('base64')}`);
    } else {
      sources.push(await realpath(path));
    }
  }
  return { sources, hashes };
}

/** Nothing is fetched from anywhere: an address is said to be one, and not looked for as a file of that name. */
function refuseAddress(image: string, name: string): void {
  if (!isAddress(image)) return;
  throw new MaestroError(
    'INVALID_INPUT',
    `${name}: "${image.slice(0, 300)}" is an address. Give a path of a file, or a data: URL; save what is elsewhere to a file first.`,
  );
}

/** Where the images of a task file may lie: beside or below it, in the current folder, and where workers may read. */
export function rootsOf(
  { cwd, settings }: { readonly cwd: string; readonly settings: Pick<Settings, 'imageRoots'> },
  source: string,
): readonly string[] {
  return [dirname(resolve(cwd, source)), cwd, ...settings.imageRoots];
}

/** @param roots absent: the user named the path, which may lead anywhere */
async function readImage(path: string, name: string, roots?: readonly string[]): Promise<Uint8Array> {
  const folders = await Promise.all((roots ?? [parse(path).root]).map((root) => realpath(root).catch(() => root))); // absent: nothing is in it
  const file = await readConfined(path, folders, MAX_FILE_BYTES).catch((error: unknown) => {
    throw new MaestroError('NOT_FOUND', `${name}: ${path} can't be read: ${messageOf(error)}. Check the path.`, {
      cause: error,
    });
  });
  switch (file.kind) {
    case 'read':
      return file.bytes;
    case 'outside':
      // A file from elsewhere must not have pictures of this machine sent to endpoints.
      throw new MaestroError(
        'OUTSIDE_ROOTS',
        `${name}: ${file.real} is outside the folders that a task file may name images in (${folders.join(', ')}). Move the image there, or name its folder in MAESTRO_IMAGE_ROOTS.`,
      );
    case 'no_file':
      throw new MaestroError('INVALID_IMAGE', `${name}: ${path} is not a file.`);
    case 'too_large':
      throw new MaestroError(
        'TOO_LARGE',
        `${name}: ${path} has ${file.size} bytes, at most ${MAX_FILE_BYTES} are allowed. Shrink it.`,
      );
  }
}

/** By content: what is there already is left as it is. */
async function putIntoInbox(file: string, bytes: Uint8Array): Promise<string> {
  const present = await access(file).then(
    () => true,
    () => false,
  );
  if (!present) await writeWhole(file, bytes);
  return file;
}
