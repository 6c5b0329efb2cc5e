/** @module Reading logs: their end, and what was added. */
import { open } from 'node:fs/promises';
import { hasCode } from '../../temporal/embedded/files.js';

const MAX_TAIL_BYTES = 4 * 1024 * 1024;

/** Bytes; 0 when there is no such file. */
export async function sizeOf(file: string): Promise<number> {
  return (await readFrom(file, 0, 0)).size;
}

/**
 * What stands behind an offset, at most `maxBytes` of it, and the size of the whole. A file that is missing is empty; one
 * that is shorter than the offset was begun anew and is read from its start.
 */
export async function readFrom(
  file: string,
  offset: number,
  maxBytes = MAX_TAIL_BYTES,
): Promise<{ readonly text: string; readonly size: number; readonly end: number }> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const start = size < offset ? 0 : offset;
      const bytes = Buffer.alloc(Math.min(size - start, maxBytes));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      return { text: bytes.toString('utf8', 0, bytesRead), size, end: start + bytesRead };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { text: '', size: 0, end: 0 };
    throw error;
  }
}

/** The last lines of a file. */
export async function lastLines(file: string, count: number): Promise<readonly string[]> {
  const size = await sizeOf(file);
  const { text } = await readFrom(file, Math.max(0, size - MAX_TAIL_BYTES));
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-count);
}
