/** @module Grids of coloured cells with dark lines around each cell: where they are, and the colour of every cell. */
import { labelComponents, type Component } from '../raster/components.js';
import { inkOf, inkThreshold, maskOf, type Box, type Rgb } from '../raster/ink.js';
import { at, type Raster } from '../raster/raster.js';

export interface GridSeen extends Box {
  /** Mean colour of the middle of each cell, row by row. */
  readonly cells: readonly (readonly Rgb[])[];
}

const LEAST_SIDE = 12;
const MOST_CELLS = 40;
/** Of the outline, so much must be there. */
const LEAST_OUTLINE = 0.85;

/** Grids from the top down, those of one row from the left. */
export function readGrids(raster: Raster): readonly GridSeen[] {
  const ink = inkOf(raster);
  const { components } = labelComponents(maskOf(ink, inkThreshold(ink, 0.4)), raster.width, 1, true);
  const dark = darkness(raster);
  const boxes = components.filter(
    (part) =>
      part.maxX - part.minX >= LEAST_SIDE &&
      part.maxY - part.minY >= LEAST_SIDE &&
      isOutlined(dark, raster.width, part),
  );
  const lines = boxes.map((box) => ({
    box,
    columns: linesOf(profile(dark, raster.width, box, 'x')),
    rows: linesOf(profile(dark, raster.width, box, 'y')),
  }));
  const grids = lines.flatMap(({ box, columns, rows }) =>
    columns.length < 2 || rows.length < 2 || columns.length > MOST_CELLS || rows.length > MOST_CELLS
      ? []
      : [
          {
            ...box,
            cells: spans(rows).map(([top, bottom]) =>
              spans(columns).map(([left, right]) =>
                meanColour(raster, box.minX + left, box.minY + top, box.minX + right, box.minY + bottom),
              ),
            ),
          },
        ],
  );
  const isBeside = (a: Box, b: Box): boolean => a.minY < b.maxY && b.minY < a.maxY;
  return grids.sort((a, b) => (isBeside(a, b) ? a.minX - b.minX : a.minY - b.minY));
}

/** 0 on white and on bright colours, 255 on black. */
function darkness({ data }: Raster): Uint8Array {
  const dark = new Uint8Array(data.length / 3);
  for (let p = 0; p < dark.length; p++)
    dark[p] = 255 - Math.max(at(data, 3 * p), at(data, 3 * p + 1), at(data, 3 * p + 2));
  return dark;
}

/** Are all four sides of the box drawn? */
function isOutlined(dark: Uint8Array, width: number, { minX, minY, maxX, maxY }: Component): boolean {
  const isDark = (x: number, y: number, dx: number, dy: number): boolean =>
    [0, 1, 2, 3].some((step) => at(dark, (y + step * dy) * width + x + step * dx) > 60);
  const share = (length: number, test: (i: number) => boolean): number => {
    let on = 0;
    for (let i = 0; i < length; i++) if (test(i)) on++;
    return on / length;
  };
  const [w, h] = [maxX - minX + 1, maxY - minY + 1];
  return (
    share(w, (i) => isDark(minX + i, minY, 0, 1)) > LEAST_OUTLINE &&
    share(w, (i) => isDark(minX + i, maxY, 0, -1)) > LEAST_OUTLINE &&
    share(h, (i) => isDark(minX, minY + i, 1, 0)) > LEAST_OUTLINE &&
    share(h, (i) => isDark(maxX, minY + i, -1, 0)) > LEAST_OUTLINE
  );
}

/** Mean darkness of each column (`x`) or row of the box. */
function profile(dark: Uint8Array, width: number, { minX, minY, maxX, maxY }: Box, axis: 'x' | 'y'): readonly number[] {
  const [along, across] = axis === 'x' ? [maxX - minX + 1, maxY - minY + 1] : [maxY - minY + 1, maxX - minX + 1];
  return Array.from({ length: along }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < across; j++)
      sum += axis === 'x' ? at(dark, (minY + j) * width + minX + i) : at(dark, (minY + i) * width + minX + j);
    return sum / across;
  });
}

/** Middles of the lines that go all the way: as dark as the outline. Evenly spaced, or none. */
function linesOf(levels: readonly number[]): readonly number[] {
  const most = Math.max(...levels);
  const threshold = Math.max(0.6 * most, 0.5 * (most + median(levels)));
  const middles: number[] = [];
  let start = -1;
  for (let i = 0; i <= levels.length; i++) {
    const isOn = (levels[i] ?? 0) > threshold;
    if (isOn && start < 0) start = i;
    if (!isOn && start >= 0) {
      middles.push((start + i - 1) / 2);
      start = -1;
    }
  }
  const steps = middles.slice(1).map((middle, index) => middle - (middles[index] ?? 0));
  const isEven = Math.max(...steps) <= 1.35 * Math.min(...steps) && Math.min(...steps) >= 6;
  return isEven ? middles : [];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function spans(lines: readonly number[]): readonly (readonly [number, number])[] {
  return lines.slice(1).map((line, index) => [lines[index] ?? 0, line] as const);
}

/** Of the middle half each way. */
function meanColour({ width, data }: Raster, left: number, top: number, right: number, bottom: number): Rgb {
  const [dx, dy] = [(right - left) / 4, (bottom - top) / 4];
  const sum = [0, 0, 0];
  let count = 0;
  for (let y = Math.ceil(top + dy); y <= bottom - dy; y++) {
    for (let x = Math.ceil(left + dx); x <= right - dx; x++) {
      for (let channel = 0; channel < 3; channel++)
        sum[channel] = at(sum, channel) + at(data, 3 * (y * width + x) + channel);
      count++;
    }
  }
  const mean = (channel: number): number => at(sum, channel) / Math.max(1, count);
  return [mean(0), mean(1), mean(2)];
}
