/** @module Family `plot`: a function that goes in straight pieces between whole points, as its graph shows it. */
import type { Random } from '../../domain/random.js';
import { picture, polyline, px } from '../blindtest/drawing.js';
import { pythonOf, type FunctionDraft } from './function-draft.js';
import { INK, line, words } from './shapes.js';

const LINES = ['#1f5fbf', '#c0392b', '#1d7d23'] as const;

export function draftPlot(random: Random): FunctionDraft {
  const pieces = random.int(2, 5);
  const knots: { x: number; y: number }[] = [{ x: random.int(-4, 0), y: random.int(-3, 4) }];
  let slope = Number.NaN;
  while (knots.length <= pieces) {
    const last = knots.at(-1) ?? { x: 0, y: 0 };
    const next = { x: last.x + random.int(1, 3), y: random.int(-4, 5) };
    const steep = (next.y - last.y) / (next.x - last.x);
    // A knot without a bend is none.
    if (steep === slope || Math.abs(steep) > 4) continue;
    knots.push(next);
    slope = steep;
  }
  const [first, last] = [knots[0]?.x ?? 0, knots.at(-1)?.x ?? 0];
  const halves = Array.from({ length: 2 * (last - first) + 1 }, (_, index) => first + index / 2);
  const xs = [...new Set([first, last, ...random.shuffle(halves).slice(0, 8)])];
  const unit = random.pick([28, 36, 44]);
  const [low, high] = [Math.min(0, first) - 1, Math.max(0, last) + 1];
  const [bottom, top] = [Math.min(0, ...knots.map(({ y }) => y)) - 1, Math.max(0, ...knots.map(({ y }) => y)) + 1];
  const at = (x: number, y: number): { x: number; y: number } => ({
    x: (x - low + 0.5) * unit,
    y: (top - y + 0.5) * unit,
  });
  const whole = (from: number, to: number): readonly number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const size = 0.42 * unit;
  const [width, height] = [(high - low + 1) * unit, (top - bottom + 1) * unit];
  const rule = (a: { x: number; y: number }, b: { x: number; y: number }): string =>
    `<line x1="${px(a.x)}" y1="${px(a.y)}" x2="${px(b.x)}" y2="${px(b.y)}" stroke="#d4d4d4" stroke-width="1"/>`;
  const body = [
    ...whole(low, high).map((x) => rule(at(x, bottom), at(x, top))),
    ...whole(bottom, top).map((y) => rule(at(low, y), at(high, y))),
    line(at(low, 0), at(high, 0)),
    line(at(0, bottom), at(0, top)),
    ...whole(low, high).map((x) =>
      words(String(x), { x: at(x, 0).x - 0.24 * unit, y: at(x, 0).y + 0.28 * unit }, size),
    ),
    ...whole(bottom, top)
      .filter((y) => y !== 0)
      .map((y) => words(String(y), { x: at(0, y).x - 0.28 * unit, y: at(0, y).y - 0.24 * unit }, size)),
    polyline(knots.map(({ x, y }) => at(x, y)), { color: random.pick(LINES), width: 3 }), // prettier-ignore
    `<circle cx="${px(at(0, 0).x)}" cy="${px(at(0, 0).y)}" r="2" fill="${INK}"/>`,
  ];
  const value = (x: number): number => valueAt(knots, x);
  return {
    svg: picture(width, height, body),
    width,
    height,
    shows: `The picture shows the graph of f from x = ${first} to x = ${last}; the lines of the grid are one apart, and the graph bends only where they cross.`,
    name: 'f',
    parameters: 'x: float',
    returns: 'float',
    cases: xs.map((x) => [pythonOf(x), pythonOf(round(value(x)))]),
    tolerance: 0.001,
    solution: `def f(x):\n    knots = ${pythonOf(knots.map(({ x, y }) => [x, y]))}\n    for (a, u), (b, v) in zip(knots, knots[1:]):\n        if a <= x <= b:\n            return u + (v - u) * (x - a) / (b - a)\n`,
    difficulty: { pieces, unit },
  };
}

function valueAt(knots: readonly { readonly x: number; readonly y: number }[], x: number): number {
  const index = Math.max(
    1,
    knots.findIndex((knot) => knot.x >= x),
  );
  const [a, b] = [knots[index - 1], knots[index]];
  return a === undefined || b === undefined ? Number.NaN : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
