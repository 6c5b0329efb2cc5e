/** @module Blobs as files: `ab/cdef...` under a root folder, written atomically, verified when read. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobRef } from '../domain/ref.js';
import {
  type BlobKeeper,
  checkSha256,
  isSha256,
  isStale,
  missingBlob,
  type ListedBlob,
  verified,
} from './blob-store.js';
import { codeOf, diskError } from './disk-errors.js';
import { sha256 } from './hash.js';

export class FileBlobStore implements BlobKeeper {
  /** @param root absolute path of the folder; made when first needed. */
  constructor(
    readonly url: string,
    private readonly root: string,
  ) {}

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = { sha256: sha256(bytes), bytes: bytes.byteLength };
    const path = this.pathOf(ref.sha256);
    const found = await factsOf(path);
    // A file of another size was damaged after it was written: the rename below heals it.
    if (found?.bytes !== ref.bytes) await writeAtomically(path, bytes);
    else if (isStale(found, ref)) await touch(path);
    return ref;
  }

  async get(hash: string): Promise<Uint8Array> {
    const path = this.pathOf(hash);
    const bytes = await readFile(path).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw diskError('read the blob', path, error);
      throw missingBlob(hash, this.root);
    });
    verified(bytes, hash, path);
    // A plain array of bytes, as from any other store, and not Node's Buffer.
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  async has(hash: string): Promise<boolean> {
    return (await factsOf(this.pathOf(hash))) !== undefined;
  }

  async *list(): AsyncIterable<ListedBlob> {
    for (const head of await namesIn(this.root)) {
      if (!/^[0-9a-f]{2}$/.test(head)) continue;
      for (const tail of await namesIn(join(this.root, head))) {
        const hash = head + tail;
        const facts = isSha256(hash) ? await factsOf(this.pathOf(hash)) : undefined;
        if (facts !== undefined) yield { sha256: hash, ...facts };
      }
    }
  }

  async remove(hash: string, beforeMs: number): Promise<boolean> {
    const path = this.pathOf(hash);
    const facts = await factsOf(path);
    if (facts === undefined || facts.writtenAtMs >= beforeMs) return false;
    await rm(path).catch((error: unknown) => {
      throw diskError('remove the blob', path, error);
    });
    return true;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private pathOf(hash: string): string {
    checkSha256(hash);
    return join(this.root, hash.slice(0, 2), hash.slice(2));
  }
}

/** Undefined when there is no such file. */
async function factsOf(path: string): Promise<Omit<ListedBlob, 'sha256'> | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, writtenAtMs: mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw diskError('look for the blob', path, error);
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch((error: unknown) => {
    throw diskError('write the time of the blob', path, error);
  });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw diskError('list the blobs in', folder, error);
  }
}

/** A reader sees the whole file or none, also after a crash: the bytes are on disk before the name is. */
async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    const made = await mkdir(folder, { recursive: true });
    await writeSynced(temporary, bytes);
    await rename(temporary, path);
    await syncFolder(folder);
    if (made !== undefined) await syncFolder(dirname(made));
  } catch (error) {
    // A failure to remove it as well would hide the first one, which says more.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskError('write the blob', path, error);
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename durable. Windows knows no such call and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
