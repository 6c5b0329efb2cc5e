/** @module Encoded images to plain pixels and back, by sharp (whose work runs on its own threads). */
import { MaestroError, messageOf } from '../../domain/errors.js';
import type { Raster } from './raster/raster.js';

/** More pixels than this are not decoded. */
const MAX_PIXELS = 100_000_000;

/**
 * Decodes an image to RGB on white, upright, scaled down so that its longer side is at most `maxSide` pixels.
 * `scale` is decoded pixels per original pixel.
 * @throws MaestroError EXPERT_REJECTED when it is no image, is damaged, or is too large
 */
export async function decodeImage(bytes: Uint8Array, maxSide: number): Promise<Raster & { readonly scale: number }> {
  const { default: sharp } = await import('sharp');
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
    const { autoOrient } = await image.metadata();
    const { data, info } = await image
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const pixels = info.channels === 1 ? spread(data) : new Uint8Array(data);
    return { width: info.width, height: info.height, data: pixels, scale: info.width / autoOrient.width };
  } catch (error) {
    throw new MaestroError(
      'EXPERT_REJECTED',
      `The image can't be decoded: ${messageOf(error)}. Give an undamaged picture.`,
      {
        cause: error,
      },
    );
  }
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
