/** @module Two discs of equal size: do they touch, do they overlap? (Yes or No) */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { picture, px } from './drawing.js';

/** Distance between the rims, in diameters. Touching: gap <= 0; overlapping: gap < 0. */
const APART = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5] as const;
const OVERLAPPING = [-0.15, -0.1, -0.05] as const;
const TANGENT = 0;
/** Unit vectors from the first centre to the second. */
const DIRECTIONS = {
  horizontal: [1, 0],
  vertical: [0, 1],
  falling: [Math.SQRT1_2, Math.SQRT1_2],
  rising: [Math.SQRT1_2, -Math.SQRT1_2],
} as const;
const COLORS = [
  ['#0075ff', '#eb00ff'],
  ['#eb00ff', '#0075ff'],
  ['#1f77b4', '#e377c2'],
] as const;

/** Draws the discs around the middle of the picture. A question about overlap never gets the ambiguous gap of 0. */
export function generateTwoCircles(random: Random): PictureDraft {
  const size = random.pick([384, 769, 1155]);
  const divisor = random.pick([4, 5, 6, 7]);
  const relation = random.pick(['touch', 'overlap'] as const);
  const yes = random.int(0, 1) === 1;
  const gap = random.pick(yes ? (relation === 'touch' ? [...OVERLAPPING, TANGENT] : OVERLAPPING) : APART);
  const direction = random.pick(['horizontal', 'vertical', 'falling', 'rising'] as const);
  const [firstColor, secondColor] = random.pick(COLORS);
  const diameter = size / divisor;
  const [dx, dy] = DIRECTIONS[direction];
  const reach = (diameter * (1 + gap)) / 2;
  const disc = (side: 1 | -1, color: string): string =>
    `<circle cx="${px(size / 2 + side * dx * reach)}" cy="${px(size / 2 + side * dy * reach)}" r="${px(diameter / 2)}" fill="${color}"/>`;
  const svg = picture(size, size, [disc(-1, firstColor), disc(1, secondColor)]);
  return {
    svg,
    width: size,
    height: size,
    truth: yes ? 'Yes' : 'No',
    wordings: WORDINGS[relation],
    difficulty: { size, diameter: `1/${divisor}`, gap, direction, relation },
  };
}

const WORDINGS = {
  touch: [
    'Are the two circles touching each other? Answer Yes or No.',
    'Do the two circles touch? Reply with Yes or No only.',
    'Look at both circles: is there any point where they touch? Answer with Yes or No.',
    'Is it true that the two circles are in contact? Say Yes or No.',
  ],
  overlap: [
    'Are the two circles overlapping? Answer Yes or No.',
    'Do the two circles overlap? Reply with Yes or No only.',
    'Does one of the two circles cover a part of the other? Answer with Yes or No.',
    'Look at both circles: do their areas overlap? Say Yes or No.',
  ],
} as const;
