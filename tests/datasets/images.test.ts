import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { inspectImage } from '../../src/activities/inspect-image.js';
import { imagesOfCell } from '../../src/datasets/images/cell.js';
import { imageFileName, readImage } from '../../src/datasets/images/read-image.js';
import { storeImage } from '../../src/datasets/images/store-image.js';
import { base64, fileIn, newFolder, png } from './readers/support.js';

let folder = '';
let picture: Uint8Array = new Uint8Array();
let text = '';
beforeAll(async () => {
  folder = await newFolder();
  picture = await png();
  text = base64(picture);
});

describe('what a cell holds', () => {
  test('bytes, base64, data URLs, structs and lists of these are the same picture', () => {
    const bytes = [{ kind: 'bytes', bytes: Buffer.from(picture) }];
    for (const cell of [
      text,
      `data:image/png;base64,${text}`,
      `['${text}']`,
      `${text.slice(0, 40)}\n${text.slice(40)}`,
    ]) {
      expect(imagesOfCell(cell)).toEqual(bytes);
    }
    expect(imagesOfCell([{ bytes: picture, path: 'a.png' }, picture])).toEqual([
      { kind: 'bytes', bytes: picture },
      { kind: 'bytes', bytes: picture },
    ]);
    expect(imagesOfCell({ bytes: null, path: 'a.png' })).toEqual([{ kind: 'path', path: 'a.png' }]);
    expect(imagesOfCell('pictures/a.png')).toEqual([{ kind: 'path', path: 'pictures/a.png' }]);
    expect([imagesOfCell(null), imagesOfCell(''), imagesOfCell([])]).toEqual([[], [], []]);
  });

  test.each([
    ['wrong base64', () => `${text.slice(0, 80)}!${text.slice(80)}`, /not base64: "!" stands at place 81/],
    ['base64 that was cut off', () => text.slice(0, 81), /cut off/],
    ['a data URL of another kind', () => 'data:text/plain;base64,AAAA', /data:image/],
    ['an address', () => 'https://example.org/a.png', /on the web/],
    ['a number', () => 7, /must be a picture, not a number/],
    ['nothing in a struct', () => ({ bytes: null, path: null }), /neither "bytes" nor "path"/],
    ['no bytes', () => new Uint8Array(), /empty/],
    ['a list with a bad one', () => [picture, 3], /picture 2: must be a picture/],
  ])('%s is said, not guessed', (_, cell, message) => {
    expect(imagesOfCell(cell())).toEqual(expect.stringMatching(message));
  });
});

describe('a picture', () => {
  const read = (bytes: Uint8Array) => readImage({ kind: 'bytes', bytes }, '/data/x.tsv', inspectImage);

  test('is known by its content and stored once under its hash', async () => {
    const image = await read(picture);
    if (typeof image === 'string') throw new Error(image);
    expect(image).toMatchObject({ mime: 'image/png', width: 8, height: 8, bytes: picture.length, path: undefined });
    const path = await storeImage(`${folder}/out`, imageFileName(image), image.content);
    expect(path).toBe(`${folder}/out/${image.sha256}.png`);
    expect(await storeImage(`${folder}/out`, imageFileName(image), image.content)).toBe(path);
  });

  test('a path starts in the folder of the row, and a missing file is said', async () => {
    await fileIn(folder, 'sub/a.png', picture);
    const found = await readImage({ kind: 'path', path: 'sub/a.png' }, `${folder}/rows.jsonl`, inspectImage);
    expect(found).toMatchObject({ path: `${folder}/sub/a.png` });
    const missing = await readImage({ kind: 'path', path: 'b.png' }, `${folder}/rows.jsonl`, inspectImage);
    expect(missing).toMatch(/b\.png can't be read \(.*ENOENT/);
  });

  test('of a million pixels a side is refused by its header alone', async () => {
    const huge = Buffer.from(picture);
    huge.writeUInt32BE(1_000_000, 16);
    huge.writeUInt32BE(1_000_000, 20);
    huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
    expect(await read(huge)).toMatch(/1000000 x 1000000 pixels|1000000.*exceed/);
  });

  test('of another format, or cut off, is refused', async () => {
    expect(await read(new TextEncoder().encode('%PDF-1.7 and so on'))).toMatch(/pdf/);
    expect(await read(picture.subarray(0, picture.length - 30))).toMatch(/truncated|can be read/);
  });
});
