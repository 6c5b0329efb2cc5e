/** @module The flat colours of a drawing, and which pixels have them. */
import { inkOf, type Rgb } from './ink.js';
import type { Raster } from './raster.js';

/** Colours nearer than this (largest channel difference) are one colour. */
const SAME_COLOUR = 44;
/** JPEG leaves shades beside a colour: rarer than this share of it, and not further from it than this. */
const SHADE_SHARE = 0.12;
const SHADE_DISTANCE = 100;

export const BLACK: Rgb = [0, 0, 0];

export interface FlatColour {
  readonly colour: Rgb;
  /** Solid pixels of it: those whose neighbours look the same. */
  readonly solid: number;
}

export function colourDistance(a: Rgb, b: Rgb): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));
}

export function pixelAt(raster: Raster, p: number): Rgb {
  return [raster.data[3 * p] ?? 0, raster.data[3 * p + 1] ?? 0, raster.data[3 * p + 2] ?? 0];
}

/** The drawing's flat colours, commonest first, the background left out. Edges, where colours mix, are not counted. */
export function flatColours(raster: Raster, background: Rgb): FlatColour[] {
  const { level } = inkOf(raster, background);
  const bins = new Map<number, { count: number; sum: [number, number, number] }>();
  const { width, height } = raster;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const p = y * width + x;
      if ((level[p] ?? 0) < SAME_COLOUR || isEdge(level, p, width) || !isSolid(raster.data, p, width)) continue;
      const pixel = pixelAt(raster, p);
      const key = ((pixel[0] >> 3) << 10) | ((pixel[1] >> 3) << 5) | (pixel[2] >> 3);
      const bin = bins.get(key) ?? { count: 0, sum: [0, 0, 0] };
      bin.count++;
      for (const c of [0, 1, 2] as const) bin.sum[c] += pixel[c];
      bins.set(key, bin);
    }
  }
  const sorted = [...bins.values()].sort((a, b) => b.count - a.count);
  const merged: { colour: Rgb; solid: number }[] = [];
  for (const { count, sum } of sorted) {
    const colour: Rgb = [sum[0] / count, sum[1] / count, sum[2] / count];
    const known = merged.find((other) => colourDistance(other.colour, colour) < SAME_COLOUR);
    if (known === undefined) merged.push({ colour, solid: count });
    else known.solid += count;
  }
  const isShade = (flat: FlatColour): boolean =>
    merged.some(
      (other) => flat.solid < SHADE_SHARE * other.solid && colourDistance(other.colour, flat.colour) < SHADE_DISTANCE,
    );
  return merged.filter((flat) => !isShade(flat)).sort((a, b) => b.solid - a.solid);
}

/** Beside a pixel that is clearly further from the background: half ink, half background. */
function isEdge(level: Uint8Array, p: number, width: number): boolean {
  const limit = (level[p] ?? 0) + 20;
  return (
    (level[p - 1] ?? 0) > limit ||
    (level[p + 1] ?? 0) > limit ||
    (level[p - width] ?? 0) > limit ||
    (level[p + width] ?? 0) > limit
  );
}

/** Alike along a row or along a column: the inside of a stroke, however thin. */
function isSolid(data: Uint8Array, p: number, width: number): boolean {
  const alike = (q: number): boolean =>
    Math.abs((data[3 * p] ?? 0) - (data[3 * q] ?? 0)) < 24 &&
    Math.abs((data[3 * p + 1] ?? 0) - (data[3 * q + 1] ?? 0)) < 24 &&
    Math.abs((data[3 * p + 2] ?? 0) - (data[3 * q + 2] ?? 0)) < 24;
  return (alike(p - 1) && alike(p + 1)) || (alike(p - width) && alike(p + width));
}

/** Per pixel: index of the nearest of the colours within `limit`, or -1. */
export function assignColours(raster: Raster, colours: readonly Rgb[], limit: number): Int8Array {
  const indices = new Int8Array(raster.width * raster.height).fill(-1);
  for (let p = 0; p < indices.length; p++) {
    const [r, g, b] = [raster.data[3 * p] ?? 0, raster.data[3 * p + 1] ?? 0, raster.data[3 * p + 2] ?? 0];
    let nearest = limit;
    for (let index = 0; index < colours.length; index++) {
      const colour = colours[index] ?? BLACK;
      const distance = Math.max(Math.abs(r - colour[0]), Math.abs(g - colour[1]), Math.abs(b - colour[2]));
      if (distance >= nearest) continue;
      nearest = distance;
      indices[p] = index;
    }
  }
  return indices;
}
