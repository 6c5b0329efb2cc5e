/** @module What every blob store does, whatever is behind its URL. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BlobKeeper, FRESH_MS, type ListedBlob } from '../../../src/store/blob-store.js';
import { sha256 } from '../../../src/store/hash.js';
import { openBlobStore, openPlainBlobStore } from '../../../src/store/open-blob-store.js';

export interface TestBlobs {
  /** URL of a new, empty store. */
  fresh(): Promise<string>;
  readonly env: Readonly<Record<string, string>>;
  /** Changes what is stored behind the store's back. */
  overwrite(url: string, hash: string, bytes: Uint8Array): Promise<void>;
  setTime(url: string, hash: string, at: Date): Promise<void>;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function all(store: BlobKeeper): Promise<ListedBlob[]> {
  const found: ListedBlob[] = [];
  for await (const blob of store.list()) found.push(blob);
  return found;
}

export function blobConformance(blobsOf: () => TestBlobs): void {
  let url: string;
  let store: BlobKeeper;
  /** Another one, as another worker has it. */
  let other: BlobKeeper;

  beforeEach(async () => {
    url = await blobsOf().fresh();
    [store, other] = await Promise.all([openPlainBlobStore(url, blobsOf().env), openBlobStore(url, blobsOf().env)]);
  });
  afterEach(async () => {
    await Promise.all([store.close(), other.close()]);
  });

  test('gives back what was put, whatever its bytes, to whoever opens it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (bytes) => {
        expect(await store.has(sha256(bytes))).toBe(await other.has(sha256(bytes)));
        const ref = await store.put(bytes);
        expect(ref).toEqual({ sha256: sha256(bytes), bytes: bytes.length });
        expect(await store.has(ref.sha256)).toBe(true);
        expect(await other.get(ref.sha256)).toEqual(bytes);
      }),
      { numRuns: 15 },
    );
  });

  test('takes a part of a larger buffer, and a blob of many megabytes', async () => {
    const whole = new Uint8Array(12 * 2 ** 20).map((_, index) => index % 251);
    for (const bytes of [whole.subarray(5, 50), whole]) {
      const { sha256: hash } = await store.put(bytes);
      // Verified by its hash when read; element by element Jest would take seconds.
      expect((await other.get(hash)).byteLength).toBe(bytes.byteLength);
    }
  });

  test('is put by many at once, and each is whole', async () => {
    const bytes = new Uint8Array(100_000).fill(7);
    const refs = await Promise.all(
      Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? store : other).put(bytes)),
    );
    expect(new Set(refs.map((ref) => ref.sha256)).size).toBe(1);
    expect(await store.get(sha256(bytes))).toHaveLength(bytes.length);
    expect(await all(store)).toHaveLength(1);
  });

  describe('what is not there', () => {
    test('is missing, with advice', async () => {
      const hash = sha256('nothing');
      expect(await store.has(hash)).toBe(false);
      await expect(store.get(hash)).rejects.toMatchObject({
        code: 'BLOB_MISSING',
        message: expect.stringMatching(/another blob store than the one that wrote it/),
      });
    });

    test.each(['../../secret', '', 'A'.repeat(64), `${'a'.repeat(64)}\n`, "' or true --"])(
      'because %j is no hash, is refused',
      async (argument) => {
        const asks = [() => store.get(argument), () => store.has(argument), () => store.remove(argument, Date.now())];
        for (const ask of asks) await expect(ask()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      },
    );
  });

  describe('damage', () => {
    test('is found when the blob is read', async () => {
      const { sha256: hash } = await store.put(bytesOf('right'));
      await blobsOf().overwrite(url, hash, bytesOf('wrong'));
      await expect(store.get(hash)).rejects.toMatchObject({
        code: 'BLOB_CORRUPT',
        data: { sha256: hash, found: sha256('wrong') },
      });
    });

    test('that changed its size is healed by the next put', async () => {
      const { sha256: hash } = await store.put(bytesOf('content'));
      await blobsOf().overwrite(url, hash, bytesOf('con'));
      await store.put(bytesOf('content'));
      expect(await store.get(hash)).toEqual(bytesOf('content'));
    });
  });

  describe('a sweep', () => {
    test('sees all blobs, with sizes and times', async () => {
      const refs = [await store.put(bytesOf('a')), await store.put(bytesOf('bb'))];
      const found = await all(other);
      expect(found.map(({ sha256: hash, bytes }) => ({ sha256: hash, bytes }))).toEqual(expect.arrayContaining(refs));
      for (const { writtenAtMs } of found) expect(Math.abs(Date.now() - writtenAtMs)).toBeLessThan(60_000);
    });

    test('removes a blob that is older, and none that is younger', async () => {
      const { sha256: hash } = await store.put(bytesOf('old'));
      expect(await store.remove(hash, Date.now() - 60_000)).toBe(false);
      await blobsOf().setTime(url, hash, new Date(Date.now() - 120_000));
      expect(await store.remove(hash, Date.now() - 60_000)).toBe(true);
      expect(await store.remove(hash, Date.now() - 60_000)).toBe(false);
      expect(await store.has(hash)).toBe(false);
      expect(await all(store)).toEqual([]);
    });

    test('leaves alone what was put again meanwhile', async () => {
      const { sha256: hash } = await store.put(bytesOf('used again'));
      await blobsOf().setTime(url, hash, new Date(Date.now() - 2 * FRESH_MS));
      await other.put(bytesOf('used again'));
      expect(await store.remove(hash, Date.now() - FRESH_MS)).toBe(false);
      expect(await store.get(hash)).toEqual(bytesOf('used again'));
    });
  });
}
