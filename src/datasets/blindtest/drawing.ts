/** @module Pieces of SVG that the families share. Numbers are rounded, so that no machine's last digit shows. */

/** Ten clearly different colours (the familiar "tab10" chart palette). */
export const PALETTE: readonly string[] = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A coordinate with at most two decimals. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** A whole picture on white. */
export function picture(width: number, height: number, body: readonly string[]): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect ${size.replace(/ viewBox.*/, '')} fill="#ffffff"/>${body.join('')}</svg>`;
}

export interface Stroke {
  readonly color: string;
  /** Pixels. */
  readonly width: number;
}

/** An open line through the points. */
export function polyline(points: readonly Point[], stroke: Stroke): string {
  return `<polyline points="${pointList(points)}" ${strokeOf(stroke)} stroke-linejoin="round"/>`;
}

/** A closed outline, not filled. */
export function outline(points: readonly Point[], stroke: Stroke): string {
  return `<polygon points="${pointList(points)}" ${strokeOf(stroke)} stroke-linejoin="miter"/>`;
}

/** `fill="none"` and the stroke, for any shape. */
export function strokeOf(stroke: Stroke): string {
  return `fill="none" stroke="${stroke.color}" stroke-width="${px(stroke.width)}"`;
}

/** Text whose baseline starts at, or is centred on, a point. The text must be plain letters and digits. */
export function label(
  text: string,
  at: Point,
  style: { font: string; size: number; color: string; anchor: 'start' | 'middle' },
): string {
  const font = `font-family="${style.font}" font-size="${px(style.size)}" text-anchor="${style.anchor}"`;
  return `<text x="${px(at.x)}" y="${px(at.y)}" ${font} fill="${style.color}">${text}</text>`;
}

function pointList(points: readonly Point[]): string {
  return points.map((point) => `${px(point.x)},${px(point.y)}`).join(' ');
}
