/** @module The direction across a stroke at each of its pixels, from the structure of the ink around it. */
import type { Ink } from './ink.js';
import { at } from './raster.js';

export interface StrokePixel {
  readonly x: number;
  readonly y: number;
  /** Angle of the normal, radians, modulo pi. */
  readonly normal: number;
}

/** Structure tensor over windows of 5 x 5 pixels at the pixels of the mask. */
export function strokeNormals(ink: Ink, mask: Uint8Array): StrokePixel[] {
  const { width, height, level } = ink;
  const value = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : at(level, y * width + x);
  const pixels: StrokePixel[] = [];
  for (let p = 0; p < mask.length; p++) {
    if (mask[p] !== 1) continue;
    const x = p % width;
    const y = (p - x) / width;
    let [xx, yy, xy] = [0, 0, 0];
    for (let v = y - 2; v <= y + 2; v++) {
      for (let u = x - 2; u <= x + 2; u++) {
        const gx = value(u + 1, v) - value(u - 1, v);
        const gy = value(u, v + 1) - value(u, v - 1);
        xx += gx * gx;
        yy += gy * gy;
        xy += gx * gy;
      }
    }
    pixels.push({ x, y, normal: 0.5 * Math.atan2(2 * xy, xx - yy) });
  }
  return pixels;
}
