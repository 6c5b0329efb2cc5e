/** @module Runs on a thread: where a chart's parts are, and how long its marks are. Reading its labels comes after. */
import { labelComponents } from '../raster/components.js';
import type { Box } from '../raster/ink.js';
import { at, type Raster } from '../raster/raster.js';
import { findPlot, findTicks, inkMap, tickProfile, type Plot } from './axes.js';
import { assign, clustersOf, meanChroma, type Chroma } from './colours.js';
import { barLengths, lineHeights, sliceShares } from './marks.js';

export interface Layout {
  readonly kind: 'bars' | 'sideways' | 'lines' | 'round';
  /** Symbols of the legend, in reading order; empty: one series without a name. */
  readonly symbols: readonly Box[];
  readonly plot: Plot | undefined;
  /** Middles of the categories, and the places of the value axis's ticks, pixels. */
  readonly categories: readonly number[];
  readonly ticks: readonly number[];
  /** Per series, per category: pixels of a bar, pixels above the axis of a line, or (one list) the share of each slice. */
  readonly marks: readonly (readonly number[])[];
  /** Where the labels under the plot end, and where those at its left begin, pixels. */
  readonly labelsBottom: number;
  readonly labelsLeft: number;
}

export type LayoutResult = Layout | { readonly reason: string };

export default function layOut({ raster }: { raster: Raster }): LayoutResult {
  const ink = inkMap(raster);
  const clusters = clustersOf(raster);
  if (clusters.length === 0) return { reason: 'There are no coloured marks in the picture.' };
  const plot = findPlot(raster, ink);
  const colours = assign(raster, clusters);
  const symbols = legendSymbols(raster, colours, plot);
  return plot === undefined ? layOutRound(raster, symbols) : layOutPlot(raster, ink, plot, symbols, clusters[0]);
}

function layOutRound(raster: Raster, symbols: readonly Box[]): LayoutResult {
  if (symbols.length < 2) return { reason: 'There are neither axes nor a legend.' };
  const colours = assign(
    raster,
    symbols.map((box) => meanChroma(raster, inner(box))),
  );
  const shares = sliceShares(raster, colours, symbols.length);
  if (shares === undefined) return { reason: 'There are neither axes nor a pie.' };
  return {
    kind: 'round',
    symbols,
    plot: undefined,
    categories: [],
    ticks: [],
    marks: [shares],
    labelsBottom: 0,
    labelsLeft: 0,
  };
}

function layOutPlot(
  raster: Raster,
  ink: Float32Array,
  plot: Plot,
  symbols: readonly Box[],
  commonest: Chroma | undefined,
): LayoutResult {
  const series =
    symbols.length > 0
      ? symbols.map((box) => meanChroma(raster, inner(box)))
      : commonest === undefined
        ? []
        : [commonest];
  const colours = assign(raster, series);
  const kind = kindOf(raster, colours, plot);
  const isSideways = kind === 'sideways';
  const spans = { x: [plot.left, plot.right], y: [plot.top, plot.bottom] } as const;
  const categoryAxis = isSideways ? 'y' : 'x';
  const valueAxis = isSideways ? 'x' : 'y';
  const profile = (axis: 'x' | 'y'): Float32Array => tickProfile(raster, ink, plot, axis);
  const categories = findTicks(
    profile(categoryAxis),
    ...spans[categoryAxis],
    'bands',
    barRuns(raster, colours, plot, kind),
  );
  const ticks = findTicks(profile(valueAxis), ...spans[valueAxis], 'ends');
  if (categories.places.length < 2 || ticks.places.length < 3)
    return { reason: 'The ticks of the axes could not be found.' };
  return {
    kind,
    symbols,
    plot,
    categories: categories.places,
    ticks: ticks.places,
    marks:
      kind === 'lines'
        ? lineHeights(raster, colours, series.length, plot, categories.places)
        : barLengths(raster, colours, series.length, plot, categories.places, isSideways),
    labelsBottom:
      plot.bottom +
      6 +
      inkedRun(raster.height - plot.bottom - 6, (i) => rowInk(raster, ink, plot.bottom + 6 + i), isSideways ? 3 : 6),
    labelsLeft: plot.left - 7 - inkedRun(plot.left - 7, (i) => columnInk(raster, ink, plot.left - 7 - i, plot), 3),
  };
}

