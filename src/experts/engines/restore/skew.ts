/** @module By how much print is turned: the angle at which its rows stand out most sharply from the gaps between them. Pure. */
import { at } from '../raster/raster.js';

/** Degrees; nothing is looked for beyond. */
const MOST = 40;
const FINEST = 0.25;
/** So many pixels of ink tell as much as all of them. */
const ENOUGH = 12_000;
/** Bins are counted on a picture of about this side. */
const SIDE = 600;

/**
 * Degrees, clockwise, by which the ink of a mask is turned; 0 where no angle stands out. Between `MOST` to the left and to the right.
 */
export function skewOf(mask: Uint8Array, width: number): number {
  const { xs, ys } = pointsOf(mask, width);
  if (xs.length < 50) return 0;
  const level = sharpness(xs, ys, 0);
  let [best, most] = [0, level];
  const tryAngle = (angle: number): void => {
    const value = sharpness(xs, ys, angle);
    if (value > most) [best, most] = [angle, value];
  };
  for (let angle = -MOST; angle <= MOST; angle++) tryAngle(angle);
  const coarse = best;
  for (let step = -1 + FINEST; step < 1; step += FINEST) tryAngle(coarse + step);
  // A level picture is left alone unless another angle is clearly better.
  return most > 1.08 * level ? best : 0;
}

function pointsOf(mask: Uint8Array, width: number): { readonly xs: Float32Array; readonly ys: Float32Array } {
  const scale = Math.min(1, SIDE / Math.max(width, mask.length / width));
  const total = mask.reduce((sum, value) => sum + value, 0);
  const every = Math.max(1, Math.floor(total / ENOUGH));
  const [xs, ys] = [new Float32Array(Math.ceil(total / every)), new Float32Array(Math.ceil(total / every))];
  let [seen, kept] = [0, 0];
  for (let p = 0; p < mask.length; p++) {
    if (mask[p] !== 1 || seen++ % every !== 0) continue;
    const x = p % width;
    xs[kept] = x * scale;
    ys[kept++] = ((p - x) / width) * scale;
  }
  return { xs, ys };
}

/** The sum of squared differences between neighbouring rows' counts. */
function sharpness(xs: Float32Array, ys: Float32Array, angle: number): number {
  const radians = (angle * Math.PI) / 180;
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  const counts = new Float32Array(4 * SIDE);
  for (let index = 0; index < xs.length; index++) {
    const place = at(ys, index) * cos - at(xs, index) * sin + 2 * SIDE;
    const low = Math.floor(place);
    // Shared between two rows, so that no angle gains by how pixels happen to fall.
    counts[low] = at(counts, low) + 1 - (place - low);
    counts[low + 1] = at(counts, low + 1) + place - low;
  }
  let sum = 0;
  for (let row = 1; row < counts.length; row++) sum += (at(counts, row) - at(counts, row - 1)) ** 2;
  return sum;
}
