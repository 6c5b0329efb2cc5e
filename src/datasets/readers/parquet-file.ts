/** @module A Parquet file on disk, as hyparquet wants it: each piece is read once, into memory of its own. */
import { open } from 'node:fs/promises';
import type { AsyncBuffer } from 'hyparquet';
import { MaestroError } from '../../domain/errors.js';

/** Node ends the process when more than 2 GiB are asked of a file in one read. */
const MOST_AT_ONCE = 2 ** 30;

export interface ParquetFile {
  readonly buffer: AsyncBuffer;
  readonly close: () => Promise<void>;
}

/** hyparquet's own reader holds every piece twice while it is put together. @throws what `open` throws */
export async function openParquet(path: string): Promise<ParquetFile> {
  const handle = await open(path);
  const { size } = await handle.stat();
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(end - start);
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, done, Math.min(bytes.length - done, MOST_AT_ONCE), start + done);
      if (bytesRead === 0) throw new MaestroError('INVALID_INPUT', `${path} ends before byte ${end}: it was cut off.`);
      done += bytesRead;
    }
    return bytes.buffer;
  };
  return { buffer: { byteLength: size, slice }, close: () => handle.close() };
}
