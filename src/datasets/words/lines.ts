/** @module The families `word` and `line`: a lone word, number or code, and one line of text, to be read as they are. */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { drawStyle, printed, type Level, type PrintStyle } from './print-style.js';
import { widthOf, write } from './sheet.js';
import { calendarDate, capital, CITIES, clockTime, code, digits, personName, TRADES, WORDS } from './vocabulary.js';

const SIZES = [18, 24, 34, 46];

export function generateWord(random: Random): PictureDraft {
  const style = drawStyle(random, SIZES, 'line');
  const text = wordOf(style.level, random);
  return draftOf(text, style, random, [
    'What is written in the image?',
    'Read the word in the image.',
    'Which word is printed in this picture?',
    'What does the text in the picture say?',
    'Write down the text in the image.',
    'What text is shown in the image?',
    'Transcribe the word that the picture shows.',
    'The picture holds one printed word: what does it say?',
  ]);
}

export function generateLine(random: Random): PictureDraft {
  const style = drawStyle(random, SIZES.slice(0, 3), 'line');
  const text = lineOf(style.level, random);
  return draftOf(text, style, random, [
    'What is written in the image?',
    'Read the line of text in the picture.',
    'Transcribe the printed line exactly.',
    'What does the line of text say?',
    'Write down the text in the image.',
    'Which line of text is printed in the image?',
    'Give the words of the printed line as they stand in the picture.',
    'A single line of text is shown: what does it say?',
  ]);
}

function wordOf(level: Level, random: Random): string {
  const word = random.pick(WORDS);
  if (level === 'easy') return random.pick([word, capital(word)]);
  return level === 'medium' ? random.pick([word.toUpperCase(), digits(random, random.int(4, 7))]) : code(random);
}

function lineOf(level: Level, random: Random): string {
  const [first, second, third] = random.shuffle(WORDS);
  if (level === 'easy')
    return random.pick([
      `The ${first} and the ${second}`,
      `${capital(first ?? '')} ${second} with ${third}`,
      `Please mind the ${first} ${second}`,
    ]);
  if (level === 'medium')
    return random.pick([
      `The ${first} opens at ${clockTime(random)}, the ${second} at ${clockTime(random)}.`,
      `${personName(random)}, ${random.pick(TRADES).toLowerCase()} in ${random.pick(CITIES)}`,
      `Platform ${random.int(2, 19)} is closed until ${calendarDate(random)}.`,
    ]);
  return random.pick([
    `${code(random)} / ${personName(random)} / ${calendarDate(random)}`,
    `Gate ${random.pick(Array.from('ABCD'))}${random.int(2, 39)}: flight ${code(random)} to ${random.pick(CITIES)}, ${clockTime(random)}`,
    `Order ${digits(random, 6)}: ${random.int(2, 48)} x ${first} ${second} (${digits(random, 3)} g)`,
  ]);
}

function draftOf(text: string, style: PrintStyle, random: Random, wordings: readonly string[]): PictureDraft {
  const { pen, ground } = style;
  const [side, above] = [random.real(0.8, 2.5) * pen.size, random.real(0.7, 1.6) * pen.size];
  const sheet = {
    width: Math.ceil(widthOf(text, pen) + 2 * side),
    height: Math.ceil(2 * above + 1.2 * pen.size),
    ground,
    body: [write(text, side, above + 0.95 * pen.size, pen)],
  };
  return { ...printed(sheet, style), truth: text, category: 'Text Recognition', wordings };
}
