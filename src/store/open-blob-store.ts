/** @module From a URL to the blob store behind it. */
import { mkdir } from 'node:fs/promises';
import type { BlobKeeper } from './blob-store.js';
import { CachedBlobStore } from './cached-blob-store.js';
import { diskError } from './disk-errors.js';
import { FileBlobStore } from './file-blob-store.js';
import { pathOfFileUrl } from './file-url.js';
import { S3BlobStore } from './s3-blob-store.js';
import { createS3Client, type Environment } from './s3-client.js';
import { isPostgresUrl, isS3Url } from './store-url.js';

/**
 * Opens a blob store; a folder or table that is not there is made, a bucket or database is not.
 * @param url `file:///absolute/folder` or `file:relative/folder`; `postgres://user@host:5432/database`;
 * `s3://bucket/prefix?endpoint=https://host:9000&region=us-east-1`.
 * @param env credentials of S3: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
 * @throws MaestroError INVALID_INPUT for another kind of URL, MISSING_KEY, STORE_UNAVAILABLE when it can't be used.
 */
export async function openBlobStore(url: string, env: Environment = {}): Promise<BlobKeeper> {
  return new CachedBlobStore(await openPlainBlobStore(url, env));
}

/** The same without a cache: every read is one of the store. */
export async function openPlainBlobStore(url: string, env: Environment = {}): Promise<BlobKeeper> {
  if (isPostgresUrl(url)) {
    const { PostgresBlobStore } = await import('./postgres-blob-store.js');
    return PostgresBlobStore.open(url);
  }
  if (isS3Url(url)) {
    const client = createS3Client(url, env);
    return new S3BlobStore(client.name, client);
  }
  const root = pathOfFileUrl(url, 'blob store', 'file:, postgres: and s3:');
  await mkdir(root, { recursive: true }).catch((error: unknown) => {
    throw diskError('make the folder of the blob store', root, error);
  });
  return new FileBlobStore(url, root);
}
