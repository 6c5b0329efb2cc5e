/** @module Content by its hash: the interface of every blob store, whatever is behind its URL. */
import { MaestroError } from '../domain/errors.js';
import type { BlobRef } from '../domain/ref.js';

/** Immutable content, addressed by the SHA-256 of its bytes. Safe for any number of processes at once. */
export interface ContentStore {
  /**
   * Stores the bytes durably; free when they are there already.
   * @throws MaestroError STORE_UNAVAILABLE (disk full, no permission): nothing half-written is left behind.
   */
  put(bytes: Uint8Array): Promise<BlobRef>;
  /**
   * The bytes, verified against their hash. The caller owns them.
   * @throws MaestroError BLOB_MISSING, BLOB_CORRUPT, STORE_UNAVAILABLE; INVALID_INPUT when `sha256` is not a hash.
   */
  get(sha256: string): Promise<Uint8Array>;
}

export interface BlobStore extends ContentStore {
  /** Where the blobs are, as given to `openBlobStore`. */
  readonly url: string;
  /** True when the blob is there; its content is not read. Errors as {@link BlobStore.get}. */
  has(sha256: string): Promise<boolean>;
}

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Lets nothing but a hash through, so that no argument can ever be read as a path.
 * @throws MaestroError INVALID_INPUT
 */
export function checkSha256(sha256: string): void {
  if (!SHA256.test(sha256)) {
    throw new MaestroError(
      'INVALID_INPUT',
      `${JSON.stringify(sha256.slice(0, 80))} does not name a blob: expected a SHA-256 of 64 lower-case hex digits.`,
    );
  }
}
