/** @module How a sheet of the suite `words` is printed: size, font, colours, turn and level, drawn at random and told as its difficulty. */
import type { Random } from '../../domain/random.js';
import { FONT_NAMES, type FontName } from '../fonts.js';
import type { Difficulty } from '../draft.js';
import { turnSheet, type Pen, type Sheet } from './sheet.js';

export const LEVELS = ['easy', 'medium', 'hard'] as const;
/** How much there is to read, or how unusual it is; what wear and size do comes on top. */
export type Level = (typeof LEVELS)[number];

export interface PrintStyle {
  readonly level: Level;
  readonly pen: Pen;
  readonly ground: string;
  /** Degrees, clockwise. */
  readonly angle: number;
  /** Of a shadow that falls on one side of the picture: how much of the light it takes at its darkest, 0..1. */
  readonly shadow: number;
}

/** Dark on light, with paper of several shades. */
const PAPER = [
  ['#111111', '#ffffff'],
  ['#1d2733', '#faf6ea'],
  ['#222222', '#ececec'],
  ['#12305c', '#ffffff'],
  ['#3a2a1c', '#f3e9d7'],
] as const;

/** Turns by how far: none, slight (a scanner) or strong (a hand). */
const TURNS = {
  line: [0, 0, 3, 8, 14],
  page: [0, 0, 2, 5],
} as const;

const SHADOW = 0.5;

/** `sizes` are pixels an em. */
export function drawStyle(
  random: Random,
  sizes: readonly number[],
  turns: keyof typeof TURNS,
  fonts: readonly FontName[] = FONT_NAMES,
): PrintStyle {
  const [color, ground] = random.pick(PAPER);
  const turn = random.pick(TURNS[turns]);
  return {
    level: random.pick(LEVELS),
    pen: { font: random.pick(fonts), size: random.pick(sizes), color },
    ground,
    angle: turn === 0 ? 0 : random.pick([-1, 1]) * (turn + random.int(-1, 1)),
    shadow: random.pick([0, 0, SHADOW]),
  };
}

/** The picture, and the knobs that tables are made by. */
export function printed(
  sheet: Sheet,
  { level, pen, angle, shadow }: PrintStyle,
): { readonly svg: string; readonly width: number; readonly height: number; readonly difficulty: Difficulty } {
  const tilt = angle === 0 ? 'none' : Math.abs(angle) < 5 ? 'slight' : 'strong';
  const print = pen.size < 20 ? 'small' : pen.size < 30 ? 'medium' : 'large';
  return {
    ...turnSheet(sheet, angle, shadow),
    difficulty: { level, print, size: pen.size, tilt, angle, light: shadow === 0 ? 'even' : 'shadow' },
  };
}
