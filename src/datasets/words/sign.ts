/** @module The family `sign`: coloured words on a coloured board in a scene, turned as boards hang. */
import type { Random } from '../../domain/random.js';
import { px } from '../blindtest/drawing.js';
import type { PictureDraft } from '../draft.js';
import { drawStyle, printed, type Level } from './print-style.js';
import { block, widthOf, write } from './sheet.js';
import { capital, CITIES, WORDS } from './vocabulary.js';

/** Of text and of board. The hard ones have nearly the same brightness: only their colour tells them apart. */
const COLORS: Readonly<Record<Level, readonly (readonly [string, string])[]>> = {
  easy: [
    ['#ffffff', '#1f3f8f'],
    ['#101010', '#f2c200'],
    ['#ffffff', '#b01818'],
  ],
  medium: [
    ['#f6e05a', '#2f6f3a'],
    ['#fff4d6', '#c06a16'],
    ['#2a1f66', '#8fb8de'],
  ],
  hard: [
    ['#d8342b', '#4d8a3f'],
    ['#2f7fd1', '#b5623a'],
    ['#e0559b', '#4f9a8f'],
  ],
};
const SCENES = ['#dfe7ec', '#e9e4d8', '#d9e2d3'] as const;
const HOUSES = ['#cfd6da', '#d8d0c0', '#c6cfbf', '#e4e9ec'] as const;

export function generateSign(random: Random): PictureDraft {
  const drawn = drawStyle(random, [20, 28, 40], 'line', ['Open Sans']);
  const [color, board] = random.pick(COLORS[drawn.level]);
  const angle = random.pick([0, 4, 10, 18, 28]) * random.pick([-1, 1]);
  const style = { ...drawn, pen: { ...drawn.pen, color }, angle: angle + 0, shadow: 0, ground: random.pick(SCENES) };
  const { pen, ground } = style;
  const text = signText(random);
  const wide = widthOf(text, pen) + 1.6 * pen.size;
  const [width, height] = [Math.ceil(wide + 3 * pen.size), Math.ceil(5.5 * pen.size)];
  const [left, top] = [(width - wide) / 2, 1.8 * pen.size];
  const scenery = Array.from({ length: random.int(0, 5) }, () =>
    block(
      random.int(-20, width - 20),
      random.int(-10, height - 10),
      random.int(20, 90),
      random.int(20, 70),
      random.pick(HOUSES),
    ),
  );
  const body = [
    ...scenery,
    `<rect x="${px(left)}" y="${px(top)}" width="${px(wide)}" height="${px(1.9 * pen.size)}" rx="${px(0.2 * pen.size)}" fill="${board}"/>`,
    write(text, width / 2, top + 1.3 * pen.size, pen, 'middle'),
  ];
  return {
    ...printed({ width, height, ground, body }, style),
    truth: text,
    category: 'Scene Text-centric VQA',
    wordings: [
      'What does the sign say?',
      'What is written on this sign?',
      'Read the text of the sign in the picture.',
      'Which text does the sign in the image bear?',
      'What words are on the sign?',
      'Write down what the sign says.',
      'The sign in the scene has which text?',
      'What can be read on the sign?',
    ],
  };
}

function signText(random: Random): string {
  const [first = '', second = ''] = random.shuffle(WORDS);
  return random.pick([
    first.toUpperCase(),
    capital(first),
    `${capital(first)} ${capital(second)}`,
    `${random.pick(CITIES)} ${random.int(12, 98)}`,
    `${first.toUpperCase()} ${second.toUpperCase()}`,
  ]);
}
