/** @module Which picture format a file begins as. Looked at before any decoder sees the bytes, so that only four decoders ever do. */
import type { ImageRef } from './ref.js';

/** Formats that experts take, and those that we can name in a refusal. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'svg' | 'tiff' | 'bmp' | 'heif' | 'jp2' | 'pdf' | 'psd';

/** The formats that experts take. */
export const IMAGE_MIMES: Readonly<Partial<Record<ImageFormat, ImageRef['mime']>>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** The bytes of each format at offset 0, and for container formats further bytes at another offset. */
const SIGNATURES: readonly (readonly [ImageFormat, string, number?, string?])[] = [
  ['png', '\u0089PNG\r\n\u001a\n'],
  ['jpeg', '\u00ff\u00d8\u00ff'],
  ['webp', 'RIFF', 8, 'WEBP'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['tiff', 'II*\u0000'],
  ['tiff', 'MM\u0000*'],
  ['bmp', 'BM'],
  ['heif', '', 4, 'ftyp'],
  ['jp2', '\u0000\u0000\u0000\u000cjP'],
  ['pdf', '%PDF'],
  ['psd', '8BPS'],
];

/** The format by its signature; undefined when it is none that is known. */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  const head = latin1(bytes.subarray(0, 1024));
  const found = SIGNATURES.find(
    ([, start, at = 0, more = '']) => head.startsWith(start) && head.slice(at, at + more.length) === more,
  );
  if (found !== undefined) return found[0];
  return /<svg[\s>]|<!DOCTYPE svg/i.test(head) ? 'svg' : undefined;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
