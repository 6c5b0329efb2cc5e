/** @module Is this an image that experts can take, and how large is it? Reads headers and trailers only; nothing is decoded. */
import type { Metadata } from 'sharp';
import { MaestroError, messageOf } from '../domain/errors.js';
import { MIME_OF_FORMAT, imageFormatOf } from '../domain/image-format.js';
import type { ImageRef } from '../domain/ref.js';
import { isAnimatedPng } from './animated-png.js';

/** What the local engines decode at most: a larger picture would be refused by each of them. */
export const MAX_PIXELS = 100_000_000;

/**
 * The kind of an image and its size upright, as people, servers and the local engines see it (its EXIF orientation applied).
 * @param what names the image in errors
 * @throws MaestroError INVALID_IMAGE (not an image, another format, truncated, animated), TOO_LARGE (pixels)
 */
export async function inspectImage(
  bytes: Uint8Array,
  what: string,
): Promise<Pick<ImageRef, 'mime' | 'width' | 'height'>> {
  const mime = mimeOf(bytes, what);
  const { autoOrient, pages = 1 } = await readHeader(bytes, mime, what);
  const { width, height } = autoOrient;
  if (width * height > MAX_PIXELS) {
    throw new MaestroError(
      'TOO_LARGE',
      `${what}: ${width} x ${height} pixels, at most ${MAX_PIXELS} are allowed. Shrink the image.`,
    );
  }
  if (!isComplete(bytes, mime)) {
    throw new MaestroError('INVALID_IMAGE', `${what}: the file is truncated (its end is missing). Copy it again.`);
  }
  if (pages > 1 || (mime === 'image/png' && isAnimatedPng(bytes))) {
    throw new MaestroError(
      'INVALID_IMAGE',
      `${what}: it is animated, and experts would see its first frame only. Give the frames that matter as images of their own.`,
    );
  }
  return { mime, width, height };
}

/** By the first bytes, before a decoder is asked: a vector or a rare format never reaches its decoder. */
function mimeOf(bytes: Uint8Array, what: string): ImageRef['mime'] {
  const advice = 'PNG, JPEG, WebP or GIF';
  if (bytes.length === 0) throw new MaestroError('INVALID_IMAGE', `${what}: the file is empty. Give a ${advice}.`);
  const format = imageFormatOf(bytes);
  const mime = format === undefined ? undefined : MIME_OF_FORMAT[format];
  if (mime !== undefined) return mime;
  throw new MaestroError(
    'INVALID_IMAGE',
    format === undefined
      ? `${what}: not an image of a known format. Give a ${advice}.`
      : `${what}: its format is ${format}. Convert it to ${advice}.`,
  );
}

async function readHeader(bytes: Uint8Array, mime: ImageRef['mime'], what: string): Promise<Metadata> {
  const { default: sharp } = await import('sharp');
  const metadata = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw new MaestroError(
        'INVALID_IMAGE',
        `${what}: not an image that can be read (${messageOf(error)}). Give a PNG, JPEG, WebP or GIF.`,
        { cause: error },
      );
    });
  if (mime === `image/${metadata.format}`) return metadata;
  throw new MaestroError(
    'INVALID_IMAGE',
    `${what}: it begins as ${mime} and is ${metadata.format}. Convert it to PNG.`,
  );
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
