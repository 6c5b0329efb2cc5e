/** @module How noisy a picture is, and the same picture without: a median of neighbours, which keeps edges. */
import { MaestroError, messageOf } from '../../../domain/errors.js';
import { at, type Raster } from '../raster/raster.js';

/** Grey levels; what a good camera or a mild JPEG has is left alone. */
const NOISY = 5;
/** Pixels a side; a larger one would take thin strokes with the noise. */
const WINDOW = 3;

/**
 * The standard deviation of noise in grey levels, by the median of what a mask that cancels slopes leaves (Immerkaer 1996, with a
 * median in the place of the mean, so that drawn edges do not count).
 */
export function noiseOf({ width, height, data }: Raster): number {
  const counts = new Uint32Array(4096);
  let total = 0;
  const grey = (x: number, y: number): number => at(data, 3 * (y * width + x) + 1);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const corners = grey(x - 1, y - 1) + grey(x + 1, y - 1) + grey(x - 1, y + 1) + grey(x + 1, y + 1);
      const sides = grey(x, y - 1) + grey(x, y + 1) + grey(x - 1, y) + grey(x + 1, y);
      const rest = Math.abs(corners - 2 * sides + 4 * grey(x, y));
      counts[rest] = at(counts, rest) + 1;
      total++;
    }
  }
  let [below, median] = [0, 0];
  while (median < counts.length && (below += at(counts, median)) < total / 2) median++;
  // The mask's own deviation is 6; the median of a bell curve's size is 0.6745 of its deviation.
  return median / (6 * 0.6745);
}

/** The picture with its noise taken out, if it has any: every pixel becomes the median of its neighbourhood. */
export async function withoutNoise(raster: Raster): Promise<Raster> {
  if (noiseOf(raster) < NOISY) return raster;
  const { default: sharp } = await import('sharp');
  const { width, height, data } = raster;
  try {
    const pixels = await sharp(data, { raw: { width, height, channels: 3 } })
      .median(WINDOW)
      .raw()
      .toBuffer();
    return { width, height, data: new Uint8Array(pixels) };
  } catch (error) {
    throw new MaestroError('EXPERT_REJECTED', `The picture can't be smoothed: ${messageOf(error)}.`, { cause: error });
  }
}
