/** @module Small blobs kept in memory: every activity reads the plan and the registry snapshot of its rollout. */
import type { BlobRef } from '../domain/ref.js';
import { type BlobKeeper, checkSha256, type ListedBlob } from './blob-store.js';
import { LruCache } from './lru-cache.js';

const MAX_CACHED_BYTES = 32 * 1024 * 1024;
const MAX_BLOB_BYTES = 256 * 1024;

/** Content never changes under its hash, so what was verified once stays right. `has` always asks the store itself. */
export class CachedBlobStore implements BlobKeeper {
  private readonly cache = new LruCache<Uint8Array>(MAX_CACHED_BYTES, MAX_BLOB_BYTES);

  constructor(private readonly store: BlobKeeper) {}

  get url(): string {
    return this.store.url;
  }

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = await this.store.put(bytes);
    this.keep(ref.sha256, bytes);
    return ref;
  }

  async get(sha256: string): Promise<Uint8Array> {
    checkSha256(sha256);
    const kept = this.cache.get(sha256);
    if (kept !== undefined) return kept.slice();
    const bytes = await this.store.get(sha256);
    this.keep(sha256, bytes);
    return bytes;
  }

  has(sha256: string): Promise<boolean> {
    return this.store.has(sha256);
  }

  list(): AsyncIterable<ListedBlob> {
    return this.store.list();
  }

  remove(sha256: string, beforeMs: number): Promise<boolean> {
    return this.store.remove(sha256, beforeMs);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  /** Copied, as the caller may go on to change its own bytes. */
  private keep(sha256: string, bytes: Uint8Array): void {
    if (bytes.byteLength <= MAX_BLOB_BYTES) this.cache.set(sha256, new Uint8Array(bytes), bytes.byteLength);
  }
}
