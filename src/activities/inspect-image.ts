/** @module Is this an image that experts can take, and how large is it? Reads headers and trailers only; nothing is decoded. */
import sharp, { type Metadata } from 'sharp';
import { MaestroError, messageOf } from '../domain/errors.js';
import type { ImageRef } from '../domain/ref.js';

const MAX_PIXELS = 120_000_000;
const MIMES: Readonly<Record<string, ImageRef['mime']>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** @throws MaestroError INVALID_IMAGE (not an image, truncated), TOO_LARGE (pixels) */
export async function inspectImage(
  bytes: Uint8Array,
  what: string,
): Promise<Pick<ImageRef, 'mime' | 'width' | 'height'>> {
  const { format, width, height } = await readHeader(bytes, what);
  const mime = MIMES[format];
  if (mime === undefined) {
    throw new MaestroError('INVALID_IMAGE', `${what}: its format is ${format}. Convert it to PNG, JPEG, WebP or GIF.`);
  }
  if (width * height > MAX_PIXELS) {
    throw new MaestroError(
      'TOO_LARGE',
      `${what}: ${width} x ${height} pixels, at most ${MAX_PIXELS} are allowed. Shrink the image.`,
    );
  }
  if (!isComplete(bytes, mime)) {
    throw new MaestroError(
      'INVALID_IMAGE',
      `${what}: the ${format} file is truncated (its end is missing). Copy it again.`,
    );
  }
  return { mime, width, height };
}

async function readHeader(bytes: Uint8Array, what: string): Promise<Metadata> {
  if (bytes.length === 0)
    throw new MaestroError('INVALID_IMAGE', `${what}: the file is empty. Give a PNG, JPEG, WebP or GIF.`);
  return sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw new MaestroError(
        'INVALID_IMAGE',
        `${what}: not an image that can be read (${messageOf(error)}). Give a PNG, JPEG, WebP or GIF.`,
        { cause: error },
      );
    });
}

/** Does the file end as its format says it must? A few bytes of junk behind the end are tolerated. */
function isComplete(bytes: Uint8Array, mime: ImageRef['mime']): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (mime) {
    case 'image/png':
      return buffer.includes('IEND', Math.max(0, buffer.length - 1024), 'latin1');
    case 'image/jpeg':
      return buffer.lastIndexOf(Buffer.from([0xff, 0xd9])) >= buffer.length - 1024;
    case 'image/webp':
      return buffer.length >= 12 && buffer.readUInt32LE(4) + 8 <= buffer.length;
    case 'image/gif':
      return buffer.lastIndexOf(0x3b) >= buffer.length - 1024;
  }
}
