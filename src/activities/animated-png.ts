/** @module Is a PNG animated? Decoders show its default picture only, so no header tells. */

const SIGNATURE_BYTES = 8;
/** Length, type and checksum of a chunk. */
const CHUNK_FRAME_BYTES = 12;

/** True when an animation chunk (`acTL`) stands before the picture's data, as the PNG specification (third edition) wants it. */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES; at + CHUNK_FRAME_BYTES <= buffer.length;) {
    const type = buffer.toString('latin1', at + 4, at + 8);
    if (type === 'acTL') return true;
    if (type === 'IDAT' || type === 'IEND') return false;
    at += CHUNK_FRAME_BYTES + buffer.readUInt32BE(at);
  }
  return false;
}
