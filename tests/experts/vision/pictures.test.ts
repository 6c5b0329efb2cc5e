/** Drawn boxes and crops, looked at pixel by pixel. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { boxOverlay } from '../../../src/experts/vision/box-overlay.js';
import { cropImage, cropRegion, cropScale } from '../../../src/experts/vision/crop.js';
import { drawBoxes } from '../../../src/experts/vision/draw-boxes.js';
import { rejection } from '../../support/thrown.js';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

/** Every pixel tells where it is: red is x, green is y, blue is constant. */
async function gradient(width: number, height: number): Promise<Sharp> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([x % 256, y % 256, 77], 3 * (y * width + x));
  }
  return sharp(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => readonly number[];
}

async function pixelsOf(png: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [
    ...data.subarray(info.channels * (y * info.width + x), info.channels * (y * info.width + x) + 3),
  ];
  return { width: info.width, height: info.height, at };
}

describe('drawing', () => {
  const boxes = [
    { box: box(100, 60, 180, 120), number: 1, label: 'cat' },
    { box: box(20, 150, 60, 190), number: 2, label: 'dog' },
  ];

  test('keeps the size and every pixel away from frames and tags', async () => {
    const drawn = await drawBoxes(await (await gradient(250, 200)).toBuffer(), boxes);
    expect(Buffer.from(drawn).toString('latin1', 1, 4)).toBe('PNG');
    const pixels = await pixelsOf(drawn);
    expect([pixels.width, pixels.height]).toEqual([250, 200]);
    for (const [x, y] of [
      [0, 0],
      [249, 199],
      [140, 90],
      [40, 170],
      [200, 20],
    ] as const) {
      expect(pixels.at(x, y)).toEqual([x % 256, y % 256, 77]);
    }
  });

  test('frames each box in a colour of its own', async () => {
    const pixels = await pixelsOf(await drawBoxes(await (await gradient(250, 200)).toBuffer(), boxes));
    expect(pixels.at(100, 90)).toEqual([0xe6, 0x19, 0x4b]);
    expect(pixels.at(179, 90)).toEqual([0xe6, 0x19, 0x4b]);
    expect(pixels.at(140, 119)).toEqual([0xe6, 0x19, 0x4b]);
    expect(pixels.at(20, 170)).toEqual([0x00, 0x72, 0xb2]);
  });

  test('writes number and label on the tag', async () => {
    const image = await (await gradient(800, 600)).toBuffer();
    const inks = async (label: string): Promise<number> => {
      const pixels = await pixelsOf(await drawBoxes(image, [{ box: box(100, 60, 180, 120), number: 1, label }]));
      let white = 0;
      for (let y = 36; y < 57; y++) {
        for (let x = 100; x < 200; x++) if (Math.min(...pixels.at(x, y)) > 140) white++;
      }
      return white;
    };
    const number = await inks('');
    expect(number).toBeGreaterThan(5);
    expect(await inks('cat')).toBeGreaterThan(2 * number);
  });

  test('is the same on every machine and in every call', async () => {
    const image = await (await gradient(120, 90)).toBuffer();
    expect(await drawBoxes(image, boxes)).toEqual(await drawBoxes(image, boxes));
  });

  test.each(['jpeg', 'webp', 'gif'] as const)('takes a %s', async (format) => {
    const image = await (await gradient(120, 90)).toFormat(format).toBuffer();
    expect(await sharp(await drawBoxes(image, boxes)).metadata()).toMatchObject({
      format: 'png',
      width: 120,
      height: 90,
    });
  });

  test('takes grey and transparent pictures', async () => {
    const grey = await (await gradient(60, 60)).greyscale().png().toBuffer();
    const clear = await sharp({ create: { width: 60, height: 60, channels: 4, background: '#0000' } })
      .png()
      .toBuffer();
    for (const image of [grey, clear]) {
      const pixels = await pixelsOf(await drawBoxes(image, [{ box: box(10, 20, 50, 50), number: 1, label: '' }]));
      expect(pixels.at(10, 35)).toEqual([0xe6, 0x19, 0x4b]);
    }
  });

  test('draws on the upright picture', async () => {
    // Stored as 200 x 100, seen as 100 x 200: what is left in the file is on top.
    const turned = await (
      await gradient(200, 100)
    )
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const pixels = await pixelsOf(await drawBoxes(turned, [{ box: box(10, 150, 90, 190), number: 1, label: '' }]));
    expect([pixels.width, pixels.height]).toEqual([100, 200]);
    expect(pixels.at(10, 170)).toEqual([0xe6, 0x19, 0x4b]);
    // Upright (x, y) is stored (y, 99 - x).
    const [red = 0, green = 0] = pixels.at(80, 30);
    expect(Math.abs(red - 30)).toBeLessThan(6);
    expect(Math.abs(green - 19)).toBeLessThan(6);
  });

  test('no box leaves the picture as it is, a damaged picture is refused', async () => {
    const image = await (await gradient(50, 50)).toBuffer();
    expect((await pixelsOf(await drawBoxes(image, []))).at(20, 30)).toEqual([20, 30, 77]);
    expect((await rejection(drawBoxes(image.subarray(0, 100), boxes))).code).toBe('EXPERT_REJECTED');
    expect((await rejection(drawBoxes(Buffer.from('<svg width="9" height="9"/>'), []))).code).toBe('EXPERT_REJECTED');
  });

  test('a label can put nothing but text into the overlay', () => {
    const label = '</text><image href="file:///etc/passwd"/>&x;"\'';
    const svg = boxOverlay({ width: 2000, height: 2000 }, [{ box: box(1, 1, 99, 99), number: 1, label }]);
    expect(svg.match(/<[a-z]+/g)).toEqual(['<svg', '<rect', '<rect', '<rect', '<text']);
    expect(svg).not.toContain('&x;');
  });

  test('tags stay in the picture, and do not cover each other where there is room', () => {
    const size = { width: 1000, height: 800 };
    const scattered = Array.from({ length: 9 }, (_, n) => ({
      box: box(n * 110, 0, n * 110 + 90, 60),
      number: n + 1,
      label: 'thing',
    }));
    const rects = [
      ...boxOverlay(size, scattered).matchAll(
        /<rect x="(-?[\d.]+)" y="(-?[\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="#/g,
      ),
    ].map((match) => match.slice(1).map(Number) as [number, number, number, number]);
    expect(rects).toHaveLength(9);
    for (const [index, [x, y, width, height]] of rects.entries()) {
      expect(x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height).toBe(true);
      for (const [x2, y2, width2, height2] of rects.slice(index + 1)) {
        expect(x < x2 + width2 && x2 < x + width && y < y2 + height2 && y2 < y + height).toBe(false);
      }
    }
  });
});

