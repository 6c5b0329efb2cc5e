/** @module Encoded images to plain pixels and back, by sharp (whose work runs on its own threads). */
import type { Sharp } from 'sharp';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { IMAGE_MIMES, imageFormatOf } from '../../domain/image-format.js';
import type { Raster } from './raster/raster.js';

/** More pixels than this are not decoded. */
const MAX_PIXELS = 100_000_000;
/** No decoding lasts longer, whatever a file makes of its few bytes. */
const MAX_SECONDS = 30;

/**
 * A decoder on an encoded image, within the limits.
 * @throws MaestroError EXPERT_REJECTED when it is in no format that experts take
 */
export async function openImage(bytes: Uint8Array): Promise<Sharp> {
  const format = imageFormatOf(bytes);
  if (format === undefined || IMAGE_MIMES[format] === undefined) {
    const found = format ?? 'of no known format';
    throw new MaestroError('EXPERT_REJECTED', `The image is ${found}. Give a PNG, JPEG, WebP or GIF.`);
  }
  const { default: sharp } = await import('sharp');
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).timeout({ seconds: MAX_SECONDS });
}

/** @throws MaestroError EXPERT_REJECTED in the place of a decoder's own error */
export async function decoding<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw new MaestroError(
      'EXPERT_REJECTED',
      `The image can't be decoded: ${messageOf(error)}. Give an undamaged picture.`,
      { cause: error },
    );
  });
}

/**
 * Decodes an image to RGB on white, upright, scaled down so that its longer side is at most `maxSide` pixels.
 * `scale` is decoded pixels per original pixel.
 * @throws MaestroError EXPERT_REJECTED when it is no image, is damaged, or is too large
 */
export async function decodeImage(bytes: Uint8Array, maxSide: number): Promise<Raster & { readonly scale: number }> {
  const image = await openImage(bytes);
  const { autoOrient } = await decoding(image.metadata());
  const { data, info } = await decoding(
    image
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  const pixels = info.channels === 1 ? spread(data) : new Uint8Array(data);
  return { width: info.width, height: info.height, data: pixels, scale: info.width / autoOrient.width };
}

/** One grey channel to three. */
function spread(grey: Uint8Array): Uint8Array {
  const data = new Uint8Array(grey.length * 3);
  for (const [p, value] of grey.entries()) data.fill(value, 3 * p, 3 * p + 3);
  return data;
}

export async function encodePng(raster: Raster): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const { width, height, data } = raster;
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}
