/** @module Cuts a part out of a picture and sets it, once or several times in a row, on white. */
import { MaestroError } from '../../../domain/errors.js';
import type { Box } from '../raster/ink.js';
import type { Raster } from '../raster/raster.js';

/**
 * The part in the box, `repeats` times side by side, scaled, with a white margin (pixels): a PNG.
 * @throws MaestroError EXPERT_REJECTED when it would be too wide
 */
export async function setInRow(
  raster: Raster,
  box: Box,
  scale: number,
  repeats: number,
  margin: number,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const { width, height, data } = raster;
  const [w, h] = [box.maxX - box.minX + 1, box.maxY - box.minY + 1];
  const [wide, high] = [Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))];
  if (wide * repeats > 8000)
    throw new MaestroError('EXPERT_REJECTED', 'The line of text is too long for one character to be read in it.');
  const part = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract({ left: box.minX, top: box.minY, width: w, height: h })
    .resize({ width: wide, height: high, fit: 'fill' })
    .png()
    .toBuffer();
  const gap = Math.round(high * 0.12);
  const canvas = {
    width: repeats * wide + (repeats - 1) * gap + 2 * margin,
    height: high + 2 * margin,
    channels: 3 as const,
  };
  const placed = Array.from({ length: repeats }, (_, i) => ({
    input: part,
    left: margin + i * (wide + gap),
    top: margin,
  }));
  return new Uint8Array(
    await sharp({ create: { ...canvas, background: '#ffffff' } })
      .composite(placed)
      .greyscale()
      .png()
      .toBuffer(),
  );
}
