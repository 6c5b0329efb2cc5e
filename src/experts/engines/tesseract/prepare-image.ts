/** @module Makes a picture easy to read for Tesseract: grey, on white, small print enlarged. */
import { MaestroError, messageOf } from '../../../domain/errors.js';
import type { Raster } from '../raster/raster.js';

/** Pictures with a longer side below this are enlarged, at most threefold: small print is read far better so. */
const READABLE_SIDE = 1600;
const MAX_SIDE = 4000;

export interface Prepared {
  /** PNG. */
  readonly image: Uint8Array;
  /** Pixels of it per pixel of the picture. */
  readonly scale: number;
}

/** `upscale`: wanted factor (1 to 4); undefined: by the picture's size. `margin`: white pixels put around it. */
export async function prepareImage(raster: Raster, upscale: number | undefined, margin: number): Promise<Prepared> {
  const { default: sharp } = await import('sharp');
  const { width, height, data } = raster;
  const side = Math.max(width, height);
  const wanted = upscale ?? Math.max(1, Math.min(3, READABLE_SIDE / side));
  const scale = Math.min(wanted, MAX_SIDE / side);
  try {
    const image = await sharp(data, { raw: { width, height, channels: 3 } })
      .resize({ width: Math.max(1, Math.round(width * scale)), kernel: 'cubic' })
      .greyscale()
      .extend({ top: margin, bottom: margin, left: margin, right: margin, background: '#ffffff' })
      .png({ compressionLevel: 1 })
      .toBuffer();
    return { image: new Uint8Array(image), scale };
  } catch (error) {
    throw new MaestroError('EXPERT_REJECTED', `The picture can't be scaled for reading: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
