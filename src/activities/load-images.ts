/** @module Reads images from the blob store. */
import type { ExpertImage } from '../domain/expert.js';
import type { ImageRef } from '../domain/ref.js';
import type { BlobStore } from '../store/blob-store.js';

/** @throws MaestroError BLOB_MISSING, BLOB_CORRUPT, STORE_UNAVAILABLE */
export function loadImages(blobs: BlobStore, refs: readonly ImageRef[]): Promise<readonly ExpertImage[]> {
  return Promise.all(refs.map(async (ref) => ({ ref, bytes: await blobs.get(ref.sha256) })));
}
