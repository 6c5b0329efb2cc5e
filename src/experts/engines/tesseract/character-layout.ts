/** @module Where the characters of a line of text are, by their ink alone. */
import { labelComponents, type Component } from '../raster/components.js';
import { boundsOf, inkOf, inkThreshold, maskOf, type Box } from '../raster/ink.js';
import type { Raster } from '../raster/raster.js';

export interface CharacterLayout {
  /** Box around all ink. */
  readonly ink: Box;
  /** Boxes of the characters from left to right; letters that touch are one box. */
  readonly characters: readonly Box[];
  /** Index of the character nearest to the picture's middle, and its box. */
  readonly middle: number;
  readonly box: Box;
  /** Separate pieces of ink: more than the characters, for dots and several lines. */
  readonly parts: number;
  /** Is that character a stroke with a separate dot above it? */
  readonly isDotted: boolean;
}

/** Undefined for a blank picture. Dots and accents go with the character below or above them. */
export function layOutCharacters(raster: Raster): CharacterLayout | undefined {
  const ink = inkOf(raster);
  const mask = maskOf(ink, inkThreshold(ink, 0.45));
  const bounds = boundsOf(mask, raster.width);
  if (bounds === undefined) return undefined;
  const parts = labelComponents(mask, raster.width, 1, true).components.filter((c) => c.area >= 4);
  const characters: Box[] = [];
  for (const part of [...parts].sort((a, b) => a.minX - b.minX)) {
    const last = characters.at(-1);
    if (last !== undefined && overlap(last, part) > 0.55) characters[characters.length - 1] = union(last, part);
    else characters.push(part);
  }
  const centre = (raster.width - 1) / 2;
  const away = (box: Box): number => Math.abs((box.minX + box.maxX) / 2 - centre);
  const middle = characters.reduce((best, box, i) => (away(box) < away(characters[best] ?? box) ? i : best), 0);
  const box = characters[middle];
  if (box === undefined) return undefined;
  return {
    ink: bounds,
    characters,
    middle,
    box,
    parts: parts.length,
    isDotted: isDotted(parts.filter((part) => contains(box, part))),
  };
}

function isDotted(parts: readonly Component[]): boolean {
  const [upper, lower] = [...parts].sort((a, b) => a.minY - b.minY);
  if (parts.length !== 2 || upper === undefined || lower === undefined || upper.maxY >= lower.minY) return false;
  const [dot, stroke] = [upper.maxY - upper.minY + 1, lower.maxY - lower.minY + 1];
  return dot < 0.5 * stroke && upper.maxX - upper.minX + 1 <= 1.5 * dot;
}

function contains(outer: Box, inner: Box): boolean {
  return inner.minX >= outer.minX && inner.maxX <= outer.maxX && inner.minY >= outer.minY && inner.maxY <= outer.maxY;
}

/** Shared width as a share of the narrower box. */
function overlap(a: Box, b: Box | Component): number {
  const shared = Math.min(a.maxX, b.maxX) - Math.max(a.minX, b.minX) + 1;
  return shared / (Math.min(a.maxX - a.minX, b.maxX - b.minX) + 1);
}

function union(a: Box, b: Box): Box {
  return {
    minX: Math.min(a.minX, b.minX),
    minY: Math.min(a.minY, b.minY),
    maxX: Math.max(a.maxX, b.maxX),
    maxY: Math.max(a.maxY, b.maxY),
  };
}
