/** @module Distance of every pixel to the nearest set pixel of a mask (chamfer 3-4, good to a few percent). */
import { at } from './raster.js';

/** In pixels, at most `limit`. */
export function distanceMap(mask: Uint8Array, width: number, height: number, limit: number): Float32Array {
  const far = limit * 3 + 3;
  const map = new Float32Array(mask.length).fill(far);
  for (let p = 0; p < mask.length; p++) if (mask[p] === 1) map[p] = 0;
  const relax = (p: number, x: number, y: number, dx: number, dy: number, cost: number): void => {
    if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) return;
    const through = at(map, p + dy * width + dx) + cost;
    if (through < at(map, p)) map[p] = through;
  };
  const sweep = (forward: boolean): void => {
    const s = forward ? -1 : 1;
    for (let i = 0; i < mask.length; i++) {
      const p = forward ? i : mask.length - 1 - i;
      const x = p % width;
      const y = (p - x) / width;
      relax(p, x, y, s, 0, 3);
      relax(p, x, y, 0, s, 3);
      relax(p, x, y, s, s, 4);
      relax(p, x, y, -s, s, 4);
    }
  };
  sweep(true);
  sweep(false);
  return map.map((value) => Math.min(value / 3, limit));
}
