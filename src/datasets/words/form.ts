/** @module The family `form`: fields with their labels, one of which is asked for. */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { drawStyle, printed } from './print-style.js';
import { block, rule, widthOf, write, type Pen } from './sheet.js';
import {
  calendarDate,
  capital,
  CITIES,
  code,
  COUNTRIES,
  digits,
  personName,
  some,
  TRADES,
  WORDS,
} from './vocabulary.js';

const FIELDS: readonly (readonly [string, (random: Random) => string])[] = [
  ['Name', personName],
  ['Customer number', (random) => digits(random, 6)],
  ['Order number', code],
  ['Account number', (random) => digits(random, 8)],
  ['Date of birth', calendarDate],
  ['Delivery date', calendarDate],
  ['City', (random) => random.pick(CITIES)],
  ['Country', (random) => random.pick(COUNTRIES)],
  ['Occupation', (random) => random.pick(TRADES)],
  ['Phone', (random) => `${digits(random, 3)} ${digits(random, 4)}`],
  ['Street', (random) => `${capital(random.pick(WORDS))} Road ${random.int(2, 98)}`],
  ['Room', (random) => `${random.pick(Array.from('ABCD'))} ${random.int(101, 499)}`],
  ['Contact person', personName],
  ['Vehicle', (random) => `${capital(random.pick(WORDS))} ${random.int(2, 9)}`],
];
const TITLES = ['Membership form', 'Registration form', 'Delivery form', 'Travel form', 'Application form'];
const COUNT = { easy: 3, medium: 5, hard: 8 } as const;
const LAYOUTS = ['colon', 'columns', 'boxed', 'stacked'] as const;

interface Field {
  readonly key: string;
  readonly value: string;
}

export function generateForm(random: Random): PictureDraft {
  const style = drawStyle(random, [15, 19, 24, 30], 'page');
  const { pen, ground } = style;
  const fields = some(random, FIELDS, COUNT[style.level]).map(([key, value]) => ({ key, value: value(random) }));
  const asked = random.pick(fields);
  const layout = random.pick(LAYOUTS);
  const margin = 1.4 * pen.size;
  const { body, width, height } = layOut(layout, fields, pen, margin, 3.4 * pen.size);
  const title = write(random.pick(TITLES), margin, margin + 0.9 * pen.size, { ...pen, size: 1.3 * pen.size });
  const key = asked.key.toLowerCase();
  const { difficulty, ...picture } = printed(
    { width: Math.ceil(width), height: Math.ceil(height), ground, body: [title, ...body] },
    style,
  );
  return {
    ...picture,
    difficulty: { ...difficulty, layout },
    truth: asked.value,
    category: 'Key Information Extraction',
    wordings: [
      `What is the ${key} on this form?`,
      `Which ${key} does the form state?`,
      `Read the form: what is written for ${key}?`,
      `In the printed form, what is the entry for "${asked.key}"?`,
      `What does the form say for ${key}?`,
      `Find the ${key} in the form and write it down.`,
      `What was filled in for ${key} on this form?`,
      `The form has a field "${asked.key}": what does it say?`,
    ],
  };
}

function layOut(
  layout: (typeof LAYOUTS)[number],
  fields: readonly Field[],
  pen: Pen,
  margin: number,
  top: number,
): { readonly body: readonly string[]; readonly width: number; readonly height: number } {
  const { size } = pen;
  const keyWidth = Math.max(...fields.map(({ key }) => widthOf(`${key}:`, pen)));
  const valueWidth = Math.max(...fields.map(({ value }) => widthOf(value, pen)), 12 * size);
  const step = { colon: 1.7, columns: 1.9, boxed: 2.3, stacked: 3 }[layout] * size;
  const valueX = margin + keyWidth + 1.8 * size;
  const body = fields.flatMap(({ key, value }, index) => {
    const y = top + index * step + size;
    if (layout === 'colon') {
      return [write(`${key}: ${value}`, margin, y, pen)];
    }
    if (layout === 'stacked') {
      const small = { ...pen, size: 0.8 * size };
      const line = rule(margin, y + 1.6 * size, margin + valueWidth, y + 1.6 * size, pen.color, 0.04 * size);
      return [write(key, margin, y, small), write(value, margin + 0.2 * size, y + 1.3 * size, pen), line];
    }
    const box = block(valueX - 0.5 * size, y - 1.25 * size, valueWidth + size, 1.8 * size, 'none', pen.color);
    return [write(key, margin, y, pen), ...(layout === 'boxed' ? [box] : []), write(value, valueX, y, pen)];
  });
  const right =
    layout === 'colon'
      ? margin + keyWidth + valueWidth
      : layout === 'stacked'
        ? margin + valueWidth
        : valueX + valueWidth;
  return { body, width: right + margin + size, height: top + fields.length * step + margin };
}
