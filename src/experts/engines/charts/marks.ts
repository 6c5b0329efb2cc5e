/** @module Lengths of bars, heights of lines and shares of slices, in pixels. */
import { at, type Raster } from '../raster/raster.js';
import type { Plot } from './axes.js';

/** Length of each colour's bar at each category; bars that stand side by side or on each other. */
export function barLengths(
  raster: Raster,
  colours: Int8Array,
  count: number,
  plot: Plot,
  places: readonly number[],
  isSideways: boolean,
): readonly (readonly number[])[] {
  const { width } = raster;
  const step = places.length > 1 ? Math.abs((places[1] ?? 0) - (places[0] ?? 0)) : plot.right - plot.left;
  const span = isSideways ? plot.right - plot.left : plot.bottom - plot.top;
  const index = (across: number, along: number): number =>
    isSideways ? across * width + plot.left + along : (plot.bottom - along) * width + across;
  return Array.from({ length: count }, (_, colour) =>
    places.map((place) => {
      // Of each line along the bars: how many pixels have the colour. The bar's lines agree; its edges and labels do not matter.
      const lengths: number[] = [];
      for (let across = Math.round(place - step / 2); across <= place + step / 2; across++) {
        let pixels = 0;
        let [first, last] = [-1, -1];
        for (let along = 1; along <= span + 3; along++) {
          if (at(colours, index(across, along)) !== colour) continue;
          pixels++;
          if (first < 0) first = along;
          last = along;
        }
        // A label within the bar is no end of it.
        if (pixels > 2 && pixels > 0.5 * (last - first)) lengths.push(last - first + 1);
      }
      return lengths.length < 3 ? 0 : median(lengths);
    }),
  );
}

/** Height of each colour's line at each category, pixels above the axis; NaN where there is none. */
export function lineHeights(
  raster: Raster,
  colours: Int8Array,
  count: number,
  plot: Plot,
  places: readonly number[],
): readonly (readonly number[])[] {
  return Array.from({ length: count }, (_, colour) =>
    places.map((place) => {
      let [sum, weight] = [0, 0];
      for (let x = Math.round(place) - 2; x <= Math.round(place) + 2; x++) {
        for (let y = Math.max(0, plot.top - 6); y < plot.bottom; y++) {
          if (at(colours, y * raster.width + x) !== colour) continue;
          sum += plot.bottom - y;
          weight++;
        }
      }
      return weight < 4 ? Number.NaN : sum / weight;
    }),
  );
}

/** Shares of a pie or ring by the turn that each colour takes; undefined when there is none. */
export function sliceShares(raster: Raster, colours: Int8Array, count: number): readonly number[] | undefined {
  const circle = roundPart(raster, colours);
  if (circle === undefined) return undefined;
  const STEPS = 1440;
  const turns = new Array<number>(count).fill(0);
  for (const share of [0.65, 0.72, 0.8, 0.86, 0.92]) {
    const ring = Array.from({ length: STEPS }, (_, step) => {
      const angle = (2 * Math.PI * step) / STEPS;
      const x = Math.round(circle.x + share * circle.r * Math.cos(angle));
      const y = Math.round(circle.y + share * circle.r * Math.sin(angle));
      return at(colours, y * raster.width + x);
    });
    for (let step = 0; step < STEPS; step++) {
      // Borders and printed numbers belong to the nearest colour.
      for (let off = 0; off < STEPS / 8; off++) {
        const [ahead, behind] = [at(ring, (step + off) % STEPS), at(ring, (step - off + STEPS) % STEPS)];
        const colour = ahead >= 0 ? ahead : behind;
        if (colour < 0) continue;
        turns[colour] = (turns[colour] ?? 0) + 1;
        break;
      }
    }
  }
  const total = turns.reduce((a, b) => a + b, 0);
  return total === 0 ? undefined : turns.map((turn) => turn / total);
}

/** Rows and columns with much colour bound the circle: legends have little. */
function roundPart({ width, height }: Raster, colours: Int8Array): { x: number; y: number; r: number } | undefined {
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (at(colours, y * width + x) < 0) continue;
      columns[x] = at(columns, x) + 1;
      rows[y] = at(rows, y) + 1;
    }
  }
  const [left, right] = longestRun(columns, 18);
  const [top, bottom] = longestRun(rows, 18);
  const [w, h] = [right - left + 1, bottom - top + 1];
  if (w < 60 || Math.abs(w - h) > 0.15 * Math.max(w, h)) return undefined;
  return { x: (left + right) / 2, y: (top + bottom) / 2, r: (w + h) / 4 };
}

function longestRun(values: Float64Array, least: number): readonly [number, number] {
  let best: [number, number] = [0, 0];
  let start = -1;
  for (let i = 0; i <= values.length; i++) {
    const isOn = at(values, i) >= least;
    if (isOn && start < 0) start = i;
    if (!isOn && start >= 0) {
      if (i - 1 - start > best[1] - best[0]) best = [start, i - 1];
      start = -1;
    }
  }
  return best;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
