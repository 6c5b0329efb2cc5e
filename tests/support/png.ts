/** @module PNG chunks written by hand, for files that no honest encoder makes. */
import { crc32, deflateSync } from 'node:zlib';

/** The signature and the header chunk. */
const HEAD_BYTES = 33;

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG with chunks put in before its picture data. */
export function withChunks(png: Buffer, ...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, HEAD_BYTES), ...chunks, png.subarray(HEAD_BYTES)]);
}

/** A PNG whose header claims this size, with a few bytes of picture data. */
export function pngClaiming(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(100))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A compressed text chunk that is small in the file and this large when inflated. */
export function inflatingChunk(type: 'zTXt' | 'iTXt' | 'iCCP', bytes: number): Buffer {
  const lead = { zTXt: 'k\0\0', iTXt: 'k\0\u0001\0\0\0', iCCP: 'p\0\0' }[type];
  return pngChunk(type, Buffer.concat([Buffer.from(lead, 'latin1'), deflateSync(Buffer.alloc(bytes), { level: 9 })]));
}
