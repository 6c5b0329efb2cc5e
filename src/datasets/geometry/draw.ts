/** @module The picture of a figure: to scale, points named, and what is given written at its place where it is not said in words. */
import { toNumber, type Quantity } from '../../domain/geometry/quantity.js';
import { label, picture, px, strokeOf } from '../blindtest/drawing.js';
import type { Figure, Place } from './figure.js';

export interface Look {
  /** Of the picture's longer side, pixels. */
  readonly size: number;
  readonly fontSize: number;
  readonly lineWidth: number;
  /** Degrees that the whole is turned by. */
  readonly turn: number;
  /** Are the given measures written into the picture? */
  readonly measures: boolean;
}

export interface Drawn {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export function drawFigure(figure: Figure, look: Look): Drawn {
  const margin = 3.2 * look.fontSize;
  const place = placing(figure, look, margin);
  const at = (name: string): Place => place.points[name] ?? { x: 0, y: 0 };
  const stroke = strokeOf({ color: '#000000', width: look.lineWidth });
  const lines = figure.segments.map(([a, b]) => {
    const [from, to] = [at(a), at(b)];
    return `<line x1="${px(from.x)}" y1="${px(from.y)}" x2="${px(to.x)}" y2="${px(to.y)}" ${stroke}/>`;
  });
  const { circle } = figure;
  const round =
    circle === undefined
      ? []
      : [
          `<circle cx="${px(at(circle.centre).x)}" cy="${px(at(circle.centre).y)}" r="${px(distance(at(circle.centre), at(circle.through)))}" ${stroke}/>`,
        ];
  const middle = { x: place.width / 2, y: place.height / 2 };
  const style = { font: 'Open Sans', size: look.fontSize, color: '#000000', anchor: 'middle' } as const;
  const text = (words: string, where: Place): string =>
    label(words, { x: where.x, y: where.y + 0.36 * look.fontSize }, style);
  const names = Object.keys(figure.points).map((name) => text(name, away(at(name), middle, 0.95 * look.fontSize)));
  const measures = look.measures
    ? [...figure.given].map(([name, value]) =>
        text(measureText(name, value), measurePlace(name, at, middle, look.fontSize)),
      )
    : [];
  return {
    svg: picture(place.width, place.height, [...lines, ...round, ...names, ...measures]),
    width: place.width,
    height: place.height,
  };
}

function placing(
  figure: Figure,
  { size, turn }: Look,
  margin: number,
): { points: Record<string, Place>; width: number; height: number } {
  const angle = (turn * Math.PI) / 180;
  const turned = Object.entries(figure.points).map(([name, { x, y }]) => {
    return { name, x: x * Math.cos(angle) - y * Math.sin(angle), y: -(x * Math.sin(angle) + y * Math.cos(angle)) };
  });
  const { circle } = figure;
  const find = (name: string): Place => turned.find((each) => each.name === name) ?? { x: 0, y: 0 };
  const r = circle === undefined ? 0 : distance(find(circle.centre), find(circle.through));
  const edges =
    circle === undefined
      ? turned
      : [...turned, ...[-r, r].flatMap((d) => [{ x: find(circle.centre).x + d, y: find(circle.centre).y + d }])];
  const [left, right] = [Math.min(...edges.map(({ x }) => x)), Math.max(...edges.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...edges.map(({ y }) => y)), Math.max(...edges.map(({ y }) => y))];
  const scale = (size - 2 * margin) / Math.max(right - left, bottom - top);
  const points = Object.fromEntries(
    turned.map(({ name, x, y }) => [name, { x: margin + (x - left) * scale, y: margin + (y - top) * scale }]),
  );
  return {
    points,
    width: Math.round((right - left) * scale + 2 * margin),
    height: Math.round((bottom - top) * scale + 2 * margin),
  };
}

function measureText(name: string, value: Quantity): string {
  if (name.startsWith('<')) return `${toNumber(value)}°`;
  return value.root === 1 ? String(toNumber(value)) : `${value.num === 1 ? '' : value.num}√${value.root}`;
}

/** Beside the middle of the segment, or within the angle. */
function measurePlace(name: string, at: (name: string) => Place, middle: Place, fontSize: number): Place {
  if (!name.startsWith('<')) {
    const [a, b] = [at(name.charAt(0)), at(name.charAt(1))];
    const half = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const length = distance(a, b);
    const normal = { x: (a.y - b.y) / length, y: (b.x - a.x) / length };
    const side = normal.x * (middle.x - half.x) + normal.y * (middle.y - half.y) > 0 ? -1 : 1;
    return { x: half.x + side * normal.x * 1.1 * fontSize, y: half.y + side * normal.y * 0.95 * fontSize };
  }
  const [a, vertex, b] = [at(name.charAt(1)), at(name.charAt(2)), at(name.charAt(3))];
  const [u, v] = [unit(vertex, a), unit(vertex, b)];
  const bisector = unit({ x: 0, y: 0 }, { x: u.x + v.x, y: u.y + v.y });
  const half = Math.max(0.25, Math.acos(Math.min(1, Math.max(-1, u.x * v.x + u.y * v.y))) / 2);
  const reach = Math.min(4, Math.max(1.5, 0.8 / Math.sin(half))) * fontSize;
  return { x: vertex.x + bisector.x * reach, y: vertex.y + bisector.y * reach };
}

function away(point: Place, middle: Place, reach: number): Place {
  const direction = unit(middle, point);
  return { x: point.x + direction.x * reach, y: point.y + direction.y * reach };
}

function unit(from: Place, to: Place): Place {
  const length = distance(from, to);
  return length < 1e-9 ? { x: 0, y: -1 } : { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
