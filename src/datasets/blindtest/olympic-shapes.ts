/** @module Interlocking circles or pentagons in two rows, like the Olympic rings: how many are there? (5 to 9) */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { outline, PALETTE, picture, px, strokeOf, type Point, type Stroke } from './drawing.js';

const SHAPES = {
  /** Radius from the benchmark's diameters, in widths of the picture. */
  circle: { radii: [0.1 / 2, 1 / 14], halfWidth: 1, shiftDown: 1 },
  /** Circumradius of pentagons whose sides are 0.05 and 1/14 of the picture. */
  pentagon: {
    radii: [0.05, 1 / 14].map((side) => side / (2 * Math.sin(Math.PI / 5))),
    halfWidth: 0.951,
    shiftDown: 0.95,
  },
} as const;

/** Draws the shapes; neighbours in a row are 0.1 radius apart, line to line; the second row is shifted and reaches into the first. */
export function generateOlympicShapes(random: Random): PictureDraft {
  const shape = random.pick(['circle', 'pentagon'] as const);
  const count = random.int(5, 9);
  const size = random.pick([384, 769, 1155]);
  const lineWidth = random.pick([0.5, 1]);
  const colors = random.pick(['black', 'palette'] as const);
  const layout = random.pick(['upper', 'lower'] as const);
  const { radii, halfWidth, shiftDown } = SHAPES[shape];
  const radius = random.pick(radii) * size;
  const palette = random.shuffle(PALETTE);
  const strokeWidth = Math.max(1, (lineWidth * size) / 256);
  const step = 2 * halfWidth * radius + strokeWidth + Math.max(0.1 * radius, 2);
  const middle = { x: size * random.real(0.48, 0.52), y: size * random.real(0.46, 0.54) };
  const body = centers(count, layout, step, shiftDown * radius, middle).map((center, index) =>
    draw(shape, center, radius, {
      color: colors === 'black' ? '#000000' : (palette[index % palette.length] ?? '#000000'),
      width: strokeWidth,
    }),
  );
  return {
    svg: picture(size, size, body),
    width: size,
    height: size,
    truth: String(count),
    wordings: WORDINGS[shape],
    difficulty: { shape, size, lineWidth, colors, layout, radius: Math.round(radius) },
  };
}

const WORDINGS = {
  circle: [
    'How many circles are in this picture? Answer with the number only.',
    'Count the circles in the image. Give the number in curly brackets, e.g. {3}.',
    'How many rings are drawn here? Reply with one number.',
    'Say how many circles you see; put the number in curly brackets, like {12}.',
  ],
  pentagon: [
    'How many pentagons are in this picture? Answer with the number only.',
    'Count the pentagons in the image. Give the number in curly brackets, e.g. {3}.',
    'How many five-sided shapes are drawn here? Reply with one number.',
    'Say how many pentagons you see; put the number in curly brackets, like {12}.',
  ],
} as const;

/** Two rows around a middle; with an odd count the row named by `layout` has one shape more. */
function centers(count: number, layout: 'upper' | 'lower', step: number, drop: number, middle: Point): Point[] {
  const longer = Math.ceil(count / 2);
  const upper = layout === 'upper' ? longer : count - longer;
  const even = count % 2 === 0;
  const row = (length: number, shift: number, y: number): Point[] =>
    Array.from({ length }, (_, index) => ({ x: middle.x + (index - (length - 1) / 2) * step + shift, y }));
  const shift = even ? (layout === 'upper' ? step / 4 : -step / 4) : 0;
  return [...row(upper, -shift, middle.y - drop / 2), ...row(count - upper, shift, middle.y + drop / 2)];
}

function draw(shape: 'circle' | 'pentagon', center: Point, radius: number, stroke: Stroke): string {
  if (shape === 'circle') {
    return `<circle cx="${px(center.x)}" cy="${px(center.y)}" r="${px(radius)}" ${strokeOf(stroke)}/>`;
  }
  const corners = Array.from({ length: 5 }, (_, corner) => {
    const angle = (corner * 2 * Math.PI) / 5 - Math.PI / 2;
    return { x: center.x + radius * Math.cos(angle), y: center.y + radius * Math.sin(angle) };
  });
  return outline(corners, stroke);
}
