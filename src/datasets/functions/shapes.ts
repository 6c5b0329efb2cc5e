/** @module Boxes, rings and arrows of the diagrams. */
import { px, type Point } from '../blindtest/drawing.js';

export const INK = '#202020';

export function box(x: number, y: number, width: number, height: number, fill = '#ffffff', round = 0): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="${px(round)}" fill="${fill}" stroke="${INK}" stroke-width="2"/>`;
}

export function ring(at: Point, radius: number, fill = '#ffffff'): string {
  return `<circle cx="${px(at.x)}" cy="${px(at.y)}" r="${px(radius)}" fill="${fill}" stroke="${INK}" stroke-width="2"/>`;
}

export function line(from: Point, to: Point): string {
  return `<line x1="${px(from.x)}" y1="${px(from.y)}" x2="${px(to.x)}" y2="${px(to.y)}" stroke="${INK}" stroke-width="2"/>`;
}

/** Text around its middle; `<` and `>` may be in it. */
export function words(text: string, at: Point, size: number, font = 'Open Sans'): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${px(at.x)}" y="${px(at.y + 0.36 * size)}" font-family="${font}" font-size="${px(size)}" text-anchor="middle" fill="${INK}">${safe}</text>`;
}

/** A bent line with a head at its last point. */
export function arrow(points: readonly Point[], head = 9): string {
  const [before, end] = points.slice(-2);
  if (before === undefined || end === undefined) return '';
  const path = points.map(({ x, y }) => `${px(x)},${px(y)}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${INK}" stroke-width="2"/>${arrowHead(before, end, head)}`;
}

/** A filled triangle whose tip is at `end`. */
export function arrowHead(from: Point, end: Point, size = 9): string {
  const length = Math.hypot(end.x - from.x, end.y - from.y) || 1;
  const [ux, uy] = [(end.x - from.x) / length, (end.y - from.y) / length];
  const back = { x: end.x - ux * size, y: end.y - uy * size };
  const corners = [
    end,
    { x: back.x - uy * size * 0.5, y: back.y + ux * size * 0.5 },
    { x: back.x + uy * size * 0.5, y: back.y - ux * size * 0.5 },
  ];
  return `<polygon points="${corners.map(({ x, y }) => `${px(x)},${px(y)}`).join(' ')}" fill="${INK}"/>`;
}
