/** @module Blobs as files: `ab/cdef...` under a root folder, written atomically, verified when read. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MaestroError } from '../domain/errors.js';
import type { BlobRef } from '../domain/ref.js';
import { type BlobStore, checkSha256 } from './blob-store.js';
import { codeOf, diskError } from './disk-errors.js';
import { sha256 } from './hash.js';

export class FileBlobStore implements BlobStore {
  /** @param root absolute path of the folder; made when first needed. */
  constructor(
    readonly url: string,
    private readonly root: string,
  ) {}

  async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = { sha256: sha256(bytes), bytes: bytes.byteLength };
    const path = this.pathOf(ref.sha256);
    // A file of another size was damaged after it was written: the rename below heals it.
    if ((await sizeOf(path)) !== ref.bytes) await writeAtomically(path, bytes);
    return ref;
  }

  async get(hash: string): Promise<Uint8Array> {
    const path = this.pathOf(hash);
    const bytes = await readFile(path).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw diskError('read the blob', path, error);
      throw new MaestroError(
        'BLOB_MISSING',
        `Blob ${hash} is not in ${this.root}: was the folder emptied, or does this worker use another blob store than the one that wrote it?`,
        { data: { sha256: hash } },
      );
    });
    const found = sha256(bytes);
    if (found !== hash) {
      throw new MaestroError(
        'BLOB_CORRUPT',
        `Blob ${path} does not hold what it was stored with (its bytes hash to ${found}): check the disk, delete the file, and run again what wrote it.`,
        { data: { sha256: hash, found } },
      );
    }
    // A plain array of bytes, as from any other store, and not Node's Buffer.
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  async has(hash: string): Promise<boolean> {
    return (await sizeOf(this.pathOf(hash))) !== undefined;
  }

  private pathOf(hash: string): string {
    checkSha256(hash);
    return join(this.root, hash.slice(0, 2), hash.slice(2));
  }
}

/** Size in bytes, or undefined when there is no such file. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw diskError('look for the blob', path, error);
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
