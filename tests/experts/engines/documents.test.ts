/** The engine `documents` and print that is restored before it is read: the pure parts by tables, the rest on small pictures. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { renderPng } from '../../../src/datasets/raster.js';
import { findSuite } from '../../../src/datasets/suite.js';
import { rowsOf } from '../../../src/experts/engines/documents/cells.js';
import { findEntry } from '../../../src/experts/engines/documents/find-entry.js';
import { createEngines } from '../../../src/experts/engines/index.js';
import { evenLight } from '../../../src/experts/engines/restore/even-light.js';
import { noiseOf, withoutNoise } from '../../../src/experts/engines/restore/noise.js';
import { skewOf } from '../../../src/experts/engines/restore/skew.js';
import { ask, said } from './support/ask-engine.js';

const engines = createEngines();
afterAll(() => engines.close());

/** A page in monospaced letters: each is 10 wide, each line 24 high. */
function page(...lines: readonly string[]) {
  const words = lines.flatMap((line, row) =>
    [...line.matchAll(/\S+/g)].map(({ 0: text, index }) => ({
      text,
      confidence: 0.9,
      x: 10 * index,
      y: 24 * row,
      width: 10 * text.length,
      height: 14,
    })),
  );
  return rowsOf(words);
}

const FORM = page(
  'Staff form',
  '',
  'Name:        Rosa Klein',
  'Staff number:  40718',
  'Start date:   3 May 2019',
  'Room:',
);
const BILL = page(
  'Corner Shop',
  'Onions        1.20',
  'Onion soup    3.40',
  'Subtotal      4.60',
  'Tax           0.40',
  'Total         5.00',
);
const TABLE = page('Town      Trains   Trams', 'Arnes       14       3', 'Belmar      22       7');
const STACKED = page('Given name', 'Rosa', '', '', 'Family name', 'Klein');

describe('an entry is found', () => {
  test.each<[string, ReturnType<typeof page>, string, string]>([
    ['to the right of its label', FORM, 'Who is the name on this form?', 'Rosa Klein'],
    ['by a label of two words', FORM, 'What is the staff number?', '40718'],
    ['by a label in quotes', FORM, 'What does the field "Start date" hold?', '3 May 2019'],
    ['although a letter of its label was misread', page('Staff nunber: 40718'), 'What is the staff number?', '40718'],
    ['below its label', STACKED, 'What is the family name?', 'Klein'],
    ['as the total, not the subtotal', BILL, 'What is the total amount?', '5.00'],
    ['as the subtotal', BILL, 'What is the subtotal?', '4.60'],
    ['as the price of one thing, not of another that shares a word', BILL, 'How much are the onions?', '1.20'],
    ['as the price of a thing of two words', BILL, 'What does the onion soup cost?', '3.40'],
    ['where row and column meet', TABLE, 'How many trams does Belmar have?', '7'],
    ['where another row and column meet', TABLE, 'What stands under Trains for Arnes?', '14'],
    ['in one cell with its label', page('Rosa Klein', 'Room 214'), 'Which room is it?', '214'],
  ])('%s', (_, rows, question, text) => {
    expect(findEntry(rows, question)).toMatchObject({ kind: 'entry', text });
  });

  test.each<[string, ReturnType<typeof page>, string]>([
    ['a label that is not there', FORM, 'What is the blood group?'],
    ['an entry that is empty', FORM, 'What is the room?'],
    ['two different entries at equal labels', page('Room:   12', 'Room:   14'), 'What is the room?'],
    ['a question that only asks', FORM, 'What does it say?'],
    ['an empty page', page(), 'What is the room?'],
  ])('not for %s', (_, rows, question) => {
    expect(findEntry(rows, question).kind).toBe('cannot');
  });
});

/** Three long bars, turned by so many degrees. */
function bars(angle: number): { readonly mask: Uint8Array; readonly width: number } {
  const [width, height] = [300, 240];
  const mask = new Uint8Array(width * height);
  const [sin, cos] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - width / 2, y - height / 2];
      const [along, across] = [dx * cos + dy * sin, dy * cos - dx * sin];
      const inBar = [-30, 0, 30].some((middle) => Math.abs(across - middle) < 5);
      if (Math.abs(along) < 90 && inBar && Math.floor(along / 12) % 3 !== 0) mask[y * width + x] = 1;
    }
  return { mask, width };
}

