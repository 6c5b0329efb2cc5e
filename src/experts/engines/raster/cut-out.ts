/** @module Cuts a part out of a map of ink and draws it black on white. */
import type { Box } from './ink.js';
import { at, type Raster } from './raster.js';

/** White around the part, pixels. */
const PADDING = 20;
const MAX_SIDE = 4000;

/** The part of the ink (0 paper, 1 ink) in the box, which may stick out of the picture, scaled by bilinear sampling. */
export function cutOut(ink: Float32Array, width: number, box: Box, wantedScale: number): Raster {
  const height = ink.length / width;
  const scale = Math.min(wantedScale, MAX_SIDE / (box.maxX - box.minX + 1), MAX_SIDE / (box.maxY - box.minY + 1));
  const w = Math.round((box.maxX - box.minX + 1) * scale) + 2 * PADDING;
  const h = Math.round((box.maxY - box.minY + 1) * scale) + 2 * PADDING;
  const data = new Uint8Array(w * h * 3);
  const inkAt = (x: number, y: number): number => {
    const outside = x < box.minX - 1 || x > box.maxX + 1 || y < box.minY - 1 || y > box.maxY + 1;
    return outside || x < 0 || y < 0 || x >= width || y >= height ? 0 : at(ink, y * width + x);
  };
  for (let v = 0; v < h; v++) {
    for (let u = 0; u < w; u++) {
      const x = (u + 0.5 - PADDING) / scale - 0.5 + box.minX;
      const y = (v + 0.5 - PADDING) / scale - 0.5 + box.minY;
      const [x0, y0] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - x0, y - y0];
      const top = inkAt(x0, y0) * (1 - fx) + inkAt(x0 + 1, y0) * fx;
      const low = inkAt(x0, y0 + 1) * (1 - fx) + inkAt(x0 + 1, y0 + 1) * fx;
      const grey = Math.round(255 * (1 - (top * (1 - fy) + low * fy)));
      data.fill(grey, (v * w + u) * 3, (v * w + u) * 3 + 3);
    }
  }
  return { width: w, height: h, data };
}
