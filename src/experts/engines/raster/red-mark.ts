/** @module Finds a red mark drawn over a picture, and takes it out again. */
import { labelComponents } from './components.js';
import type { Box } from './ink.js';
import { at, type Raster } from './raster.js';

export interface RedMark {
  /** The mark's outer edge. */
  readonly box: Box;
  /** 0..1: how much of an oval's outline is there, and nothing but it. */
  readonly roundness: number;
  /** 1 where the mark, its soft edges included, covers the picture. */
  readonly mask: Uint8Array;
}

/** Red beyond this (red minus the larger of green and blue) is the mark's own colour, or at least its soft edge. */
const STRONG = 90;
const SOFT = 28;

/** The largest red shape; undefined when nothing red of some size is there. */
export function findRedMark(raster: Raster): RedMark | undefined {
  const { width, height } = raster;
  const redness = new Uint8Array(width * height);
  for (let p = 0; p < redness.length; p++) {
    redness[p] = Math.max(0, at(raster.data, 3 * p) - Math.max(at(raster.data, 3 * p + 1), at(raster.data, 3 * p + 2)));
  }
  const strong = redness.map((value) => (value >= STRONG ? 1 : 0));
  const { labels, components } = labelComponents(strong, width, 1, true);
  const largest = [...components].sort((a, b) => b.area - a.area)[0];
  if (largest === undefined || largest.area < 20) return undefined;
  // The ring may be cut into pieces; they all lie close to the largest one.
  const pieces = components.filter((c) => c.area >= 4 && apart(c, largest) <= 3);
  const box = {
    minX: Math.min(...pieces.map((c) => c.minX)),
    minY: Math.min(...pieces.map((c) => c.minY)),
    maxX: Math.max(...pieces.map((c) => c.maxX)),
    maxY: Math.max(...pieces.map((c) => c.maxY)),
  };
  const soft = redness.map((value) => (value >= SOFT ? 1 : 0));
  const labelled = new Set(pieces.map((c) => c.label));
  const ring = labels.map((label) => (labelled.has(label) ? 1 : 0));
  return { box, roundness: roundnessOf(ring, width, box), mask: dilate(soft, width) };
}

/** Gap between two boxes, pixels; negative when they overlap. */
function apart(a: Box, b: Box): number {
  return Math.max(a.minX - b.maxX, b.minX - a.maxX, a.minY - b.maxY, b.minY - a.maxY);
}

/** Share of the directions from the middle in which the ring's ink lies on the oval that fills its box, times the share of such ink. */
function roundnessOf(ring: Int32Array, width: number, box: Box): number {
  const [cx, cy] = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  const [a, b] = [(box.maxX - box.minX + 1) / 2, (box.maxY - box.minY + 1) / 2];
  const seen = new Uint8Array(36);
  let [on, all] = [0, 0];
  for (let y = box.minY; y <= box.maxY; y++) {
    for (let x = box.minX; x <= box.maxX; x++) {
      if (ring[y * width + x] !== 1) continue;
      const [u, v] = [(x - cx) / a, (y - cy) / b];
      all++;
      // A stroke of up to about a third of the half-axis, measured from the outside.
      if (Math.hypot(u, v) < 0.62 || Math.hypot(u, v) > 1.06) continue;
      on++;
      seen[Math.floor(((Math.atan2(v, u) + Math.PI) / (2 * Math.PI)) * 35.999)] = 1;
    }
  }
  return (seen.reduce((sum, value) => sum + value, 0) / 36) * (on / Math.max(1, all));
}

function dilate(mask: Uint8Array, width: number): Uint8Array {
  return mask.map((value, p) => {
    if (value === 1) return 1;
    const x = p % width;
    const beside = (x > 0 && mask[p - 1] === 1) || (x < width - 1 && mask[p + 1] === 1);
    return beside || mask[p - width] === 1 || mask[p + width] === 1 ? 1 : 0;
  });
}

/** Grey values with the masked pixels filled in smoothly from around them, so that strokes crossed by the mark go on. */
export function fillIn(raster: Raster, mask: Uint8Array): Float32Array {
  const { width, height } = raster;
  const grey = new Float32Array(width * height);
  for (let p = 0; p < grey.length; p++) {
    const [r, g, b] = [at(raster.data, 3 * p), at(raster.data, 3 * p + 1), at(raster.data, 3 * p + 2)];
    // Red ink has no place here, so green and blue tell how dark the rest is.
    grey[p] = mask[p] === 1 ? 255 : 0.2 * r + 0.4 * g + 0.4 * b;
  }
  const masked: number[] = [];
  for (let p = 0; p < mask.length; p++) if (mask[p] === 1) masked.push(p);
  for (let round = 0; round < 60; round++) {
    for (const p of round % 2 === 0 ? masked : [...masked].reverse()) {
      const x = p % width;
      const left = x > 0 ? p - 1 : p;
      const right = x < width - 1 ? p + 1 : p;
      const up = p >= width ? p - width : p;
      const down = p < grey.length - width ? p + width : p;
      grey[p] = (at(grey, left) + at(grey, right) + at(grey, up) + at(grey, down)) / 4;
    }
  }
  return grey;
}
