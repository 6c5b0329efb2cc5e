/** @module Pieces of print that stand together are one label. */
import type { Box } from '../../raster/ink.js';
import { unionOf } from './outlines.js';

/** Of a label's height, the widest gap in it. */
const GAP = 0.8;

/** `most`: pixels a side of the largest letter; larger pieces are no print. */
export function labelsOf(pieces: readonly Box[], most: number): readonly Box[] {
  const letters = pieces.filter(({ minX, minY, maxX, maxY }) => maxX - minX < most && maxY - minY < most);
  const groups: Box[][] = [];
  for (const letter of [...letters].sort((a, b) => a.minX - b.minX)) {
    const own = groups.find((group) => isBeside(group, letter));
    if (own === undefined) groups.push([letter]);
    else own.push(letter);
  }
  return groups.flatMap((group) => unionOf(group) ?? []).filter(({ minY, maxY }) => maxY - minY >= 4);
}

function isBeside(group: readonly Box[], letter: Box): boolean {
  const whole = unionOf(group);
  if (whole === undefined) return false;
  const high = Math.max(whole.maxY - whole.minY, letter.maxY - letter.minY, 8);
  return (
    letter.minX - whole.maxX < GAP * high &&
    letter.minY <= whole.maxY + 0.2 * high &&
    letter.maxY >= whole.minY - 0.2 * high
  );
}