/** The middle of a legend's symbol, where its edge's blur does not reach. */
function inner({ minX, minY, maxX, maxY }: Box): Box {
  const [dx, dy] = [Math.floor((maxX - minX) / 4), Math.floor((maxY - minY) / 4)];
  return { minX: minX + dx, minY: minY + dy, maxX: maxX - dx, maxY: maxY - dy };
}

/** Bars stand on an axis; lines do not. */
function kindOf({ width }: Raster, colours: Int8Array, plot: Plot): 'bars' | 'sideways' | 'lines' {
  const share = (from: number, to: number, index: (i: number) => number): number => {
    let on = 0;
    for (let i = from; i < to; i++) if (at(colours, index(i)) >= 0) on++;
    return on / (to - from);
  };
  const below = share(plot.left, plot.right, (x) => (plot.bottom - 4) * width + x);
  const beside = share(plot.top, plot.bottom, (y) => y * width + plot.left + 4);
  if (Math.max(below, beside) < 0.2) return 'lines';
  return beside > below ? 'sideways' : 'bars';
}

/** Bars, or groups of them, along their axis; undefined for lines, or when they can't be told apart. */
function barRuns(
  { width }: Raster,
  colours: Int8Array,
  plot: Plot,
  kind: 'bars' | 'sideways' | 'lines',
): number | undefined {
  if (kind === 'lines') return undefined;
  const [from, to] = kind === 'bars' ? [plot.left, plot.right] : [plot.top, plot.bottom];
  const index = (i: number): number => (kind === 'bars' ? (plot.bottom - 4) * width + i : i * width + plot.left + 4);
  const runs: number[] = [];
  let start = -1;
  for (let i = from; i <= to + 1; i++) {
    const isOn = i <= to && at(colours, index(i)) >= 0;
    if (isOn && start < 0) start = i;
    if (!isOn && start >= 0) {
      if (i - start >= 5) runs.push(i - start);
      start = -1;
    }
  }
  const isEven = Math.max(...runs) <= 1.6 * Math.min(...runs);
  return runs.length >= 2 && isEven ? runs.length : undefined;
}

/** Small squares of one colour outside of the plot. */
function legendSymbols(raster: Raster, colours: Int8Array, plot: Plot | undefined): readonly Box[] {
  const { width } = raster;
  const mask = new Uint8Array(colours.map((colour) => (colour >= 0 ? 1 : 0)));
  const found = labelComponents(mask, width, 1, false).components.filter(({ minX, minY, maxX, maxY, area }) => {
    const [w, h] = [maxX - minX + 1, maxY - minY + 1];
    const isOutside = plot === undefined || minX > plot.right + 3 || maxY < plot.top - 3 || minY > plot.bottom + 8;
    return isOutside && w >= 6 && w <= 20 && h >= 6 && h <= 20 && Math.abs(w - h) <= 4 && area >= 0.6 * w * h;
  });
  const rows = [...found].sort((a, b) => a.minY - b.minY);
  return rows.sort((a, b) => (Math.abs(a.minY - b.minY) > 6 ? a.minY - b.minY : a.minX - b.minX));
}

function rowInk({ width }: Raster, ink: Float32Array, y: number): number {
  let sum = 0;
  for (let x = 0; x < width; x++) sum += at(ink, y * width + x);
  return sum / width;
}

function columnInk({ width }: Raster, ink: Float32Array, x: number, plot: Plot): number {
  let sum = 0;
  for (let y = plot.top - 8; y <= plot.bottom + 8; y++) sum += at(ink, y * width + x);
  return sum / (plot.bottom - plot.top + 17);
}

/** How far the ink goes from the start until it stops for `gap` lines. */
function inkedRun(length: number, inkAt: (i: number) => number, gap: number): number {
  const levels = Array.from({ length: Math.max(0, length) }, (_, i) => inkAt(i));
  const floor = Math.min(...levels) + 1.3;
  let last = -1;
  for (const [i, level] of levels.entries()) {
    if (level > floor) last = i;
    else if (last >= 0 && i - last > gap) break;
  }
  return last + 3;
}
