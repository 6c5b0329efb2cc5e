/** @module The lines of a text file as a stream: memory stays flat however large the file or a line is. */
import { createReadStream } from 'node:fs';
import { MaestroError, messageOf } from '../domain/errors.js';

const NEWLINE = 0x0a;

/** A line by its number from 1, without its end; or what is wrong with it. */
export type Line =
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'bad'; readonly line: number; readonly message: string };

/**
 * Reads a UTF-8 file line by line; a byte order mark and `\r` before a line's end are left out. A line of more than
 * `maxBytes`, or that isn't UTF-8, is `bad` and reading goes on behind it.
 * Throws NOT_FOUND for a missing file and INVALID_INPUT for one that can't be read.
 */
export async function* readLines(path: string, maxBytes: number): AsyncGenerator<Line> {
  let pending: Buffer[] = [];
  let size = 0;
  let line = 0;
  const finish = (): Line => {
    const bytes = Buffer.concat(pending);
    const tooLong = size > maxBytes;
    pending = [];
    size = 0;
    line++;
    if (tooLong) return { kind: 'bad', line, message: `the line is longer than ${maxBytes / 2 ** 20} MB` };
    return decode(bytes, line);
  };
  const append = (part: Buffer): void => {
    size += part.length;
    if (size > maxBytes) pending = [];
    else pending.push(part);
  };

  for await (const chunk of readChunks(path)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      append(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    if (start < chunk.length) append(chunk.subarray(start));
  }
  if (size > 0) yield finish();
}

async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<unknown> = createReadStream(path);
  try {
    for await (const chunk of stream) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch (error) {
    const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    if (missing) throw new MaestroError('NOT_FOUND', `There is no file ${path}.`, { cause: error });
    throw new MaestroError('INVALID_INPUT', `The file ${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
}

function decode(bytes: Buffer, line: number): Line {
  try {
    // TextDecoder drops a byte order mark, which only the first line can have.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: line > 1 }).decode(bytes);
    return { kind: 'text', line, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  } catch {
    return { kind: 'bad', line, message: 'the line is not valid UTF-8' };
  }
}
