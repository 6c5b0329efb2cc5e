/** @module What the families of questions share: how a mark is named, and what can be told apart in a picture. */
import type { Random } from '../../../domain/random.js';
import { pixelsPerUnit, type ChartStyle } from '../style.js';
import type { Table } from '../table.js';

export interface Question {
  /** At least four; the last quarter is held out. */
  readonly wordings: readonly string[];
  readonly truth: string;
  /** What is asked within the family, for tables. */
  readonly asked: string;
}

/** A question about a drawn table whose answer can be told from the picture; undefined: another table or style is needed. */
export type Ask = (table: Table, style: ChartStyle, random: Random) => Question | undefined;

/** A mark: a series and a category, by their places in the table. */
export interface Mark {
  readonly series: number;
  readonly category: number;
}

/** A careful reader is off by this much, pixels. */
const READING = 1.5;
/** Values must differ by this much to be compared without labels, pixels. */
const APART = 6;
/** ChartQA's. */
const TOLERANCE = 0.05;

export function valueOf(table: Table, { series, category }: Mark): number {
  return table.series[series]?.values[category] ?? 0;
}

/** `the revenue of Acme in 2004`. */
export function nameOf(table: Table, { series, category }: Mark): string {
  return `the ${table.subject.valueName}${ofSeries(table, series)} ${at(table, category)}`;
}

/** ` of Acme`; empty where the chart shows one series. */
export function ofSeries(table: Table, series: number): string {
  const name = table.series[series]?.name ?? '';
  return name === '' ? '' : ` of ${name}`;
}

/** `in 2004`, `of Acme`. */
function at(table: Table, category: number): string {
  return `${table.ordered ? 'in' : 'of'} ${table.categories[category] ?? ''}`;
}

export function anyMark(table: Table, random: Random): Mark {
  return { series: random.int(0, table.series.length - 1), category: random.int(0, table.categories.length - 1) };
}

/** Another mark of the same series or of the same category. */
export function otherMark(table: Table, mark: Mark, random: Random): Mark {
  const alongSeries = table.series.length > 1 && random.next() < 0.5;
  const places = (count: number, but: number): number[] =>
    Array.from({ length: count }, (_, i) => i).filter((i) => i !== but);
  return alongSeries
    ? { ...mark, series: random.pick(places(table.series.length, mark.series)) }
    : { ...mark, category: random.pick(places(table.categories.length, mark.category)) };
}

/** Can the number be read off within the tolerance, when it takes this many readings? Slices tell shares, not amounts. */
export function isReadable(truth: number, readings: number, style: ChartStyle): boolean {
  if (style.labelled) return truth !== 0;
  const scale = pixelsPerUnit(style);
  return scale > 0 && (readings * READING) / scale <= TOLERANCE * Math.abs(truth);
}

/** Is the quotient of the two marks? Of slices it is one of arcs. */
export function isQuotientReadable(table: Table, style: ChartStyle, a: number, b: number): boolean {
  if (b === 0 || a === 0) return false;
  const scale = pixelsOf(table, style);
  const floor = scale * a >= 1 && style.scale.low === 0;
  return style.labelled || (floor && READING / (scale * a) + READING / (scale * b) <= TOLERANCE);
}

/** Do the values differ clearly? */
export function areApart(table: Table, style: ChartStyle, a: number, b: number): boolean {
  return Math.abs(a - b) * pixelsOf(table, style) >= APART;
}

/** Along the axis, or along the rim of a round chart. */
function pixelsOf(table: Table, style: ChartStyle): number {
  const straight = pixelsPerUnit(style);
  if (straight > 0) return straight;
  const total = (table.series[0]?.values ?? []).reduce((sum, value) => sum + value, 0);
  return (Math.PI * style.width) / total;
}

/** Without the noise of binary fractions. */
export function numberText(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
