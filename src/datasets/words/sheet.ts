/** @module A sheet with print on it, turned a little if wanted, and the pen that writes on it. */
import { px } from '../blindtest/drawing.js';
import { textWidth, type FontName } from '../fonts.js';

/** What is drawn on a ground of one colour, before it is turned. Pixels. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly body: readonly string[];
}

export interface Pen {
  readonly font: FontName;
  /** Pixels an em. */
  readonly size: number;
  readonly color: string;
}

/** Printed text whose baseline begins at, is centred on, or ends at a point. Any text: what XML would misread is escaped. */
export function write(
  text: string,
  x: number,
  y: number,
  pen: Pen,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  const font = `font-family="${pen.font}" font-size="${px(pen.size)}" text-anchor="${anchor}" fill="${pen.color}"`;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${px(x)}" y="${px(y)}" ${font}>${escaped}</text>`;
}

/** Pixels that a text is wide. */
export function widthOf(text: string, { font, size }: Pen): number {
  return textWidth(font, text) * size;
}

export function rule(x1: number, y1: number, x2: number, y2: number, color: string, width = 1): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${color}" stroke-width="${px(width)}"/>`;
}

export function block(x: number, y: number, width: number, height: number, fill: string, stroke = 'none'): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" fill="${fill}" stroke="${stroke}"/>`;
}

/** The picture of a sheet turned clockwise by an angle in degrees, as large as it needs to be, with a shadow on its right. */
export function turnSheet(
  sheet: Sheet,
  angle: number,
  shadow: number,
): { readonly svg: string; readonly width: number; readonly height: number } {
  const [sin, cos] = [Math.abs(Math.sin((angle * Math.PI) / 180)), Math.cos((angle * Math.PI) / 180)];
  const width = Math.ceil(sheet.width * cos + sheet.height * sin);
  const height = Math.ceil(sheet.width * sin + sheet.height * cos);
  const size = `width="${width}" height="${height}"`;
  const place = `translate(${px(width / 2)} ${px(height / 2)}) rotate(${px(angle)}) translate(${px(-sheet.width / 2)} ${px(-sheet.height / 2)})`;
  const body = angle === 0 ? sheet.body.join('') : `<g transform="${place}">${sheet.body.join('')}</g>`;
  const shade =
    shadow === 0 ? '' : `<defs>${FALLOFF}</defs><rect ${size} fill="url(#shadow)" opacity="${px(shadow)}"/>`;
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}"><rect ${size} fill="${sheet.ground}"/>${body}${shade}</svg>`,
    width,
    height,
  };
}

/** From light to dark, over the middle of the picture. */
const FALLOFF =
  '<linearGradient id="shadow" x1="0.2" y1="0" x2="0.8" y2="0.3"><stop offset="0" stop-color="#000000" stop-opacity="0"/><stop offset="1" stop-color="#000000"/></linearGradient>';
