/** @module A word with a red oval around one of its letters: which letter is it? */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { FONT_NAMES, glyphOf, type FontName } from '../fonts.js';
import { label, picture, px, strokeOf } from './drawing.js';

const SIZE = 512;
/** The three strings of the benchmark, and some of our own; none with letters that look alike without a context. */
const WORDS = [
  'Acknowledgement',
  'Subdermatoglyphic',
  'tHyUiKaRbNqWeOpXcZvM',
  'Workflow',
  'Jackdaws',
  'Quartz',
  'pQmZaKwSxBdRe',
] as const;
/** Smaller letters would vanish under the oval's line. */
const MIN_FONT_SIZE = 26;
const MAX_FONT_SIZE = 96;
/** The oval is this much larger than the letter it surrounds. */
const OVAL_SCALE = 1.4;

/** Draws one word in the middle of the picture. `padding` is the white space at its left and right, in pixels. */
export function generateCircledLetter(random: Random): PictureDraft {
  const word = random.pick(WORDS);
  const font = random.pick(FONT_NAMES);
  const spacing = random.pick([0.04, 0.1, 0.18]);
  const ems = advances(word, font, spacing);
  const fontSizeFor = (padding: number): number => Math.min(MAX_FONT_SIZE, (SIZE - 2 * padding) / ems.width);
  const padding = random.pick([25, 50, 100, 200].filter((each) => each === 25 || fontSizeFor(each) >= MIN_FONT_SIZE));
  const fontSize = Math.round(fontSizeFor(padding) * 100) / 100;
  const thickness = random.pick([4, 5, 6].filter((each) => each === 4 || each <= fontSize / 6));
  const chosen = random.int(0, word.length - 1);
  const left = (SIZE - ems.width * fontSize) / 2;
  const baseline = SIZE / 2 + 0.25 * fontSize;

  const letters = Array.from(word, (letter, index) =>
    label(
      letter,
      { x: left + (ems.starts[index] ?? 0) * fontSize, y: baseline },
      { font, size: fontSize, color: '#000000', anchor: 'start' },
    ),
  );
  const letter = word.charAt(chosen);
  const box = glyphOf(font, letter);
  const center = {
    x: left + ((ems.starts[chosen] ?? 0) + (box.left + box.right) / 2) * fontSize,
    y: baseline - ((box.bottom + box.top) / 2) * fontSize,
  };
  const rx = Math.max((OVAL_SCALE * (box.right - box.left) * fontSize) / 2, 0.25 * fontSize) + thickness / 2;
  const ry = (OVAL_SCALE * (box.top - box.bottom) * fontSize) / 2 + thickness / 2;
  const oval = `<ellipse cx="${px(center.x)}" cy="${px(center.y)}" rx="${px(rx)}" ry="${px(ry)}" ${strokeOf({ color: '#ff0000', width: thickness })}/>`;
  return {
    svg: picture(SIZE, SIZE, [...letters, oval]),
    width: SIZE,
    height: SIZE,
    truth: letter,
    wordings: WORDINGS,
    difficulty: { word, font, thickness, padding, spacing },
  };
}

const WORDINGS: readonly string[] = [
  'Which letter is inside the red oval? Give the letter in curly brackets, e.g. {a}.',
  'One character is highlighted with a red oval. Which one? Answer with that character in curly brackets, for example {k}.',
  'Which letter of the word is circled in red? Reply with the letter only.',
  'A red circle is drawn around one letter of the text. Name that letter, and nothing else.',
];

/** Where each letter's pen position is, and the width of the word, in ems. */
function advances(word: string, font: FontName, spacing: number): { starts: readonly number[]; width: number } {
  const starts: number[] = [];
  let pen = 0;
  for (const letter of word) {
    starts.push(pen);
    pen += glyphOf(font, letter).advance + spacing;
  }
  return { starts, width: pen - spacing };
}
