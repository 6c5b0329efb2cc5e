/** @module The vega-lite specification of a table in a style. */
import { ticksOf, type ChartStyle } from './style.js';
import type { Table } from './table.js';

/** A mark's datum. */
interface Datum {
  readonly category: string;
  readonly series: string;
  readonly value: number;
  /** The value as it is printed. */
  readonly shown: string;
  readonly place: number;
  /** Is it lower than its neighbours? A line's label then stands below it. */
  readonly isDip: boolean;
}

export function specOf(table: Table, style: ChartStyle): object {
  const { subject, title } = table;
  const values = table.series.flatMap(({ name, values }, s) =>
    values.map((value, index): Datum => {
      const category = table.categories[index] ?? '';
      const isDip = value < Math.min(values[index - 1] ?? Infinity, values[index + 1] ?? Infinity);
      return { category, series: name, value, shown: value.toFixed(subject.decimals), place: 100 * s + index, isDip };
    }),
  );
  return {
    width: style.width,
    height: style.height,
    padding: 0,
    title: { text: title, fontSize: style.fontSize + 2, anchor: 'middle' },
    data: { values },
    ...chartOf(table, style),
    config: configOf(style),
  };
}

function chartOf(table: Table, style: ChartStyle): object {
  switch (style.kind) {
    case 'bar':
    case 'grouped':
    case 'stacked':
      return upright(table, style);
    case 'hbar':
      return sideways(table, style);
    case 'line':
      return lines(table, style);
    case 'pie':
    case 'donut':
      return round(table, style);
  }
}

const PLACE = { field: 'place', type: 'quantitative' };

function upright(table: Table, style: ChartStyle): object {
  const stack = style.kind === 'stacked' ? 'zero' : null;
  const y = { ...valueChannel(table, style), stack };
  const isMany = table.series.length > 1;
  const offset = style.kind === 'grouped' ? { xOffset: { field: 'series', sort: null } } : {};
  const color = isMany ? seriesColor(table, style) : { value: style.colors[0] };
  const bars = { mark: { type: 'bar' }, encoding: { y, color, order: PLACE } };
  const text = {
    mark: {
      type: 'text',
      dy: stack === null ? -0.6 * style.fontSize : 0,
      fontSize: labelSize(style),
      baseline: 'middle',
    },
    encoding: {
      y: stack === null ? y : { ...y, bandPosition: 0.5 },
      ...(stack === null ? {} : { order: PLACE, detail: { field: 'series' }, color: { value: 'white' } }),
      text: { field: 'shown', type: 'nominal' },
    },
  };
  return {
    encoding: { x: categoryChannel(table, style), ...offset },
    layer: style.labelled ? [bars, text] : [bars],
  };
}

function sideways(table: Table, style: ChartStyle): object {
  const x = { ...valueChannel(table, style), stack: null };
  const bars = { mark: { type: 'bar' }, encoding: { x, color: { value: style.colors[0] } } };
  const text = {
    mark: { type: 'text', dx: 4, align: 'left', baseline: 'middle', fontSize: labelSize(style) },
    encoding: { x, text: { field: 'shown', type: 'nominal' } },
  };
  return { encoding: { y: categoryChannel(table, style) }, layer: style.labelled ? [bars, text] : [bars] };
}

function lines(table: Table, style: ChartStyle): object {
  const y = valueChannel(table, style);
  const color = table.series.length > 1 ? seriesColor(table, style) : { value: style.colors[0] };
  const strokes = { mark: { type: 'line', strokeWidth: 2.5 }, encoding: { y, color } };
  const points = { mark: { type: 'point', filled: true, size: 50, opacity: 1 }, encoding: { y, color } };
  const text = (filter: string, dy: number): object => ({
    transform: [{ filter }],
    mark: { type: 'text', dy: dy * style.fontSize, baseline: 'middle', fontSize: labelSize(style) },
    encoding: { y, text: { field: 'shown', type: 'nominal' } },
  });
  const texts = style.labelled ? [text('!datum.isDip', -0.9), text('datum.isDip', 1)] : [];
  return { encoding: { x: categoryChannel(table, style) }, layer: [strokes, points, ...texts] };
}

function round(table: Table, style: ChartStyle): object {
  const outer = style.width / 2 - 4;
  const inner = style.kind === 'donut' ? 0.5 * outer : 0;
  const range = table.categories.map((_, index) => style.colors[index % style.colors.length]);
  const scale = { domain: table.categories, range };
  const slices = {
    mark: { type: 'arc', outerRadius: outer, innerRadius: inner, stroke: 'white', strokeWidth: 2 },
    encoding: { color: { field: 'category', type: 'nominal', scale, legend: legendOf(style) } },
  };
  const text = {
    mark: { type: 'text', radius: 0.75 * outer, fontSize: labelSize(style), fill: 'white' },
    encoding: { detail: { field: 'category' }, text: { field: 'shown', type: 'nominal' } },
  };
  return {
    encoding: { theta: { field: 'value', type: 'quantitative', stack: true }, order: PLACE },
    layer: style.labelled ? [slices, text] : [slices],
  };
}

function categoryChannel(table: Table, style: ChartStyle): object {
  const axis = { labelAngle: style.angle, labelOverlap: false, labelLimit: 200, grid: false, title: null, ticks: true };
  return { field: 'category', type: 'nominal', sort: table.categories, axis };
}

function valueChannel({ subject }: Table, style: ChartStyle): object {
  const { low, high } = style.scale;
  const title = subject.unit === '' ? subject.valueName : `${subject.valueName} (${subject.unit})`;
  const axis = {
    title,
    values: ticksOf(style.scale),
    grid: style.grid,
    format: tickFormat(style.scale.step),
    labelOverlap: false,
  };
  return { field: 'value', type: 'quantitative', scale: { domain: [low, high], nice: false, zero: false }, axis };
}

function tickFormat(step: number): string {
  return `.${Math.max(0, Math.ceil(-Math.log10(step)))}f`;
}

function seriesColor(table: Table, style: ChartStyle): object {
  const domain = table.series.map(({ name }) => name);
  const range = domain.map((_, index) => style.colors[index % style.colors.length]);
  return { field: 'series', type: 'nominal', scale: { domain, range }, legend: legendOf(style) };
}

function legendOf(style: ChartStyle): object {
  return { orient: style.legend, title: null, symbolType: 'square', symbolSize: 110, symbolOpacity: 1 };
}

function labelSize({ fontSize }: ChartStyle): number {
  return Math.max(10, fontSize - 1);
}

function configOf({ font, fontSize }: ChartStyle): object {
  const text = { labelFont: font, titleFont: font, labelFontSize: fontSize, titleFontSize: fontSize };
  return {
    aria: false,
    font,
    title: { font, fontWeight: 'normal' },
    axis: { ...text, titleFontWeight: 'normal', labelColor: '#000000', domainColor: '#444444', tickColor: '#444444' },
    legend: { ...text, titleFontWeight: 'normal', columns: 4 },
    text: { font },
    view: { stroke: null },
  };
}
