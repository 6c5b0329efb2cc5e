/** @module Can everything that a chart prints be read, and every mark be seen? */
import { textWidth } from '../fonts.js';
import { pixelsPerUnit, type ChartStyle } from './style.js';
import type { Table } from './table.js';

/** Marks below it are lost, pixels. */
const LEAST_MARK = 4;
/** A slice thinner than this share has no room for its label, and is hard to see. */
const LEAST_SHARE = 0.06;

export function isLegible(table: Table, style: ChartStyle): boolean {
  const { kind, labelled, font, fontSize, width, scale } = style;
  const values = table.series.flatMap((series) => series.values);
  if (values.some((value) => value <= 0)) return false;
  if (kind === 'pie' || kind === 'donut') {
    const total = values.reduce((sum, value) => sum + value, 0);
    return table.categories.length <= style.colors.length && values.every((value) => value / total >= LEAST_SHARE);
  }
  const marks = values.map((value) => (value - scale.low) * pixelsPerUnit(style));
  const needed = kind === 'stacked' && labelled ? fontSize + 3 : LEAST_MARK;
  if (kind !== 'line' && marks.some((mark) => mark < needed)) return false;
  if (!labelled || kind === 'hbar') return true;
  const slots = table.categories.length * (kind === 'grouped' ? table.series.length + 0.4 : 1);
  const widest = Math.max(...values.map((value) => textWidth(font, value.toFixed(table.subject.decimals))));
  return widest * fontSize + 4 <= width / slots;
}
