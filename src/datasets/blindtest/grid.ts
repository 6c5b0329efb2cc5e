/** @module A table, empty or with a word in each cell: how many rows and columns has it? */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { label, picture, px } from './drawing.js';

const WORDS = [
  'apple', 'bread', 'chair', 'dance', 'earth', 'flame', 'green', 'house', 'island', 'juice', 'kite', 'lemon', 'music',
  'night', 'ocean', 'paper', 'queen', 'river', 'stone', 'tree', 'under', 'voice', 'water', 'year', 'zebra',
] as const; // prettier-ignore

/** Draws a table that fills the picture but for a margin; rows and columns differ by at most one. */
export function generateGrid(random: Random): PictureDraft {
  const size = random.pick([500, 1250, 2000]);
  const lineWidth = random.pick([10, 20]);
  const content = random.pick(['blank', 'words'] as const);
  const margin = random.pick([0, 0.02, 0.06]) * size;
  const smaller = random.int(3, 9);
  const [rows, columns] = random.pick([
    [smaller, smaller],
    [smaller, smaller + 1],
    [smaller + 1, smaller],
  ] as const);
  const inner = size - 2 * margin - lineWidth;
  const start = margin + lineWidth / 2;
  const cell = { width: inner / columns, height: inner / rows };

  const line = (x1: number, y1: number, x2: number, y2: number): string =>
    `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="#000000" stroke-width="${lineWidth}" stroke-linecap="square"/>`;
  const body: string[] = [];
  for (let row = 0; row <= rows; row++) {
    body.push(line(start, start + row * cell.height, start + inner, start + row * cell.height));
  }
  for (let column = 0; column <= columns; column++) {
    body.push(line(start + column * cell.width, start, start + column * cell.width, start + inner));
  }
  if (content === 'words') {
    const fontSize = 0.2 * (Math.min(cell.width, cell.height) - lineWidth);
    for (let index = 0; index < rows * columns; index++) {
      const at = {
        x: start + ((index % columns) + 0.5) * cell.width,
        y: start + (Math.floor(index / columns) + 0.5) * cell.height + 0.35 * fontSize,
      };
      body.push(
        label(random.pick(WORDS), at, { font: 'Open Sans', size: fontSize, color: '#000000', anchor: 'middle' }),
      );
    }
  }
  return {
    svg: picture(size, size, body),
    width: size,
    height: size,
    truth: `${rows},${columns}`,
    wordings: WORDINGS,
    difficulty: { size, lineWidth, content, margin: Math.round(margin) },
  };
}

const WORDINGS: readonly string[] = [
  'Count the rows and columns of the grid. Answer with both numbers in curly brackets, e.g. rows={5} columns={6}.',
  'How many rows and how many columns has this table? Reply in the form rows={5} columns={6}.',
  'What size has the grid? Answer with the pair (rows, columns), for example (5,6).',
  'Give the number of rows and the number of columns of the table as (rows,columns), e.g. (4,7).',
];
