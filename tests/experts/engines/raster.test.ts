/** The engine `raster` on our pictures, on another renderer's, on worsened ones, and on pictures of the wrong kind. */
import { afterAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { createRasterEngine } from '../../../src/experts/engines/raster/engine.js';
import { stationsIn } from '../../../src/experts/engines/raster/route-count.js';
import { shapeIn } from '../../../src/experts/engines/raster/shape-count.js';
import { ENGINE_TASKS } from '../../../src/domain/engine-tasks.js';
import { ask, inTurns, said } from './support/ask-engine.js';
import { drawn, FAMILIES, gridOrText, otherPictures, ownPictures, TASK_OF, type Picture } from './support/pictures.js';

const raster = createRasterEngine();
afterAll(() => raster.close());

async function isRight(task: string, { question, image, truth }: Picture): Promise<boolean> {
  const reply = await ask(raster, task, { text: question, images: [image] });
  const wanted = /^rows=\{(\d+)\} columns=\{(\d+)\}$/.test(truth) ? gridOrText(truth) : truth;
  return reply.kind === 'answer' && gridOrText(reply.text) === wanted;
}

const share = (marks: readonly boolean[]): number => marks.filter(Boolean).length / marks.length;

describe('accuracy', () => {
  test.each(FAMILIES)('%s: at least 95 % of 12 of our pictures', async (family) => {
    const marks = await inTurns(ownPictures(family, 12, 31), 2, (picture) => isRight(TASK_OF[family], picture));
    expect(share(marks)).toBeGreaterThanOrEqual(0.95);
  });

  test.each(FAMILIES)(
    '%s: at least 85 %% of 8 of our pictures at two thirds of their size, as JPEG',
    async (family) => {
      const pictures = await Promise.all(
        ownPictures(family, 8, 77).map(async (picture) => {
          const { width } = await sharp(picture.image).metadata();
          const image = await sharp(picture.image)
            .resize({ width: Math.max(380, Math.round(width * 0.66)) })
            .jpeg({ quality: 75 })
            .toBuffer();
          return { ...picture, image };
        }),
      );
      const marks = await inTurns(pictures, 2, (picture) => isRight(TASK_OF[family], picture));
      expect(share(marks)).toBeGreaterThanOrEqual(0.85);
    },
  );

  test('other renderers: at least 90 % of the fixtures by matplotlib and Pillow', async () => {
    const known = (await otherPictures()).flatMap((picture) => {
      const task = ENGINE_TASKS.raster.find((each) => each === picture.family) ?? taskOf(picture.family);
      return task === undefined ? [] : [{ task, picture }];
    });
    expect(known.length).toBeGreaterThanOrEqual(40);
    const marks = await inTurns(known, 2, ({ task, picture }) => isRight(task, picture));
    expect(share(marks)).toBeGreaterThanOrEqual(0.9);
  });
});

function taskOf(family: string): string | undefined {
  return FAMILIES.filter((each) => each === family).map((each) => TASK_OF[each])[0];
}

describe('pictures of another kind', () => {
  const noise = sharp({
    create: {
      width: 300,
      height: 300,
      channels: 3,
      background: '#777',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  });

  test.each(ENGINE_TASKS.raster)('%s: a blank picture and noise can not be answered with confidence', async (task) => {
    const text = 'How many circles? From A to B? Do they touch?';
    const blank = await ask(raster, task, { text, images: [await drawn('')] });
    expect(blank.kind).toBe('cannot');
    const reply = await ask(raster, task, { text, images: [await noise.clone().png().toBuffer()] });
    expect(reply.kind === 'answer' ? (reply.confidence ?? 1) : 0).toBeLessThan(0.6);
  });

  test('of the pictures of other families, at most one in ten is answered with a confidence of 0.8', async () => {
    const jobs = FAMILIES.flatMap((family) =>
      FAMILIES.filter((other) => other !== family).flatMap((other) =>
        ownPictures(other, 1, 5).map((picture) => ({ task: TASK_OF[family], picture })),
      ),
    );
    const replies = await inTurns(jobs, 2, ({ task, picture }) =>
      ask(raster, task, { text: 'How many circles are there? From A to B? Touching?', images: [picture.image] }),
    );
    const sure = replies.filter((reply) => reply.kind === 'answer' && (reply.confidence ?? 1) >= 0.8);
    expect(sure.length / replies.length).toBeLessThanOrEqual(0.1);
  });

  test('pentagons are not counted as circles, nor circles as pentagons', async () => {
    const pictures = ownPictures('olympic-shapes', 16, 3);
    const replies = await inTurns(pictures, 2, ({ image, question }) =>
      ask(raster, 'shape-count', {
        params: { shape: /circle|ring/.test(question) ? 'pentagon' : 'circle' },
        images: [image],
      }),
    );
    expect(replies.filter((reply) => reply.kind === 'answer').length).toBeLessThanOrEqual(2);
  });
});

describe('what is asked', () => {
  const two = (gap: number) =>
    drawn(
      `<circle cx="${150 - gap / 2}" cy="200" r="50" fill="#06f"/><circle cx="${250 + gap / 2}" cy="200" r="50" fill="#f0c"/>`,
    );

  test.each([
    [-10, 'Do the circles touch?', 'Yes'],
    [-10, 'Are the circles overlapping?', 'Yes'],
    [0, 'Do the circles touch?', 'Yes'],
    [0, 'Do the circles overlap?', 'No'],
    [6, 'Do the circles touch?', 'No'],
    [6, 'Do the circles overlap?', 'No'],
    [60, 'Are the two circles touching each other?', 'No'],
  ])('a gap of %d pixels, "%s": %s', async (gap, text, answer) => {
    expect(said(await ask(raster, 'circle-contact', { text, images: [await two(gap)] }))).toBe(answer);
  });

  test.each([
    ['How many paths go from A to B?', 'AB'],
    ['Count the routes between station D and station C.', 'DC'],
    ['How many lines join station B with station A? Answer with a number.', 'BA'],
    ['A map. How many routes connect C and A?', 'CA'],
    ['Routes from "B" to "D"?', 'BD'],
    ['How many stations are there?', undefined],
    ['How many routes leave A?', undefined],
    ['A route from A to A?', undefined],
  ])('"%s" names the stations %s', (text, stations) => {
    expect(stationsIn(text)?.join('')).toBe(stations);
  });

  test.each([
    ['How many rings are drawn?', {}, 'circle'],
    ['Count the pentagons.', {}, 'pentagon'],
    ['How many five-sided shapes?', {}, 'pentagon'],
    ['How many shapes?', { shape: 'circle' }, 'circle'],
    ['How many shapes?', {}, undefined],
  ])('"%s" with %j asks for %s', (text, params, shape) => {
    expect(shapeIn({ text, params })).toBe(shape);
  });
});

describe('drawn in other ways', () => {
  test('light lines on a dark ground', async () => {
    const svg = [300, 220, 140].map(
      (s) =>
        `<rect x="${200 - s / 2}" y="${200 - s / 2}" width="${s}" height="${s}" fill="none" stroke="#eee" stroke-width="3"/>`,
    );
    const image = await drawn(`<rect width="400" height="400" fill="#102030"/>${svg.join('')}`);
    expect(said(await ask(raster, 'nested-squares', { images: [image] }))).toBe('3');
  });

  test.each(['png-alpha', 'png-palette', 'grey', 'webp', 'cmyk-jpeg', 'rotated-by-exif'])(
    'the format %s',
    async (format) => {
      const [picture] = ownPictures('nested-squares', 1, 8);
      const base = sharp(picture!.image);
      const encoded = {
        'png-alpha': () => base.ensureAlpha().png(),
        'png-palette': () => base.png({ palette: true, colours: 16 }),
        grey: () => base.greyscale().png(),
        webp: () => base.webp({ quality: 70 }),
        'cmyk-jpeg': () => base.toColourspace('cmyk').jpeg(),
        'rotated-by-exif': () => base.withMetadata({ orientation: 6 }).jpeg(),
      }[format];
      const image = await encoded!().toBuffer();
      expect(said(await ask(raster, 'nested-squares', { images: [image] }))).toBe(picture!.truth);
    },
  );

  test('a transparent background is white paper', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect x="50" y="50" width="200" height="200" fill="none" stroke="black" stroke-width="3"/><rect x="90" y="90" width="100" height="100" fill="none" stroke="black" stroke-width="3"/></svg>';
    const image = await sharp(Buffer.from(svg)).png().toBuffer();
    expect(said(await ask(raster, 'nested-squares', { images: [image] }))).toBe('2');
  });

  test('the same picture gives the same answer', async () => {
    const [picture] = ownPictures('two-circles', 1, 4);
    const twice = [1, 2].map(() =>
      ask(raster, 'circle-contact', { text: picture!.question, images: [picture!.image] }),
    );
    const [first, second] = await Promise.all(twice);
    expect(first).toEqual(second);
  });
});

describe('the highlighted region', () => {
  test('is given in pixels, and the word comes back without red, the marked character in the middle', async () => {
    const image = await drawn(
      `<text x="60" y="215" font-family="DejaVu Sans, sans-serif" font-size="48">Kangaroo</text><ellipse cx="200" cy="200" rx="22" ry="34" fill="none" stroke="red" stroke-width="5"/>`,
    );
    const reply = await ask(raster, 'highlighted-region', { images: [image] });
    expect(reply.kind).toBe('answer');
    if (reply.kind !== 'answer') return;
    const box = reply.data.box as { x: number; y: number; width: number; height: number };
    const edges = [box.x, box.y, box.x + box.width, box.y + box.height];
    for (const [i, wanted] of [175.5, 163.5, 224.5, 236.5].entries())
      expect(Math.abs(edges[i]! - wanted)).toBeLessThan(2);
    expect(reply.images).toHaveLength(2);
    for (const png of reply.images) {
      const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
      let reddest = 0;
      for (let i = 0; i < data.length; i += info.channels) reddest = Math.max(reddest, data[i]! - data[i + 1]!);
      expect(reddest).toBeLessThan(8);
    }
  });

  test('a red line is no oval', async () => {
    const image = await drawn(
      '<text x="60" y="215" font-size="48">Kangaroo</text><path d="M50 230H350" stroke="red" stroke-width="6"/>',
    );
    expect((await ask(raster, 'highlighted-region', { images: [image] })).kind).toBe('cannot');
  });
});
