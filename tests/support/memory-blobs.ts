/** @module A blob store in memory, with everything that lies in it for tests to look at. */
import { missingBlob, type ContentStore } from '../../src/store/blob-store.js';
import { sha256 } from '../../src/store/hash.js';

export interface MemoryBlobs extends ContentStore {
  /** By hash. */
  readonly kept: ReadonlyMap<string, Uint8Array>;
}

export function memoryBlobs(): MemoryBlobs {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    put: (bytes) => {
      const hash = sha256(bytes);
      kept.set(hash, bytes);
      return Promise.resolve({ sha256: hash, bytes: bytes.byteLength });
    },
    get: (hash) => {
      const bytes = kept.get(hash);
      return bytes === undefined ? Promise.reject(missingBlob(hash, 'memory')) : Promise.resolve(bytes);
    },
  };
}
