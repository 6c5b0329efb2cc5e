/** @module Ink: how far each pixel is from the picture's background colour. */
import type { Raster } from './raster.js';

export type Rgb = readonly [number, number, number];

export interface Ink {
  readonly width: number;
  readonly height: number;
  /** 0 (background) to 255 per pixel: the largest difference of a channel. */
  readonly level: Uint8Array;
  readonly background: Rgb;
}

/** Box of pixels, both ends included. */
export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The commonest colour (4 bits a channel), averaged over its pixels; `unlike`: the commonest of those far from it. */
export function backgroundOf(raster: Raster, unlike?: Rgb): Rgb {
  const { data } = raster;
  const counts = new Uint32Array(4096);
  const bin = (i: number): number =>
    (((data[i] ?? 0) >> 4) << 8) | (((data[i + 1] ?? 0) >> 4) << 4) | ((data[i + 2] ?? 0) >> 4);
  for (let i = 0; i < data.length; i += 3) {
    if (unlike !== undefined && difference(data, i, unlike) < 100) continue;
    const b = bin(i);
    counts[b] = (counts[b] ?? 0) + 1;
  }
  let best = 0;
  for (let b = 1; b < counts.length; b++) if ((counts[b] ?? 0) > (counts[best] ?? 0)) best = b;
  let [r, g, blue] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    if (bin(i) !== best) continue;
    r += data[i] ?? 0;
    g += data[i + 1] ?? 0;
    blue += data[i + 2] ?? 0;
  }
  const count = Math.max(1, counts[best] ?? 0);
  return [r / count, g / count, blue / count];
}

export function inkOf(raster: Raster, background = backgroundOf(raster)): Ink {
  const level = new Uint8Array(raster.width * raster.height);
  for (let p = 0; p < level.length; p++) level[p] = difference(raster.data, 3 * p, background);
  return { width: raster.width, height: raster.height, level, background };
}

function difference(data: Uint8Array, i: number, colour: Rgb): number {
  return Math.max(
    Math.abs((data[i] ?? 0) - colour[0]),
    Math.abs((data[i + 1] ?? 0) - colour[1]),
    Math.abs((data[i + 2] ?? 0) - colour[2]),
  );
}

/** 1 where the ink is at least `threshold`. */
export function maskOf(ink: Ink, threshold: number): Uint8Array {
  return ink.level.map((value) => (value >= threshold ? 1 : 0));
}

/** A threshold that keeps thin, anti-aliased strokes and drops JPEG noise: a share of the strong ink's level. */
export function inkThreshold(ink: Ink, share: number): number {
  const histogram = new Uint32Array(256);
  let total = 0;
  for (const value of ink.level) {
    if (value < 32) continue;
    histogram[value] = (histogram[value] ?? 0) + 1;
    total++;
  }
  let above = 0;
  let strong = 255;
  while (strong > 32 && above + (histogram[strong] ?? 0) < total * 0.1) above += histogram[strong--] ?? 0;
  return Math.max(24, strong * share);
}

/** The box around all set pixels, or undefined when there is none. */
export function boundsOf(mask: Uint8Array, width: number): Box | undefined {
  let minX = width;
  let maxX = -1;
  let minY = mask.length;
  let maxY = -1;
  for (let p = 0; p < mask.length; p++) {
    if (mask[p] !== 1) continue;
    const x = p % width;
    const y = (p - x) / width;
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    maxY = y;
  }
  return maxX < 0 ? undefined : { minX, minY, maxX, maxY };
}
