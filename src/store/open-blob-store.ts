/** @module From a URL to the blob store behind it. */
import { mkdir } from 'node:fs/promises';
import type { BlobStore } from './blob-store.js';
import { CachedBlobStore } from './cached-blob-store.js';
import { diskError } from './disk-errors.js';
import { FileBlobStore } from './file-blob-store.js';
import { pathOfFileUrl } from './file-url.js';

/**
 * Opens a blob store; a folder that is not there is made.
 * @param url `file:///absolute/folder` or `file:relative/folder`.
 * @throws MaestroError INVALID_INPUT for another kind of URL, STORE_UNAVAILABLE when the folder cannot be made.
 */
export async function openBlobStore(url: string): Promise<BlobStore> {
  const root = pathOfFileUrl(url, 'blob store');
  await mkdir(root, { recursive: true }).catch((error: unknown) => {
    throw diskError('make the folder of the blob store', root, error);
  });
  return new CachedBlobStore(new FileBlobStore(url, root));
}
