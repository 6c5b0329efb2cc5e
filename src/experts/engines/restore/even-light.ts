/** @module The same light all over a picture: each place is measured against the brightest print-free ground around it. Pure. */
import { at, type Raster } from '../raster/raster.js';

/** Blocks along the longer side; a shadow changes little within one, and letters do not fill it. */
const BLOCKS = 20;
const LEAST_SIDE = 16;
/** So much of a block may be darker than its ground. */
const GROUND = 0.9;

/** Grey, with the ground white wherever light fell on it unevenly. Areas that are dark themselves become white as well, and noise in the dark grows. */
export function evenLight({ width, height, data }: Raster): Raster {
  const side = Math.max(LEAST_SIDE, Math.ceil(Math.max(width, height) / BLOCKS));
  const grey = new Uint8Array(width * height);
  for (let p = 0; p < grey.length; p++)
    grey[p] = Math.round(0.3 * at(data, 3 * p) + 0.59 * at(data, 3 * p + 1) + 0.11 * at(data, 3 * p + 2));
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  const grounds = Float32Array.from({ length: columns * rows }, (_, index) =>
    groundOf(grey, width, height, (index % columns) * side, Math.floor(index / columns) * side, side),
  );
  const ground = (x: number, y: number): number => {
    const [cx, cy] = [clampTo(x / side - 0.5, columns - 1), clampTo(y / side - 0.5, rows - 1)];
    const [left, top] = [Math.floor(cx), Math.floor(cy)];
    const [right, below] = [Math.min(columns - 1, left + 1), Math.min(rows - 1, top + 1)];
    const along = (row: number): number =>
      at(grounds, row * columns + left) * (1 - cx + left) + at(grounds, row * columns + right) * (cx - left);
    return along(top) * (1 - cy + top) + along(below) * (cy - top);
  };
  const even = new Uint8Array(3 * grey.length);
  for (let p = 0; p < grey.length; p++) {
    const x = p % width;
    const level = Math.min(255, (255 * at(grey, p)) / Math.max(1, ground(x, (p - x) / width)));
    even.fill(Math.round(level), 3 * p, 3 * p + 3);
  }
  return { width, height, data: even };
}

/** The brightness that all but the brightest tenth of a block's pixels stay below. */
function groundOf(grey: Uint8Array, width: number, height: number, left: number, top: number, side: number): number {
  const counts = new Uint32Array(256);
  let total = 0;
  for (let y = top; y < Math.min(height, top + side); y++) {
    for (let x = left; x < Math.min(width, left + side); x++) {
      const value = at(grey, y * width + x);
      counts[value] = at(counts, value) + 1;
      total++;
    }
  }
  let [below, value] = [0, 0];
  while (value < 255 && (below += at(counts, value)) < GROUND * total) value++;
  return value;
}

function clampTo(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