describe('the region of a crop', () => {
  test.each([
    ['a margin of a twentieth', box(200, 200, 600, 400), box(180, 180, 620, 420)],
    ['a tiny box grows to 56 pixels', box(500, 500, 504, 503), box(474, 474, 530, 530)],
    ['at the corner it moves into the image', box(0, 0, 10, 10), box(0, 0, 56, 56)],
    ['at the other corner too', box(990, 790, 1000, 800), box(944, 744, 1000, 800)],
    ['a sliver gets the margin of its length', box(0, 400, 1000, 404), box(0, 350, 1000, 454)],
    ['the whole image stays the whole image', box(0, 0, 1000, 800), box(0, 0, 1000, 800)],
  ])('%s', (_, wanted, expected) => {
    expect(cropRegion(wanted, { width: 1000, height: 800 })).toEqual(expected);
  });

  test('holds the box, lies in the image, and is as large as the image allows', () => {
    const span = (side: number) =>
      fc.tuple(fc.nat(side - 1), fc.integer({ min: 1, max: side })).filter(([from, to]) => from < to);
    const any = fc
      .record({ width: fc.integer({ min: 1, max: 5000 }), height: fc.integer({ min: 1, max: 5000 }) })
      .chain((size) => fc.tuple(fc.constant(size), span(size.width), span(size.height)));
    fc.assert(
      fc.property(any, ([size, [left, right], [top, bottom]]) => {
        const region = cropRegion({ left, top, right, bottom }, size);
        expect(0 <= region.left && region.left <= left && right <= region.right && region.right <= size.width).toBe(
          true,
        );
        expect(0 <= region.top && region.top <= top && bottom <= region.bottom && region.bottom <= size.height).toBe(
          true,
        );
        expect(region.right - region.left).toBeGreaterThanOrEqual(Math.min(56, size.width));
        expect(region.bottom - region.top).toBeGreaterThanOrEqual(Math.min(56, size.height));
        expect(Object.values(region).every(Number.isInteger)).toBe(true);
      }),
    );
  });

  test.each([
    [56, 8],
    [100, 5],
    [448, 1],
    [3000, 1],
  ])('%i pixels are enlarged %i times', (side, scale) => {
    expect(cropScale(box(0, 0, side, 20))).toBe(scale);
  });
});

describe('cropping', () => {
  test('is lossless at native resolution', async () => {
    const image = await (await gradient(1000, 700)).toBuffer();
    const { png, region, scale } = await cropImage(image, box(100, 100, 600, 500));
    expect({ region, scale }).toEqual({ region: box(75, 75, 625, 525), scale: 1 });
    const pixels = await pixelsOf(png);
    expect([pixels.width, pixels.height]).toEqual([550, 450]);
    for (const [x, y] of [
      [0, 0],
      [549, 449],
      [200, 333],
    ] as const) {
      expect(pixels.at(x, y)).toEqual([(x + 75) % 256, (y + 75) % 256, 77]);
    }
  });

  test('enlarges what is tiny', async () => {
    const { png, region, scale } = await cropImage(
      await (await gradient(200, 200)).toBuffer(),
      box(100, 100, 104, 104),
    );
    expect({ region, scale }).toEqual({ region: box(74, 74, 130, 130), scale: 8 });
    const pixels = await pixelsOf(png);
    expect([pixels.width, pixels.height]).toEqual([448, 448]);
    const [red = 0, green = 0] = pixels.at(8 * 20 + 4, 8 * 40 + 4);
    expect(Math.abs(red - 94)).toBeLessThan(3);
    expect(Math.abs(green - 114)).toBeLessThan(3);
  });

  test('cuts out of the upright picture', async () => {
    const turned = await (
      await gradient(200, 100)
    )
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const { png, region } = await cropImage(turned, box(20, 120, 80, 180));
    expect(region).toEqual(box(17, 117, 83, 183));
    const { width, height, at } = await pixelsOf(png);
    expect([width, height]).toEqual([66 * 7, 66 * 7]);
    const [red = 0, green = 0] = at(33 * 7, 33 * 7);
    expect(Math.abs(red - 150)).toBeLessThan(8);
    expect(Math.abs(green - 49)).toBeLessThan(8);
  });

  test('a picture of one pixel can be cut as well', async () => {
    const image = await (await gradient(1, 1)).toBuffer();
    expect(await cropImage(image, box(0, 0, 1, 1))).toMatchObject({ region: box(0, 0, 1, 1), scale: 8 });
  });
});
