/**
 * @module Makes worn print readable: noise taken out, rows levelled, a board cut out of its scene, whatever is not the ground
 * turned into dark on white, and letters brought to the height that Tesseract reads best.
 */
import { MaestroError, messageOf } from '../../../domain/errors.js';
import { labelComponents } from '../raster/components.js';
import { backgroundOf, inkOf, inkThreshold, maskOf, type Box } from '../raster/ink.js';
import { clamp, type Raster } from '../raster/raster.js';
import type { Prepared } from '../tesseract/prepare-image.js';
import { withoutNoise } from './noise.js';
import { skewOf } from './skew.js';

/** Pixels; the height of a letter as it is given to Tesseract. */
const LETTER = 34;
const MARGIN = 24;
const MAX_SIDE = 4000;
/** Smaller turns do not matter. */
const LEAST_TURN = 0.7;

/** `turned`: degrees by which the picture was turned back. `scale` holds along its new axes. */
export async function restorePrint(raster: Raster): Promise<Prepared & { readonly turned: number }> {
  const { level, turned } = await levelled(raster);
  const board = boardOf(level);
  const print = board === undefined ? level : await cutOut(level, board);
  const scale = Math.min(clamp(LETTER / letterHeight(print), 1, 4), MAX_SIDE / Math.max(print.width, print.height));
  return { image: await darkOnWhite(print, scale), scale, turned };
}

/** The picture without noise, its rows level. `turned`: degrees, clockwise, by which they were not. */
export async function levelled(raster: Raster): Promise<{ readonly level: Raster; readonly turned: number }> {
  const clean = await withoutNoise(raster);
  const turned = skewOf(inkMask(clean), clean.width);
  return Math.abs(turned) < LEAST_TURN ? { level: clean, turned: 0 } : { level: await turnBack(clean, turned), turned };
}

function inkMask(raster: Raster): Uint8Array {
  const ink = inkOf(raster);
  return maskOf(ink, inkThreshold(ink, 0.45));
}

/** Something large and nearly full: print stands on it, it is no print itself. */
function boardOf(raster: Raster): Box | undefined {
  const { components } = labelComponents(inkMask(raster), raster.width, 1, true);
  const [largest] = [...components].sort((a, b) => b.area - a.area);
  if (largest === undefined) return undefined;
  const [wide, high] = [largest.maxX - largest.minX + 1, largest.maxY - largest.minY + 1];
  const isBoard =
    largest.area > 0.5 * wide * high && wide * high > 0.06 * raster.width * raster.height && high > 16 && wide > high;
  if (!isBoard) return undefined;
  const inset = Math.ceil(0.08 * high);
  return {
    minX: largest.minX + inset,
    minY: largest.minY + inset,
    maxX: largest.maxX - inset,
    maxY: largest.maxY - inset,
  };
}

/** The usual height of what may be letters. */
function letterHeight(raster: Raster): number {
  const heights = labelComponents(inkMask(raster), raster.width, 1, true)
    .components.map(({ minX, maxX, minY, maxY }) => ({ wide: maxX - minX + 1, high: maxY - minY + 1 }))
    .filter(({ wide, high }) => high > 5 && wide < 4 * high && high < 0.9 * raster.height)
    .map(({ high }) => high)
    .sort((a, b) => a - b);
  return heights[Math.floor(0.7 * heights.length)] ?? LETTER;
}

/** Nothing is left of the ground's noise, and nothing missing of strong ink. */
async function darkOnWhite(raster: Raster, scale: number): Promise<Uint8Array> {
  const ink = inkOf(raster);
  const [low, high] = [inkThreshold(ink, 0.2), inkThreshold(ink, 0.8)];
  const grey = ink.level.map((level) => 255 - Math.round(255 * clamp((level - low) / (high - low), 0, 1)));
  const { default: sharp } = await import('sharp');
  return new Uint8Array(
    await restoring(
      sharp(grey, { raw: { width: raster.width, height: raster.height, channels: 1 } })
        .resize({ width: Math.max(1, Math.round(raster.width * scale)), kernel: 'cubic' })
        .extend({ top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN, background: '#ffffff' })
        .toColourspace('b-w')
        .png({ compressionLevel: 1 })
        .toBuffer(),
    ),
  );
}

async function turnBack(raster: Raster, angle: number): Promise<Raster> {
  const { default: sharp } = await import('sharp');
  const [r, g, b] = backgroundOf(raster);
  const { width, height, data } = raster;
  const { data: pixels, info } = await restoring(
    sharp(data, { raw: { width, height, channels: 3 } })
      .rotate(-angle, { background: { r: Math.round(r), g: Math.round(g), b: Math.round(b) } })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return { width: info.width, height: info.height, data: new Uint8Array(pixels) };
}

async function cutOut(raster: Raster, { minX, minY, maxX, maxY }: Box): Promise<Raster> {
  const { default: sharp } = await import('sharp');
  const { width, height, data } = raster;
  const region = { left: minX, top: minY, width: maxX - minX + 1, height: maxY - minY + 1 };
  const pixels = await restoring(
    sharp(data, { raw: { width, height, channels: 3 } })
      .extract(region)
      .raw()
      .toBuffer(),
  );
  return { width: region.width, height: region.height, data: new Uint8Array(pixels) };
}

async function restoring<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw new MaestroError('EXPERT_REJECTED', `The picture can't be restored: ${messageOf(error)}.`, { cause: error });
  });
}
