/** @module How a table is drawn: the kind of chart, its scale, its size, and what makes it easy or hard to read. */
import type { Random } from '../../domain/random.js';
import type { Difficulty } from '../draft.js';
import { FONT_NAMES, textWidth, type FontName } from '../fonts.js';
import type { Cut, Table } from './table.js';

export type ChartKind = 'bar' | 'hbar' | 'grouped' | 'stacked' | 'line' | 'pie' | 'donut';

export interface ChartStyle {
  readonly kind: ChartKind;
  /** Is each value printed at its mark? */
  readonly labelled: boolean;
  /** Of the plot without axes, pixels. */
  readonly width: number;
  readonly height: number;
  readonly font: FontName;
  readonly fontSize: number;
  readonly colors: readonly string[];
  /** Of the labels of categories, degrees. */
  readonly angle: 0 | -45 | -90;
  readonly grid: boolean;
  readonly legend: 'right' | 'top' | 'bottom';
  /** Of the axis of values. */
  readonly scale: Scale;
}

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

const PALETTES: readonly (readonly string[])[] = [
  ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b', '#e377c2'],
  ['#4c78a8', '#f58518', '#e45756', '#72b7b2', '#54a24b', '#eeca3b', '#b279a2'],
  ['#1b6e5a', '#d95f02', '#7570b3', '#e7298a', '#66a61e', '#e6ab02', '#a6761d'],
  ['#264653', '#2a9d8f', '#e9c46a', '#e76f51', '#8ab17d', '#9d4edd', '#5390d9'],
];

/** The kinds that show this cut of a subject truly: only what may be summed is stacked or cut into slices. */
export function kindsOf(cut: Cut, additive: boolean): readonly ChartKind[] {
  switch (cut) {
    case 'over-time':
      return ['bar', 'line', 'line'];
    case 'at-one-time':
      return additive ? ['bar', 'hbar', 'pie', 'donut'] : ['bar', 'hbar'];
    case 'rows-over-time':
      return additive ? ['grouped', 'stacked', 'line'] : ['grouped', 'line'];
  }
}

/** Draws everything but the kind; lines may begin above zero. */
export function drawStyle(table: Table, kind: ChartKind, random: Random): ChartStyle {
  const fontSize = random.pick([11, 12, 14, 16]);
  const font = random.pick(FONT_NAMES);
  const slots = table.categories.length * (kind === 'grouped' ? table.series.length : 1);
  const wide = Math.max(random.pick([280, 360, 460]), Math.min(620, 26 * slots));
  const isRound = kind === 'pie' || kind === 'donut';
  const width = isRound ? random.pick([220, 280, 340]) : wide;
  const palette = random.pick(PALETTES);
  const start = random.int(0, palette.length - 1);
  const values = table.series.flatMap((series) => series.values);
  const labels = table.categories.map((category) => textWidth(font, category) * fontSize);
  const room = width / table.categories.length - 6;
  const fitting = Math.max(...labels) < room ? ([0, 0, -45] as const) : ([-45, -90] as const);
  return {
    kind,
    labelled: canLabel(table, kind) && random.next() < 0.5,
    width,
    height: isRound ? width : random.pick([220, 280, 340]),
    font,
    fontSize,
    colors: [...palette.slice(start), ...palette.slice(0, start)],
    angle: kind === 'hbar' ? 0 : random.pick(fitting),
    grid: random.next() < 0.6,
    legend: random.pick(['right', 'right', 'top', 'bottom']),
    scale: kind === 'stacked' ? scaleFrom0(Math.max(...stackHeights(table))) : scaleOf(values, kind, random),
  };
}

/** Numbers would lie over each other in the charts that are left out. */
function canLabel(table: Table, kind: ChartKind): boolean {
  if (kind === 'line') return table.series.length === 1;
  if (kind === 'grouped') return table.series.length * table.categories.length <= 12;
  return true;
}

export function stackHeights(table: Table): readonly number[] {
  return table.categories.map((_, index) => table.series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
}

function scaleOf(values: readonly number[], kind: ChartKind, random: Random): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (kind !== 'line' || least < 0.4 * most || random.next() < 0.4) return scaleFrom0(most);
  const step = stepFor((most - least) * 1.4);
  return {
    low: Math.floor((least - 0.2 * step) / step) * step,
    high: Math.ceil((most + 0.1 * step) / step) * step,
    step,
  };
}

function scaleFrom0(most: number): Scale {
  const step = stepFor(most);
  return { low: 0, high: Math.ceil((most * 1.04) / step) * step, step };
}

/** 1, 2 or 5 times a power of ten, so that the range has four to ten of it. */
function stepFor(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 4));
  const factor = [5, 2, 1].find((each) => range / (each * power) >= 4) ?? 1;
  return factor * power;
}

/** The ticks of the scale, free of rounding noise. */
export function ticksOf({ low, high, step }: Scale): readonly number[] {
  const count = Math.round((high - low) / step);
  return Array.from({ length: count + 1 }, (_, index) => Number((low + index * step).toPrecision(12)));
}

/** Pixels of the plot per unit of the values; 0 for charts without an axis. */
export function pixelsPerUnit({ kind, width, height, scale }: ChartStyle): number {
  if (kind === 'pie' || kind === 'donut') return 0;
  return (kind === 'hbar' ? width : height) / (scale.high - scale.low);
}

export function difficultyOf(table: Table, style: ChartStyle): Difficulty {
  const { kind, labelled, width, height, font, fontSize, angle, grid, legend, scale } = style;
  return {
    kind,
    labels: labelled ? 'printed' : 'none',
    data: table.subject.origin,
    marks: table.categories.length * table.series.length,
    series: table.series.length,
    width,
    height,
    font,
    fontSize,
    angle,
    grid: grid ? 'yes' : 'no',
    legend: table.series.length > 1 || kind === 'pie' || kind === 'donut' ? legend : 'none',
    axisFrom: scale.low,
    color: style.colors[0] ?? '',
  };
}
