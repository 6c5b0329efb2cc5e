import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { ImageLimits } from '../../../src/domain/model.js';
import type { ImageMime } from '../../../src/domain/ref.js';
import type { ChatImage, ChatMessage } from '../../../src/experts/openai/chat-types.js';
import { fitImages } from '../../../src/experts/openai/fit-images.js';
import { endpointModel } from '../../support/snapshot.js';
import { rejection } from '../../support/thrown.js';

const ALL: readonly ImageMime[] = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

function modelWith(images: Partial<ImageLimits>) {
  const model = endpointModel('M', 'http://127.0.0.1:1/v1');
  return { ...model, images: { maxCount: 3, maxBytes: 1_000_000, maxSide: 1_000, formats: ALL, ...images } };
}

/** Noise, which no format makes small, or a plain picture. */
async function picture(
  width: number,
  height: number,
  mime: ImageMime = 'image/png',
  noise = false,
): Promise<ChatImage> {
  const format = mime === 'image/png' ? 'png' : mime === 'image/jpeg' ? 'jpeg' : mime === 'image/webp' ? 'webp' : 'gif';
  const create = noise
    ? {
        width,
        height,
        channels: 3 as const,
        background: '#888',
        noise: { type: 'gaussian' as const, mean: 128, sigma: 60 },
      }
    : { width, height, channels: 3 as const, background: '#3a7' };
  const bytes = await sharp({ create }).toFormat(format).toBuffer();
  return { mime, bytes: new Uint8Array(bytes), width, height };
}

function user(...images: readonly ChatImage[]): ChatMessage {
  return { role: 'user', text: 'what is it?', images };
}

async function fitOne(image: ChatImage, limits: Partial<ImageLimits>): Promise<ChatImage> {
  const [message] = await fitImages(modelWith(limits), [user(image)]);
  const fitted = message?.role === 'user' ? message.images?.[0] : undefined;
  const { format, width, height } = await sharp(fitted!.bytes).metadata();
  expect(fitted).toMatchObject({ mime: `image/${format}`, width, height });
  return fitted!;
}

describe('an image that the card takes', () => {
  test.each(ALL)('is sent as it is stored (%s)', async (mime) => {
    const image = await picture(1_000, 600, mime);
    const messages = [{ role: 'system', text: 's' } as const, user(image)];
    const [, message] = await fitImages(modelWith({}), messages);
    expect(message).toEqual(user(image));
    expect((await fitOne(image, {})).bytes).toBe(image.bytes);
  });
});

describe('an image that the card does not take', () => {
  test('is scaled down to the largest side, in its own format and proportions', async () => {
    expect(await fitOne(await picture(4_000, 1_000), {})).toMatchObject({
      mime: 'image/png',
      width: 1_000,
      height: 250,
    });
    expect(await fitOne(await picture(300, 3_000, 'image/jpeg'), {})).toMatchObject({
      mime: 'image/jpeg',
      width: 100,
      height: 1_000,
    });
  });

  test.each([
    ['image/webp', ['image/png', 'image/jpeg'], 'image/png'],
    ['image/gif', ['image/jpeg'], 'image/jpeg'],
    ['image/jpeg', ['image/png'], 'image/png'],
    ['image/png', ['image/webp'], 'image/webp'],
    ['image/jpeg', ['image/png', 'image/webp'], 'image/webp'],
  ] as const)('as %s becomes, of %j, %s, with as many pixels', async (mime, formats, expected) => {
    expect(await fitOne(await picture(80, 60, mime), { formats })).toMatchObject({
      mime: expected,
      width: 80,
      height: 60,
    });
  });

  test('is made small enough by a lossy format before its size in pixels is touched', async () => {
    const noise = await picture(400, 300, 'image/png', true);
    const fitted = await fitOne(noise, { maxBytes: 100_000 });
    expect(noise.bytes.byteLength).toBeGreaterThan(100_000);
    expect(fitted.bytes.byteLength).toBeLessThanOrEqual(100_000);
    expect(fitted).toMatchObject({ width: 400, height: 300 });
    expect(['image/jpeg', 'image/webp']).toContain(fitted.mime);
  });

  test('keeps no transparency where the format has none: it is shown on white', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const bytes = await sharp({ create: { width: 10, height: 10, channels: 4, background: clear } })
      .png()
      .toBuffer();
    const fitted = await fitOne(
      { mime: 'image/png', bytes: new Uint8Array(bytes), width: 10, height: 10 },
      { formats: ['image/jpeg'] },
    );
    const { channels } = await sharp(fitted.bytes).stats();
    expect(Math.min(...channels.map(({ min }) => min))).toBeGreaterThan(250);
  });

  test('is converted once for as long as its bytes are kept', async () => {
    const image = await picture(2_000, 20);
    const [one, two] = [await fitOne(image, {}), await fitOne(image, {})];
    expect(one.bytes).toBe(two.bytes);
    expect((await fitOne(image, { maxSide: 500 })).width).toBe(500);
  });
});

describe('a request that can’t be made to fit is not sent', () => {
  test('for too many images, over all messages', async () => {
    const image = await picture(8, 8);
    const error = await rejection(fitImages(modelWith({}), [user(image, image), user(image, image)]));
    expect(error).toMatchObject({
      code: 'EXPERT_REJECTED',
      message: 'not sent: 4 images, it takes at most 3 (model "M"). Ask about fewer images at a time.',
      data: { model: 'M', sent: false },
    });
  });

  test('for any image, to a model that takes none', async () => {
    const blind = { ...modelWith({}), modalities: ['text'] as const };
    const error = await rejection(fitImages(blind, [user(await picture(8, 8))]));
    expect(error).toMatchObject({
      code: 'EXPERT_REJECTED',
      message: 'not sent: 1 image, it takes none (model "M"). Ask a model that sees.',
      data: { model: 'M', sent: false },
    });
    expect(await fitImages(blind, [user()])).toEqual([user()]);
  });

  test('for an image that no format makes small enough', async () => {
    const noise = await picture(400, 300, 'image/png', true);
    const error = await rejection(fitImages(modelWith({ maxBytes: 1_024, formats: ['image/png'] }), [user(noise)]));
    expect(error.message).toMatch(
      /^not sent: an image that is too large: \d+ bytes at the least, it takes 1024 \(model "M"\)/,
    );
  });

  test('for an image that is broken and would have to be converted', async () => {
    const { bytes } = await picture(2_000, 2_000, 'image/jpeg', true);
    const broken: ChatImage = { mime: 'image/jpeg', bytes: bytes.slice(0, 500), width: 2_000, height: 2_000 };
    expect((await rejection(fitImages(modelWith({}), [user(broken)]))).data).toEqual({ model: 'M', sent: false });
  });
});
