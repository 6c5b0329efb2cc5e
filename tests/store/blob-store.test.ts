import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BlobKeeper, BlobStore } from '../../src/store/blob-store.js';
import { CachedBlobStore } from '../../src/store/cached-blob-store.js';
import { FileBlobStore } from '../../src/store/file-blob-store.js';
import { hashJson, sha256 } from '../../src/store/hash.js';
import { getJson, jsonReader, putJson } from '../../src/store/json-blobs.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { temporaryFolder } from './support/files.js';

const folder = temporaryFolder();
let root: string;
/** Without the cache: reads really come from the disk. */
let files: BlobKeeper;
let store: BlobStore;
let number = 0;

beforeEach(async () => {
  root = join(folder, `blobs ${number++} ö`);
  store = await openBlobStore(pathToFileURL(root).href);
  files = new FileBlobStore(store.url, root);
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const pathOf = (hash: string): string => join(root, hash.slice(0, 2), hash.slice(2));
const allFiles = (): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

describe('a blob', () => {
  test('comes back as it was put, whatever its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) => {
        const ref = await store.put(bytes);
        expect(ref).toEqual({ sha256: sha256(bytes), bytes: bytes.length });
        expect(await files.get(ref.sha256)).toEqual(bytes);
        expect(await store.get(ref.sha256)).toEqual(bytes);
        expect(await store.has(ref.sha256)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('lies under the first two digits of its hash, and nothing else is left there', async () => {
    const { sha256: hash } = await store.put(bytesOf('abc'));
    expect(allFiles()).toEqual([join(hash.slice(0, 2), hash.slice(2))]);
    expect(readFileSync(pathOf(hash), 'utf8')).toBe('abc');
  });

  test('is not written again when it is there', async () => {
    const { sha256: hash } = await store.put(bytesOf('abc'));
    const before = statSync(pathOf(hash), { bigint: true });
    await files.put(bytesOf('abc'));
    const after = statSync(pathOf(hash), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  test('that was cut short is written anew by the next put', async () => {
    const { sha256: hash } = await store.put(bytesOf('content'));
    truncateSync(pathOf(hash), 3);
    await expect(files.get(hash)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    await files.put(bytesOf('content'));
    expect(await files.get(hash)).toEqual(bytesOf('content'));
  });

  test('can be put by many callers at once', async () => {
    const bytes = new Uint8Array(100_000).fill(7);
    const refs = await Promise.all(Array.from({ length: 20 }, () => files.put(bytes)));
    expect(new Set(refs.map((ref) => ref.sha256)).size).toBe(1);
    expect(allFiles()).toHaveLength(1);
    expect(await files.get(sha256(bytes))).toEqual(bytes);
  });
});

describe('damage', () => {
  test('of one bit anywhere is detected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), async (bytes, at) => {
        const { sha256: hash } = await files.put(bytes);
        const damaged = bytes.slice();
        damaged[at % bytes.length]! ^= 1 << (at % 8);
        writeFileSync(pathOf(hash), damaged);
        await expect(files.get(hash)).rejects.toMatchObject({
          code: 'BLOB_CORRUPT',
          message: expect.stringContaining(pathOf(hash)),
          data: { sha256: hash, found: sha256(damaged) },
        });
        rmSync(pathOf(hash));
      }),
      { numRuns: 60 },
    );
  });

  test('by a file that vanished is reported as missing, with the folder', async () => {
    const { sha256: hash } = await files.put(bytesOf('abc'));
    rmSync(pathOf(hash));
    expect(await store.has(hash)).toBe(false);
    await expect(files.get(hash)).rejects.toMatchObject({
      code: 'BLOB_MISSING',
      message: expect.stringContaining(root),
    });
  });

  test('by a write that was broken off leaves the blob missing, not half there', async () => {
    const hash = sha256('whole');
    mkdirSync(join(root, hash.slice(0, 2)), { recursive: true });
    writeFileSync(`${pathOf(hash)}.4711-abcdef.tmp`, 'wh');
    expect(await files.has(hash)).toBe(false);
    await expect(files.get(hash)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    await files.put(bytesOf('whole'));
    expect(await files.get(hash)).toEqual(bytesOf('whole'));
  });
});

describe('the argument', () => {
  const hash = sha256('secret');

  test.each([
    ['a path upwards', '../../secret'],
    ['a path of the right length', '../'.padEnd(64, 'a')],
    ['an absolute path', '/etc/passwd'],
    ['upper case', hash.toUpperCase()],
    ['63 digits', hash.slice(1)],
    ['65 digits', `${hash}0`],
    ['a line break at the end', `${hash}\n`],
    ['nothing', ''],
  ])('is refused when it is %s', async (_what, argument) => {
    writeFileSync(join(folder, 'secret'), 'secret');
    for (const one of [store, files]) {
      await expect(one.get(argument)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      await expect(one.has(argument)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
  });
});

describe('the cache', () => {
  test('serves what was read once, and is not changed through what it gave', async () => {
    const bytes = bytesOf('plan');
    const { sha256: hash } = await store.put(bytes);
    bytes.fill(0);
    (await store.get(hash)).fill(0);
    rmSync(pathOf(hash));
    expect(await store.get(hash)).toEqual(bytesOf('plan'));
    expect(await store.has(hash)).toBe(false);
  });

  test('does not keep large blobs', async () => {
    const { sha256: hash } = await store.put(new Uint8Array(300_000));
    rmSync(pathOf(hash));
    await expect(store.get(hash)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  });

  test('drops what was used longest ago when it is full', async () => {
    const put = async (index: number): Promise<string> => (await store.put(new Uint8Array(200_000).fill(index))).sha256;
    const [first, second] = [await put(0), await put(1)];
    for (let index = 2; index < 167; index++) {
      await put(index);
      await store.get(first);
    }
    await put(167);
    rmSync(root, { recursive: true });
    expect(await store.get(first)).toHaveLength(200_000);
    await expect(store.get(second)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  });

  test('never holds what did not hash right', async () => {
    const cached = new CachedBlobStore(files);
    const { sha256: hash } = await files.put(bytesOf('right'));
    writeFileSync(pathOf(hash), 'wrong');
    await expect(cached.get(hash)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    await expect(cached.get(hash)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  });
});

describe('JSON documents', () => {
  test('are stored once under the hash of their canonical text', async () => {
    const first = await putJson(store, { b: 1, a: ['ö'] });
    const second = await putJson(store, { a: ['ö'], b: 1 });
    expect(second).toEqual(first);
    expect(first.sha256).toBe(hashJson({ a: ['ö'], b: 1 }));
    expect(await getJson(files, first.sha256)).toEqual({ a: ['ö'], b: 1 });
  });

  test.each([bytesOf('{"half":'), new Uint8Array([0x22, 0xff, 0x22])])(
    'that are none are refused (%#)',
    async (bytes) => {
      const { sha256: hash } = await store.put(bytes);
      await expect(getJson(store, hash)).rejects.toMatchObject({
        code: 'BLOB_CORRUPT',
        message: expect.stringContaining(hash),
      });
    },
  );

  test('are parsed once by a reader and come out frozen', async () => {
    const { sha256: hash } = await putJson(store, { deep: { list: [1] } });
    let parsed = 0;
    const reader = jsonReader(store, (value) => {
      parsed++;
      return value as { deep: { list: number[] } };
    });
    const document = await reader.get(hash);
    expect(await reader.get(hash)).toBe(document);
    expect(parsed).toBe(1);
    expect(() => document.deep.list.push(2)).toThrow(TypeError);
  });

  test('that the schema refuses are not kept', async () => {
    const { sha256: hash } = await putJson(store, 1);
    let tries = 0;
    const reader = jsonReader(store, () => {
      if (tries++ === 0) throw new Error('no plan');
      return 'plan';
    });
    await expect(reader.get(hash)).rejects.toThrow('no plan');
    expect(await reader.get(hash)).toBe('plan');
  });
});

describe('opening', () => {
  test.each([
    ['https://user:hunter2@host/db', /https:\/\/\*\*\*@host.*only file:, postgres: and s3: URLs/],
    ['/var/lib/blobs', /only file:, postgres: and s3: URLs/],
    ['file:', /names no path/],
    ['file://host/share', /no local path/],
  ])('refuses %s', async (url, message) => {
    await expect(openBlobStore(url)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });

  test('takes a relative path from the working folder', async () => {
    const opened = await openBlobStore(`file:${relative(process.cwd(), root)}`);
    const { sha256: hash } = await opened.put(bytesOf('abc'));
    expect(await files.has(hash)).toBe(true);
  });

  test('says so when a file is where the folder should be', async () => {
    const path = join(folder, 'a-file');
    writeFileSync(path, '');
    for (const url of [pathToFileURL(path).href, pathToFileURL(join(path, 'below')).href]) {
      await expect(openBlobStore(url)).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringContaining(path),
      });
    }
  });
});
