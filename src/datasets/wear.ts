/** @module What cameras, scanners and compression do to a picture: blur, noise, JPEG. The same bytes on every machine for the same seed. */
import { encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import type { Random } from '../domain/random.js';

/** How hard a picture was treated; experts cross over along this axis. */
export interface Wear {
  /** Radius of the blur in pixels of the picture; 0 for none. */
  readonly blur: number;
  /** Standard deviation of the noise in grey levels of 256; 0 for none. */
  readonly noise: number;
  /** Quality of a JPEG, 1 to 100; undefined: PNG. */
  readonly jpeg: number | undefined;
}

export type WearLevel = 'none' | 'light' | 'heavy';

export const WEAR_LEVELS: readonly WearLevel[] = ['none', 'light', 'heavy'];

/** Draws the treatment of a level. */
export function drawWear(level: WearLevel, random: Random): Wear {
  switch (level) {
    case 'none':
      return { blur: 0, noise: 0, jpeg: undefined };
    case 'light':
      return { blur: random.pick([0, 1]), noise: random.int(3, 8), jpeg: random.pick([undefined, 70, 80, 90]) };
    case 'heavy':
      return { blur: random.int(1, 2), noise: random.int(12, 24), jpeg: random.pick([20, 30, 40]) };
  }
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity of each pixel, row by row. */
  readonly rgba: Uint8Array;
}

/** Returns a PNG or, where the wear has a quality, a JPEG. Only integer arithmetic and pure JavaScript encoders. */
export function wearPicture(pixels: Pixels, wear: Wear, seed: number): Uint8Array {
  const { width, height } = pixels;
  const rgba = Uint8Array.from(pixels.rgba);
  // Two passes of a box look much like a lens.
  for (let pass = 0; wear.blur > 0 && pass < 2; pass++) {
    blurLines(rgba, { lines: height, length: width, lineStep: width * 4, step: 4, radius: wear.blur });
    blurLines(rgba, { lines: width, length: height, lineStep: 4, step: width * 4, radius: wear.blur });
  }
  if (wear.noise > 0) addNoise(rgba, wear.noise, seed);
  if (wear.jpeg !== undefined) return new Uint8Array(jpeg.encode({ data: rgba, width, height }, wear.jpeg).data);
  return encodePng({ width, height, data: rgba, channels: 4, depth: 8 });
}

interface Lines {
  readonly lines: number;
  readonly length: number;
  readonly lineStep: number;
  readonly step: number;
  readonly radius: number;
}

/** A running mean along each line; the edge counts as repeated. */
function blurLines(rgba: Uint8Array, { lines, length, lineStep, step, radius }: Lines): void {
  const line = new Uint8Array(length);
  const size = 2 * radius + 1;
  for (let index = 0; index < lines; index++) {
    for (let channel = 0; channel < 3; channel++) {
      const start = index * lineStep + channel;
      for (let at = 0; at < length; at++) line[at] = rgba[start + at * step] ?? 0;
      const valueAt = (at: number): number => line[Math.min(length - 1, Math.max(0, at))] ?? 0;
      let sum = 0;
      for (let at = -radius; at <= radius; at++) sum += valueAt(at);
      for (let at = 0; at < length; at++) {
        rgba[start + at * step] = Math.floor((sum + radius) / size);
        sum += valueAt(at + radius + 1) - valueAt(at - radius);
      }
    }
  }
}

/** Adds the same grey noise to the three colours of a pixel: the sum of four uniform bytes, which is close to a bell curve. */
function addNoise(rgba: Uint8Array, deviation: number, seed: number): void {
  // The standard deviation of that sum is 2 * sqrt((256^2 - 1) / 12), about 147.8.
  const scale = Math.round((deviation * 65536) / 147.8);
  let state = seed | 1;
  for (let at = 0; at < rgba.length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const sum = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24) - 510;
    const shift = (sum * scale + 32768) >> 16;
    for (let channel = at; channel < at + 3; channel++) {
      rgba[channel] = Math.min(255, Math.max(0, (rgba[channel] ?? 0) + shift));
    }
  }
}