describe('print is restored', () => {
  test.each([0, 2.5, -6, 14, -33])('rows turned by %d degrees are found so', (angle) => {
    const { mask, width } = bars(angle);
    expect(Math.abs(skewOf(mask, width) - angle)).toBeLessThanOrEqual(0.75);
  });

  test('no ink is not turned', () => {
    expect(skewOf(new Uint8Array(900), 30)).toBe(0);
  });

  test('noise is measured, and taken out where there is any', async () => {
    const clean = { width: 60, height: 40, data: new Uint8Array(7200).map((_, i) => ((i / 3) % 60 < 30 ? 200 : 60)) };
    const noisy = { ...clean, data: clean.data.map((value, i) => value + ((Math.floor(i / 3) * 7919) % 41) - 20) };
    expect(noiseOf(clean)).toBeLessThan(1);
    expect(noiseOf(noisy)).toBeGreaterThan(8);
    expect(await withoutNoise(clean)).toBe(clean);
    expect(noiseOf(await withoutNoise(noisy))).toBeLessThan(0.6 * noiseOf(noisy));
  });

  test('a page whose light fades is white all over, and its ink stays dark', () => {
    const [width, height] = [320, 64];
    const data = new Uint8Array(3 * width * height).map((_, i) => {
      const x = Math.floor(i / 3) % width;
      const light = 250 - x / 2;
      return x % 20 < 3 ? 0.1 * light : light;
    });
    const even = evenLight({ width, height, data });
    const levels = Array.from({ length: width }, (_, x) => even.data[3 * (32 * width + x)]!);
    expect(Math.min(...levels.filter((_, x) => x % 20 >= 3))).toBeGreaterThan(225);
    expect(Math.max(...levels.filter((_, x) => x % 20 < 3))).toBeLessThan(40);
  });

  const sign = (text: string, colors: readonly [string, string], angle: number): Uint8Array =>
    renderPng(
      `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="200"><rect width="360" height="200" fill="#dfe7ec"/>` +
        `<g transform="rotate(${angle} 180 100)"><rect x="70" y="70" width="220" height="60" fill="${colors[1]}"/>` +
        `<text x="180" y="112" font-family="Open Sans" font-size="34" text-anchor="middle" fill="${colors[0]}">${text}</text></g></svg>`,
    );

  test.each<[string, readonly [string, string], number]>([
    ['turned by 20 degrees', ['#ffffff', '#1f3f8f'], 20],
    ['as bright as its board', ['#d8342b', '#4d8a3f'], 0],
  ])('a sign %s is read restored, and not as it is', async (_, colors, angle) => {
    const images = [sign('Harbor', colors, angle)];
    const tesseract = engines.get('tesseract');
    expect(said(await ask(tesseract, 'read', { images, params: { prepare: 'restore' } }))).toBe('Harbor');
    expect(said(await ask(tesseract, 'read', { images }))).not.toBe('Harbor');
  });
});

describe('pictures', () => {
  // Small ones, in even light and level, in a shadow, and turned.
  test('of the suite: at least five of six are answered rightly by the preparation that they need', async () => {
    const suite = findSuite('words');
    const asked = [
      [31, 'find-entry', ''],
      [145, 'find-entry', ''],
      [130, 'find-entry', ''],
      [13, 'read-formula', ''],
      [87, 'find-entry', 'even'],
      [158, 'find-entry', 'restore'],
    ] as const;
    const right: string[] = [];
    for (const [index, task, prepare] of asked) {
      const { id, question, image, groundTruth } = suite.item(index, 101);
      const reply = await ask(engines.get('documents'), task, {
        text: question,
        images: [image!],
        params: { prepare },
      });
      const text = said(reply).replaceAll(/\^\{(.)\}/g, '^$1');
      if ([groundTruth].flat().includes(text)) right.push(id);
    }
    expect(right.length).toBeGreaterThanOrEqual(5);
  });

  test('without anything to read: said so', async () => {
    const blank = renderPng(
      '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="80" height="60" fill="#fff"/></svg>',
    );
    for (const task of ['find-entry', 'read-formula'])
      for (const prepare of ['restore', 'even', ''])
        expect(
          await ask(engines.get('documents'), task, {
            text: 'What is the total?',
            images: [blank],
            params: { prepare },
          }),
        ).toMatchObject({ kind: 'cannot' });
    await expect(ask(engines.get('documents'), 'read')).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
  });
});
