/** @module Squares inside squares: how many are there? (2 to 5) */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { picture, px, strokeOf } from './drawing.js';

/** The canvas spans this many units; the parameters of the benchmark are in units. */
const UNITS = 30;

interface Square {
  /** Centre and side, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** Draws squares of which each lies inside the one before; borders never touch. */
export function generateNestedSquares(random: Random): PictureDraft {
  const size = random.pick([384, 512, 768]);
  const lineWidth = random.pick([2, 3, 4]);
  const depth = random.int(2, 5);
  const color = random.pick(['#000000', '#000000', '#1f77b4', '#d62728', '#2ca02c']);
  let squares: readonly Square[] | undefined;
  while (squares === undefined) squares = nest(random, depth, size, lineWidth);
  const body = squares.map(({ x, y, side }) => {
    const edge = `x="${px(x - side / 2)}" y="${px(y - side / 2)}" width="${px(side)}" height="${px(side)}"`;
    return `<rect ${edge} ${strokeOf({ color, width: lineWidth })}/>`;
  });
  return {
    svg: picture(size, size, body),
    width: size,
    height: size,
    truth: String(depth),
    wordings: WORDINGS,
    difficulty: { size, lineWidth, outer: Math.round(squares[0]?.side ?? 0) },
  };
}

const WORDINGS: readonly string[] = [
  'How many squares are in this picture? Give the number in curly brackets, e.g. {10}.',
  'Count the squares in the image. Answer with a number in curly brackets, for example {3}.',
  'Squares are nested inside each other here. How many are there in all? Reply with the number only.',
  'What is the total number of squares drawn, the outermost one included? Answer with one number.',
];

/** One attempt; undefined when the squares become too small to be told apart at this size and line width. */
function nest(random: Random, depth: number, size: number, lineWidth: number): readonly Square[] | undefined {
  const unit = size / UNITS;
  const clearance = lineWidth + Math.max(3, size / 128);
  const squares: Square[] = [];
  let side = random.real(8, 18) * unit;
  let x = size / 2 + random.real(-5, 5) * unit;
  let y = size / 2 + random.real(-5, 5) * unit;
  for (let level = 0; level < depth; level++) {
    if (side < 6 * lineWidth) return undefined;
    squares.push({ x, y, side });
    const childSide = 0.75 * side - 0.75 * unit;
    const play = (side - childSide) / 2 - clearance;
    if (level < depth - 1 && play < 0) return undefined;
    x += random.real(-play, play);
    y += random.real(-play, play);
    side = childSide;
  }
  return squares;
}
