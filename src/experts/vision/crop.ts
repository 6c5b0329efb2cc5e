/** @module Cuts a region out of an image: lossless, at native resolution, with a margin, enlarged when it is tiny. */
import { decoding, openImage } from '../engines/decode.js';
import type { Box, Size } from './box.js';

export interface Crop {
  /** PNG. */
  readonly png: Uint8Array;
  /** What was cut out, pixels of the upright image: the wanted box with its margin. */
  readonly region: Box;
  /** Pixels of the picture per pixel of the image; a whole number. */
  readonly scale: number;
}

/** Of the longer side of the box, on each of its sides: so no crop is a sliver, which some servers refuse. */
const MARGIN = 0.05;
/** Two patches of 28 pixels, the least that common vision models take. */
const MIN_SIDE = 56;
/** A shorter longer side is enlarged up to this. */
const LEGIBLE_SIDE = 448;
const MAX_SCALE = 8;

/** The box with a margin, at least 56 pixels wide and high where the image has so much. */
export function cropRegion(box: Box, image: Size): Box {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const margin = 2 * Math.max(width, height) * MARGIN;
  const [left, right] = widen(box.left, box.right, Math.max(width + margin, MIN_SIDE), image.width);
  const [top, bottom] = widen(box.top, box.bottom, Math.max(height + margin, MIN_SIDE), image.height);
  return { left, top, right, bottom };
}

/** The stretch grown to a length around its middle, moved into the image where it sticks out. */
function widen(from: number, to: number, length: number, side: number): readonly [number, number] {
  const whole = Math.min(side, Math.ceil(length));
  const start = Math.round((from + to - whole) / 2);
  const moved = Math.min(Math.max(0, start), side - whole);
  return [moved, moved + whole];
}

/** How often a region is enlarged so that what is in it can be made out. */
export function cropScale(region: Box): number {
  const longer = Math.max(region.right - region.left, region.bottom - region.top);
  return Math.min(MAX_SCALE, Math.max(1, Math.ceil(LEGIBLE_SIDE / longer)));
}

/**
 * @param bytes the image as it is stored; the box is in pixels of it, upright
 * @throws MaestroError EXPERT_REJECTED when the image can't be decoded
 */
export async function cropImage(bytes: Uint8Array, box: Box): Promise<Crop> {
  const image = await openImage(bytes);
  const { autoOrient: size } = await decoding(image.metadata());
  const region = cropRegion(box, size);
  const width = region.right - region.left;
  const height = region.bottom - region.top;
  const scale = cropScale(region);
  const cut = image.autoOrient().extract({ left: region.left, top: region.top, width, height });
  if (scale > 1) cut.resize({ width: width * scale, height: height * scale, kernel: 'lanczos3' });
  const png = new Uint8Array(await decoding(cut.toColourspace('srgb').png().toBuffer()));
  return { png, region, scale };
}
