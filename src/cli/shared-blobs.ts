/** @module The blob store, where workers and commands on any machine share it; a folder is no such store. */
import type { ContentStore } from '../store/blob-store.js';
import { openBlobStore } from '../store/open-blob-store.js';
import { isPostgresUrl, isS3Url } from '../store/store-url.js';
import type { Context } from './command.js';

/** Does `work` with the store, or with nothing where it is a folder. Errors as `openBlobStore`, and those of the work. */
export async function withSharedBlobs<T>(
  { settings, env }: Pick<Context, 'settings' | 'env'>,
  work: (shared: ContentStore | undefined) => Promise<T>,
): Promise<T> {
  const { blobUrl } = settings;
  if (!isPostgresUrl(blobUrl) && !isS3Url(blobUrl)) return work(undefined);
  const blobs = await openBlobStore(blobUrl, env);
  try {
    return await work(blobs);
  } finally {
    await blobs.close();
  }
}
