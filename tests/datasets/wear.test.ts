/** Worn pictures: what is kept, what is changed, and that the bytes are a function of the seed. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { seededRandom } from '../../src/domain/random.js';
import { renderPixels, renderPng } from '../../src/datasets/raster.js';
import { drawWear, WEAR_LEVELS, wearPicture, type Wear } from '../../src/datasets/wear.js';

const CLEAR: Wear = { blur: 0, noise: 0, jpeg: undefined };
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48" fill="#808080"/><rect x="32" width="32" height="48" fill="#c04020"/></svg>';
const pixels = renderPixels(svg);

async function grey(bytes: Uint8Array): Promise<{ mean: number; deviation: number }> {
  // `stats` looks at what it was given, so the part is cut out first.
  const part = await sharp(bytes).extract({ left: 2, top: 2, width: 24, height: 44 }).png().toBuffer();
  const { channels } = await sharp(part).stats();
  return { mean: channels[0]?.mean ?? NaN, deviation: channels[0]?.stdev ?? NaN };
}

test('without wear every pixel is as drawn', async () => {
  const raw = (bytes: Uint8Array): Promise<Buffer> => sharp(bytes).ensureAlpha().raw().toBuffer();
  expect(await raw(wearPicture(pixels, CLEAR, 1))).toEqual(await raw(renderPng(svg)));
});

test.each([4, 16, 24])('noise of deviation %i is that strong, and shifts nothing', async (noise) => {
  const { mean, deviation } = await grey(wearPicture(pixels, { ...CLEAR, noise }, 7));
  expect(Math.abs(mean - 128)).toBeLessThan(noise / 8);
  expect(deviation / noise).toBeGreaterThan(0.9);
  expect(deviation / noise).toBeLessThan(1.1);
});

test('blur mixes neighbours at an edge and nothing elsewhere', async () => {
  const { data } = await sharp(wearPicture(pixels, { ...CLEAR, blur: 2 }, 1))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const redAt = (x: number): number => data[(20 * 64 + x) * 3] ?? -1;
  expect([redAt(5), redAt(26), redAt(60)]).toEqual([128, 128, 192]);
  expect(redAt(31)).toBeGreaterThan(140);
  expect(redAt(31)).toBeLessThan(redAt(33));
});

test('a quality makes a JPEG of the same size', async () => {
  expect(await sharp(wearPicture(pixels, { ...CLEAR, jpeg: 30 }, 1)).metadata()).toMatchObject({
    format: 'jpeg',
    width: 64,
    height: 48,
  });
});

describe('the bytes', () => {
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const wear: Wear = { blur: 1, noise: 15, jpeg: 40 };

  test('are a function of picture, wear and seed', () => {
    expect(wearPicture(pixels, wear, 3)).toEqual(wearPicture(pixels, wear, 3));
    expect(wearPicture(pixels, wear, 3)).not.toEqual(wearPicture(pixels, wear, 4));
  });

  test('are the committed ones', () => {
    expect(sha256(wearPicture(pixels, wear, 3)).slice(0, 16)).toMatchInlineSnapshot(`"36bad8e3c0bab063"`);
    expect(sha256(wearPicture(pixels, { ...wear, jpeg: undefined }, 3)).slice(0, 16)).toMatchInlineSnapshot(
      `"2a806cabf66c7764"`,
    );
  });
});

test('levels differ in strength', () => {
  const noises = WEAR_LEVELS.map((level) => drawWear(level, seededRandom(level)).noise);
  expect(noises[0]).toBe(0);
  expect(noises[1]).toBeLessThan(noises[2] ?? 0);
});
