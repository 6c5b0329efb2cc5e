/** @module The family `table`: one entry of a small printed table is asked for by its name and its heading. */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { drawStyle, printed } from './print-style.js';
import { block, rule, widthOf, write, type Pen } from './sheet.js';
import { CITIES, clockTime, code, digits, personName, some } from './vocabulary.js';

const SHAPE = { easy: [3, 2], medium: [5, 3], hard: [8, 4] } as const;
const HEADINGS: readonly (readonly [string, (random: Random) => string])[] = [
  ['Price', (random) => `${random.int(2, 89)}.${digits(random, 2)}`],
  ['Weight', (random) => `${random.int(12, 980)} kg`],
  ['Seats', (random) => String(random.int(12, 640))],
  ['Platform', (random) => String(random.int(1, 24))],
  ['Departure', clockTime],
  ['Code', code],
  ['Manager', personName],
  ['Stock', (random) => digits(random, 4)],
];
const RULINGS = ['none', 'lines', 'grid', 'shaded'] as const;

export function generateTable(random: Random): PictureDraft {
  const style = drawStyle(random, [15, 19, 24, 30], 'page');
  const { pen, ground, level } = style;
  const [rowCount, columnCount] = SHAPE[level];
  const rows = some(random, CITIES, rowCount);
  const columns = some(random, HEADINGS, columnCount);
  const values = rows.map(() => columns.map(([, value]) => value(random)));
  const ruling = random.pick(RULINGS);
  const [row, column] = [random.int(0, rowCount - 1), random.int(0, columnCount - 1)];
  const cells = [
    ['City', ...columns.map(([heading]) => heading)],
    ...rows.map((name, index) => [name, ...(values[index] ?? [])]),
  ];
  const drawn = drawTable(cells, pen, ruling, 1.3 * pen.size);
  const { difficulty, ...picture } = printed({ ...drawn, ground }, style);
  return {
    ...picture,
    difficulty: { ...difficulty, ruling },
    truth: values[row]?.[column] ?? '',
    category: 'Doc-oriented VQA',
    wordings: wordingsOf(rows[row] ?? '', (columns[column]?.[0] ?? '').toLowerCase()),
  };
}

function wordingsOf(name: string, heading: string): readonly string[] {
  return [
    `What is the ${heading} of ${name} in the printed table?`,
    `Which ${heading} does the printed table state for ${name}?`,
    `Read the table: what is the ${heading} for ${name}?`,
    `What is written in the printed table under ${heading} for ${name}?`,
    `Write down the ${heading} of ${name} from the printed table.`,
    `In the printed table, which ${heading} has ${name}?`,
    `What does the printed table say about the ${heading} of ${name}?`,
    `For ${name}, which ${heading} can be read in the printed table?`,
  ];
}

function drawTable(
  cells: readonly (readonly string[])[],
  pen: Pen,
  ruling: (typeof RULINGS)[number],
  margin: number,
): { readonly width: number; readonly height: number; readonly body: readonly string[] } {
  const line = 1.9 * pen.size;
  const [head = []] = cells;
  const widths = head.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? '', pen))) + 1.8 * pen.size);
  const lefts = widths.map((_, at) => margin + widths.slice(0, at).reduce((sum, width) => sum + width, 0));
  const right = margin + widths.reduce((sum, width) => sum + width, 0);
  const bottom = margin + cells.length * line;
  const body = ruling === 'shaded' ? [block(margin, margin, right - margin, line, '#c9d4e0')] : [];
  if (ruling === 'lines' || ruling === 'grid') {
    for (let at = 0; at <= cells.length; at++)
      body.push(rule(margin, margin + at * line, right, margin + at * line, pen.color));
  }
  if (ruling === 'grid') {
    for (const x of [...lefts, right]) body.push(rule(x, margin, x, bottom, pen.color));
  }
  for (const [at, row] of cells.entries()) {
    for (const [column, text] of row.entries())
      body.push(write(text, (lefts[column] ?? 0) + 0.6 * pen.size, margin + at * line + 1.3 * pen.size, pen));
  }
  return { width: Math.ceil(right + margin), height: Math.ceil(bottom + margin), body };
}
