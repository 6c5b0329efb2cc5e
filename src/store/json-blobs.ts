/** @module JSON documents as blobs: plans, registry snapshots, prompts. */
import { MaestroError, messageOf } from '../domain/errors.js';
import type { BlobRef, JsonValue } from '../domain/ref.js';
import type { ContentStore } from './blob-store.js';
import { canonicalJson } from './hash.js';
import { LruCache } from './lru-cache.js';

/** Stores the canonical JSON of the value; equal values are one blob, whose hash is `hashJson(value)`. */
export function putJson(store: ContentStore, value: JsonValue | object): Promise<BlobRef> {
  return store.put(Buffer.from(canonicalJson(value), 'utf8'));
}

/**
 * The document, to be parsed by the caller's schema.
 * @throws MaestroError as `ContentStore.get`; BLOB_CORRUPT when the blob is not JSON.
 */
export async function getJson(store: ContentStore, sha256: string): Promise<unknown> {
  const bytes = await store.get(sha256);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new MaestroError('BLOB_CORRUPT', `Blob ${sha256} is not a JSON document: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Reads documents of one kind and keeps the parsed ones, so that each is parsed and validated once per process. */
export interface JsonReader<T> {
  /** The document, deeply frozen, as it is shared by all callers. Errors as {@link getJson}, and those of the schema. */
  get(sha256: string): Promise<T>;
}

/** @param parse the schema, e.g. `(value) => planSchema.parse(value)`; what it throws reaches the caller, nothing is kept. */
export function jsonReader<T>(store: ContentStore, parse: (value: unknown) => T, maxDocuments = 512): JsonReader<T> {
  return keptReader((sha256) => readJson(store, sha256, parse), maxDocuments);
}

/** One document of the schema, deeply frozen. Errors as {@link getJson}, and those of `parse`. */
export async function readJson<T>(store: ContentStore, sha256: string, parse: (value: unknown) => T): Promise<T> {
  const document = parse(await getJson(store, sha256));
  deepFreeze(document);
  return document;
}

/** Keeps what was read. Who asks again is given the same promise: on a path that is walked for every activity promises are dear. */
export function keptReader<T>(read: (sha256: string) => Promise<T>, maxKept: number): JsonReader<T> {
  const kept = new LruCache<Promise<T>>(maxKept, 1);
  const readAndKeep = async (sha256: string): Promise<T> => {
    const value = await read(sha256);
    kept.set(sha256, Promise.resolve(value), 1);
    return value;
  };
  return { get: (sha256) => kept.get(sha256) ?? readAndKeep(sha256) };
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}
