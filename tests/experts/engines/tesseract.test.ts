/** The engine `tesseract`: what it reads, single characters of words, aborts, and that it leaves nothing behind. */
import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { renderPng } from '../../../src/datasets/raster.js';
import { createEngines } from '../../../src/experts/engines/index.js';
import { ask, inTurns, said } from './support/ask-engine.js';
import { drawn, otherPictures, ownPictures } from './support/pictures.js';

const engines = createEngines();
afterAll(() => engines.close());
const tesseract = engines.get('tesseract');

/** Text by resvg in a shipped font; one line per entry. */
function page(lines: readonly string[], size: number, width = 800, style = ''): Uint8Array {
  const height = Math.round(lines.length * size * 1.6 + 40);
  const text = lines.map(
    (line, i) =>
      `<text x="20" y="${20 + (i + 1) * size * 1.5}" font-family="Open Sans" font-size="${size}" ${style}>${line}</text>`,
  );
  const ground = style.includes('white') ? 'black' : 'white';
  return renderPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${ground}"/>${text.join('')}</svg>`,
  );
}

describe('reading', () => {
  const lines = ['The quick brown fox jumps', 'over 13 lazy dogs in 2026,', 'and none of them minds.'];

  test('a paragraph, exactly, with the words and where they are', async () => {
    const reply = await ask(tesseract, 'read', { images: [page(lines, 28)] });
    expect(said(reply)).toBe(lines.join('\n'));
    if (reply.kind !== 'answer') return;
    expect(reply.confidence).toBeGreaterThan(0.8);
    expect(reply.usage).toEqual({ calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 });
    const words = reply.data.words as { text: string; x: number; y: number; width: number; height: number }[];
    expect(words.map((word) => word.text)).toEqual(lines.join(' ').split(' '));
    // "The" begins at x 20; its letters are about 20 pixels high and stand on the line at y 62.
    expect(Math.abs(words[0]!.x - 20)).toBeLessThan(4);
    expect(Math.abs(words[0]!.y + words[0]!.height - 62)).toBeLessThan(4);
  });

  test('small print, which is enlarged first', async () => {
    expect(said(await ask(tesseract, 'read', { images: [page(lines, 11, 300)] }))).toBe(lines.join('\n'));
  });

  test('white on black', async () => {
    expect(said(await ask(tesseract, 'read', { images: [page(lines, 28, 800, 'fill="white"')] }))).toBe(
      lines.join('\n'),
    );
  });

  test('one line, and one word', async () => {
    expect(said(await ask(tesseract, 'read-line', { images: [page(['Invoice 20-4417'], 30, 400)] }))).toBe(
      'Invoice 20-4417',
    );
    expect(said(await ask(tesseract, 'read', { images: [page(['Marmalade'], 40, 300)] }))).toBe('Marmalade');
  });

  test('only the characters that are allowed', async () => {
    const reply = await ask(tesseract, 'read-line', {
      images: [page(['4071 8853'], 36, 300)],
      params: { whitelist: '0123456789' },
    });
    expect(said(reply).replace(/\s/g, '')).toBe('40718853');
  });

  test('at most 100 words are listed', async () => {
    const many = Array.from({ length: 16 }, () => 'one two three four five six seven eight');
    const reply = await ask(tesseract, 'read', { images: [page(many, 18)] });
    expect(reply.kind === 'answer' && Array.isArray(reply.data.words) ? reply.data.words.length : 0).toBe(100);
  });

  test('a picture without text can not be read', async () => {
    const blank = await drawn('');
    for (const task of ['read', 'read-line', 'read-character']) {
      expect((await ask(tesseract, task, { images: [blank] })).kind).toBe('cannot');
    }
  });

  test('nothing is written where the process runs', () => {
    expect(existsSync('eng.traineddata')).toBe(false);
    expect(existsSync('eng.traineddata.gz')).toBe(false);
  });
});

describe('single characters', () => {
  async function circled(image: Uint8Array): Promise<string> {
    const region = await ask(engines.get('raster'), 'highlighted-region', { images: [image] });
    return region.kind === 'answer'
      ? said(await ask(tesseract, 'read-character', { images: region.images }))
      : said(region);
  }

  test('circled letters: at least 95 % of 40 of our pictures', async () => {
    const pictures = ownPictures('circled-letter', 40, 31);
    const right = (await inTurns(pictures, 2, ({ image }) => circled(image))).filter(
      (text, i) => text === pictures[i]!.truth,
    );
    expect(right.length).toBeGreaterThanOrEqual(38);
  });

  test('circled letters of other renderers: at least 80 %', async () => {
    const pictures = (await otherPictures()).filter((picture) => /letter|highlighted/.test(picture.family));
    expect(pictures.length).toBeGreaterThanOrEqual(5);
    const right = (await inTurns(pictures, 2, ({ image }) => circled(image))).filter(
      (text, i) => text === pictures[i]!.truth,
    );
    expect(right.length / pictures.length).toBeGreaterThanOrEqual(0.8);
  });

  test('lone capitals: at least 20 of 26', async () => {
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const texts = await inTurns(letters, 2, async (letter) =>
      said(await ask(tesseract, 'read-character', { images: [page([letter], 60, 120)] })),
    );
    expect(texts.filter((text, i) => text.toUpperCase() === letters[i]).length).toBeGreaterThanOrEqual(20);
  });

  test('a page of text is not one character', async () => {
    const image = page(
      ['The quick brown fox jumps over the', 'lazy dog, and nobody minds it', 'very much as things are.'],
      20,
    );
    expect((await ask(tesseract, 'read-character', { images: [image] })).kind).toBe('cannot');
  });
});

describe('several calls', () => {
  test('four at once are all answered', async () => {
    const words = ['Apple', 'Orange', 'Banana', 'Cherry'];
    const texts = await inTurns(words, 4, async (word) =>
      said(await ask(tesseract, 'read-line', { images: [page([word], 36, 300)] })),
    );
    expect(texts).toEqual(words);
  });

  test('an abort ends calls in progress and calls that wait, and the next ones are answered', async () => {
    const reason = new Error('cancelled');
    const long = page(
      Array.from({ length: 30 }, () => 'many words that take a while to read, line after line'),
      18,
    );
    const calls = [1, 2, 3].map(() => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(reason), 60);
      return ask(tesseract, 'read', { images: [long], signal: abort.signal });
    });
    for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ status: 'rejected', reason });
    expect(said(await ask(tesseract, 'read-line', { images: [page(['Afterwards'], 36, 300)] }))).toBe('Afterwards');
  });
});
