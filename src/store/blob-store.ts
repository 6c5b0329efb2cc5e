/** @module Content by its hash: the interface of every blob store, whatever is behind its URL. */
import { MaestroError } from '../domain/errors.js';
import type { BlobRef } from '../domain/ref.js';
import { sha256 } from './hash.js';

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

/** A blob as its store lists it. */
export interface ListedBlob extends BlobRef {
  /** When it was written, or last put again; milliseconds since the epoch, exact to {@link FRESH_MS}. */
  readonly writtenAtMs: number;
}

/**
 * A blob that is put again counts as new, so that no sweep takes it from under the one who puts it. Its time is written anew only
 * when it is older than this many milliseconds: most blobs are put again soon, and many times.
 */
export const FRESH_MS = 3_600_000;

/** What only those need who look after a store. Errors as {@link BlobStore.get}. */
export interface BlobKeeper extends BlobStore {
  /** All blobs, in no order; what else lies there is passed over. */
  list(): AsyncIterable<ListedBlob>;
  /**
   * Removes a blob for good, unless it was written or put again since.
   * @param beforeMs milliseconds since the epoch
   * @returns false: it is newer, or not there.
   */
  remove(sha256: string, beforeMs: number): Promise<boolean>;
  /** Ends all use of the store. */
  close(): Promise<void>;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** True when a blob of that size and age need be written, or its time be written anew. */
export function isStale(found: { readonly bytes: number; readonly writtenAtMs: number }, ref: BlobRef): boolean {
  return found.bytes !== ref.bytes || found.writtenAtMs < Date.now() - FRESH_MS;
}

/**
 * The bytes, when they hash right.
 * @param place names the blob in the error
 * @throws MaestroError BLOB_CORRUPT
 */
export function verified(bytes: Uint8Array, hash: string, place: string): Uint8Array {
  const found = sha256(bytes);
  if (found === hash) return bytes;
  throw new MaestroError(
    'BLOB_CORRUPT',
    `Blob ${place} does not hold what it was stored with (its bytes hash to ${found}): check what it is kept on, delete it, and run again what wrote it.`,
    { data: { sha256: hash, found } },
  );
}

/** @param place names the store. */
export function missingBlob(hash: string, place: string): MaestroError {
  return new MaestroError(
    'BLOB_MISSING',
    `Blob ${hash} is not in ${place}: was it emptied, or does this worker use another blob store than the one that wrote it?`,
    { data: { sha256: hash } },
  );
}

/**
 * Lets nothing but a hash through, so that no argument can ever be read as a path.
 * @throws MaestroError INVALID_INPUT
 */
export function checkSha256(hash: string): void {
  if (!isSha256(hash)) {
    throw new MaestroError(
      'INVALID_INPUT',
      `${JSON.stringify(hash.slice(0, 80))} does not name a blob: expected a SHA-256 of 64 lower-case hex digits.`,
    );
  }
}

/** Is it 64 lower-case hex digits? */
export function isSha256(text: string): boolean {
  return SHA256.test(text);
}
