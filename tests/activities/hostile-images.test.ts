/** Pictures made to hurt: bombs, vectors that name other files, animations, files that are cut or not what they begin as. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { inspectImage, MAX_PIXELS } from '../../src/activities/inspect-image.js';
import { imageFormatOf } from '../../src/domain/image-format.js';
import { MaestroError } from '../../src/domain/errors.js';
import { decodeImage } from '../../src/experts/engines/decode.js';
import { inflatingChunk, pngChunk, pngClaiming, withChunks } from '../support/png.js';
import { rejection } from '../support/thrown.js';

const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#36c' } });

async function frames(format: 'gif' | 'webp', colours: readonly string[]): Promise<Buffer> {
  const pictures = colours.map((background) =>
    sharp({ create: { width: 32, height: 24, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(pictures), { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
}

describe('bombs', () => {
  test.each([
    [100_000, 100_000],
    [65_535, 65_535],
    [2_147_483_647, 1],
    [10_001, 10_000],
  ])('a PNG of a few bytes that claims %i x %i pixels is refused by its header', async (width, height) => {
    const bytes = pngClaiming(width, height);
    expect(bytes.length).toBeLessThan(200);
    const error = await rejection(inspectImage(bytes, 'task.images.0'));
    expect(['TOO_LARGE', 'INVALID_IMAGE']).toContain(error.code);
    expect((await rejection(decodeImage(bytes, 100))).code).toBe('EXPERT_REJECTED');
  });

  test('the largest picture that is taken in is one that the engines decode', async () => {
    const bytes = await plain(10_000, MAX_PIXELS / 10_000)
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect(await inspectImage(bytes, 'x')).toEqual({ mime: 'image/png', width: 10_000, height: 10_000 });
    expect(await decodeImage(bytes, 100)).toMatchObject({ width: 100, height: 100 });
  });

  test.each(['zTXt', 'iTXt', 'iCCP'] as const)('a %s chunk of a gigabyte is not inflated', async (type) => {
    const bytes = withChunks(await plain(32, 32).png().toBuffer(), inflatingChunk(type, 400_000_000));
    const before = process.resourceUsage().maxRSS;
    await Promise.allSettled([inspectImage(bytes, 'x'), decodeImage(bytes, 100)]);
    // Kilobytes: far less than what the chunk holds.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000);
  });
});

describe('vectors', () => {
  test.each([
    ['a file', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>'],
    ['an address', '<?xml version="1.0"?>\n<svg width="9" height="9"><image href="http://169.254.169.254/"/></svg>'],
    [
      'an entity',
      '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg width="9" height="9"><text>&x;</text></svg>',
    ],
    ['a laugh', `<!DOCTYPE svg [<!ENTITY a "ha">${laughs(20)}]><svg width="9" height="9"><text>&b19;</text></svg>`],
  ])('an SVG that names %s never reaches a decoder', async (_, svg) => {
    const bytes = Buffer.from(svg);
    expect((await rejection(inspectImage(bytes, 'x'))).message).toContain('its format is svg');
    expect((await rejection(decodeImage(bytes, 100))).message).toContain('is svg');
  });

  test('compressed, or behind a comment, it is of no known format', async () => {
    const { gzipSync } = await import('node:zlib');
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    for (const bytes of [gzipSync(svg), Buffer.from(`<!--${'x'.repeat(2000)}-->${svg}`)]) {
      expect((await rejection(inspectImage(bytes, 'x'))).code).toBe('INVALID_IMAGE');
      expect((await rejection(decodeImage(bytes, 100))).code).toBe('EXPERT_REJECTED');
    }
  });
});

function laughs(levels: number): string {
  return Array.from({ length: levels }, (_, n) => {
    const inner = n === 0 ? '&a;' : `&b${n - 1};`;
    return `<!ENTITY b${n} "${inner.repeat(10)}">`;
  }).join('');
}

describe('animations', () => {
  test.each(['gif', 'webp'] as const)(
    'a %s of several frames is refused, one of a single frame is taken',
    async (format) => {
      const one = await plain(32, 24).toFormat(format).toBuffer();
      expect(await inspectImage(one, 'x')).toEqual({ mime: `image/${format}`, width: 32, height: 24 });
      const error = await rejection(inspectImage(await frames(format, ['red', 'green', 'blue']), 'task.images.0'));
      expect(error).toMatchObject({ code: 'INVALID_IMAGE' });
      expect(error.message).toMatch(/task\.images\.0: it is animated/);
    },
  );

  test('so is an animated PNG, which decoders take for a still one', async () => {
    const still = await plain(32, 24).png().toBuffer();
    const control = Buffer.alloc(8);
    control.writeUInt32BE(2, 0);
    const error = await rejection(inspectImage(withChunks(still, pngChunk('acTL', control)), 'x'));
    expect(error.message).toContain('it is animated');
    // Behind the picture data the chunk has no meaning.
    const trailing = Buffer.concat([still.subarray(0, -12), pngChunk('acTL', control), still.subarray(-12)]);
    expect((await inspectImage(trailing, 'x')).width).toBe(32);
  });
});

describe('files that are not what they seem', () => {
  test('each format is known by its first bytes', async () => {
    for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff'] as const) {
      expect(imageFormatOf(await plain(9, 9).toFormat(format).toBuffer())).toBe(format);
    }
    expect(imageFormatOf(Buffer.from('\u007fELF'))).toBeUndefined();
    expect(imageFormatOf(new Uint8Array(0))).toBeUndefined();
  });

  test('rare formats are refused by name', async () => {
    const named = [
      [Buffer.from('%PDF-1.7\n'), 'pdf'],
      [Buffer.from('BM\0\0\0\0'), 'bmp'],
      [Buffer.from('\0\0\0\u0018ftypheic', 'latin1'), 'heif'],
      [Buffer.from('II*\0\0\0', 'latin1'), 'tiff'],
    ] as const;
    for (const [bytes, format] of named) {
      expect((await rejection(inspectImage(bytes, 'x'))).message).toContain(`its format is ${format}`);
    }
  });

  test('whatever the bytes, the refusal is ours', async () => {
    const heads = ['\u0089PNG\r\n\u001a\n', '\u00ff\u00d8\u00ff', 'RIFF\u0010\0\0\0WEBP', 'GIF89a', ''];
    const bytes = fc
      .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }))
      .map(([head, rest]) => Buffer.concat([Buffer.from(head, 'latin1'), rest]));
    await fc.assert(
      fc.asyncProperty(bytes, async (file) => {
        for (const [check, codes] of [
          [() => inspectImage(file, 'x'), ['INVALID_IMAGE', 'TOO_LARGE']],
          [() => decodeImage(file, 50), ['EXPERT_REJECTED']],
        ] as const) {
          const thrown: unknown = await check().then(
            () => undefined,
            (error: unknown) => error,
          );
          if (thrown === undefined) continue;
          expect(thrown).toBeInstanceOf(MaestroError);
          expect(codes).toContain(thrown instanceof MaestroError ? thrown.code : '');
        }
      }),
      { numRuns: 150 },
    );
  });

  test.each(['png', 'jpeg', 'webp', 'gif'] as const)(
    'a %s that is cut is refused by the engines too',
    async (format) => {
      const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
      const whole = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#fff', noise } })
        .toFormat(format)
        .toBuffer();
      expect((await rejection(decodeImage(whole.subarray(0, whole.length / 2), 100))).code).toBe('EXPERT_REJECTED');
    },
  );
});

test('the size of a picture is that of the upright picture', async () => {
  const turned = await plain(40, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect(await inspectImage(turned, 'x')).toEqual({ mime: 'image/jpeg', width: 20, height: 40 });
  expect(await decodeImage(turned, 100)).toMatchObject({ width: 20, height: 40 });
});
