import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { importImage, MAX_FILE_BYTES } from '../../src/activities/import-image.js';
import { MaestroError } from '../../src/domain/errors.js';
import type { BlobStore } from '../../src/store/blob-store.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';

let folder: string;
let root: string;
let blobs: BlobStore;

async function picture(format: 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff', side = 300): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width: side, height: 200, channels: 3, background: '#fff', noise } })
    .toFormat(format)
    .toBuffer();
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-images-')));
  root = join(folder, 'root');
  await mkdir(root);
  blobs = await openBlobStore(pathToFileURL(join(folder, 'blobs')).href);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function bring(source: string) {
  return importImage(source, 'task.images.0', { blobs, imageRoots: [root] });
}

async function refusal(source: string): Promise<MaestroError> {
  const error: unknown = await bring(source).catch((thrown: unknown) => thrown);
  if (!(error instanceof MaestroError)) throw new Error('it was not refused');
  expect(error.message).toContain('task.images.0');
  return error;
}

test.each(['png', 'jpeg', 'webp', 'gif'] as const)(
  'a %s is stored as it is, with its kind and size',
  async (format) => {
    const bytes = await picture(format);
    await writeFile(join(root, `a.${format}`), bytes);
    const ref = await bring(`a.${format}`);
    expect(ref).toMatchObject({ mime: `image/${format}`, width: 300, height: 200, bytes: bytes.length });
    expect(Buffer.from(await blobs.get(ref.sha256)).equals(bytes)).toBe(true);
    const url = await bring(`data:image/${format};base64,${bytes.toString('base64')}`);
    expect(url).toEqual(ref);
  },
);

test('an image that is stored already is named by its hash; what is not there, or no image, is refused', async () => {
  const bytes = await picture('png');
  const { sha256 } = await blobs.put(bytes);
  expect(await bring(`blob:${sha256}`)).toMatchObject({ sha256, bytes: bytes.length, mime: 'image/png', width: 300 });
  expect(await refusal(`blob:${'0'.repeat(64)}`)).toMatchObject({ code: 'BLOB_MISSING' });
  expect(await refusal('blob:../secret')).toMatchObject({ code: 'INVALID_INPUT' });
  const text = await blobs.put(Buffer.from('a plan'));
  expect(await refusal(`blob:${text.sha256}`)).toMatchObject({ code: 'INVALID_IMAGE' });
});

test.each(['png', 'jpeg', 'webp', 'gif'] as const)('a %s that was cut off is refused as truncated', async (format) => {
  const bytes = await picture(format, 900);
  await writeFile(join(root, `cut.${format}`), bytes.subarray(0, Math.floor(bytes.length / 2)));
  const error = await refusal(`cut.${format}`);
  expect(error.code).toBe('INVALID_IMAGE');
  expect(error.message).toMatch(/truncated|corrupt|unexpected end/i);
});

test('what is no image, or a kind that experts do not take, is refused', async () => {
  await writeFile(join(root, 'text.png'), 'not an image');
  expect((await refusal('text.png')).code).toBe('INVALID_IMAGE');
  await writeFile(join(root, 'a.tiff'), await picture('tiff'));
  expect((await refusal('a.tiff')).message).toContain('tiff');
  await writeFile(join(root, 'empty.png'), '');
  expect((await refusal('empty.png')).code).toBe('INVALID_IMAGE');
});

test('an SVG is refused: it could read other files', async () => {
  await writeFile(
    join(root, 'a.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>',
  );
  expect((await refusal('a.svg')).code).toBe('INVALID_IMAGE');
});

test('a file over the limit is refused before it is read', async () => {
  await writeFile(join(root, 'huge.png'), '');
  await truncate(join(root, 'huge.png'), MAX_FILE_BYTES + 1);
  expect((await refusal('huge.png')).code).toBe('TOO_LARGE');
});

test('an image of too many pixels is refused by its header', async () => {
  const side = 20_000;
  const bomb = await sharp({
    create: { width: side, height: side, channels: 3, background: '#000' },
    limitInputPixels: false,
  })
    .png({ compressionLevel: 9 })
    .toBuffer();
  await writeFile(join(root, 'bomb.png'), bomb);
  expect((await refusal('bomb.png')).code).toBe('TOO_LARGE');
}, 120_000);

test('nothing outside the roots can be named: not by .., not by a link, not by an absolute path, not by a URL', async () => {
  await writeFile(join(folder, 'secret.png'), await picture('png'));
  await symlink(join(folder, 'secret.png'), join(root, 'link.png'));
  await symlink(folder, join(root, 'up'));
  for (const source of [
    '../secret.png',
    'link.png',
    'up/secret.png',
    join(folder, 'secret.png'),
    `${root}-not/x`,
    root,
  ]) {
    expect((await refusal(source)).code).toBe('OUTSIDE_ROOTS');
  }
  for (const source of [
    'file:///etc/hostname',
    'http://127.0.0.1/x.png',
    'http://169.254.169.254/latest/meta-data/iam',
    'HTTPS://metadata.google.internal/',
    'ftp://127.0.0.1/x.png',
    'FILE:a.png',
  ]) {
    expect((await refusal(source)).code).toBe('INVALID_INPUT');
  }
  for (const source of ['/proc/self/environ', '/etc/passwd', '/dev/zero', 'secret.png\0.jpg', '~/.ssh/id_rsa']) {
    expect(['OUTSIDE_ROOTS', 'NOT_FOUND']).toContain((await refusal(source)).code);
  }
});

test('whether anything is there outside the roots is not told', async () => {
  await writeFile(join(folder, 'there.png'), await picture('png'));
  await symlink(folder, join(root, 'out'));
  for (const place of [folder, '..', 'out', join(root, 'out')]) {
    const [there, gone] = [await refusal(join(place, 'there.png')), await refusal(join(place, 'gone.png'))];
    expect([there.code, gone.code]).toEqual(['OUTSIDE_ROOTS', 'OUTSIDE_ROOTS']);
    expect(gone.message.replace('gone.png', 'there.png')).toBe(there.message);
  }
});

test('a relative path is looked for in each root in turn', async () => {
  const second = join(folder, 'second');
  await mkdir(second);
  const [inBoth, inSecond] = [await picture('png', 31), await picture('png', 32)];
  await writeFile(join(root, 'both.png'), inBoth);
  for (const name of ['both.png', 'second.png']) await writeFile(join(second, name), inSecond);
  const found = async (source: string) =>
    (await importImage(source, 'task.images.0', { blobs, imageRoots: [root, second] })).width;
  expect([await found('both.png'), await found('second.png')]).toEqual([31, 32]);
  await expect(found('nowhere.png')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining(`${join(root, 'nowhere.png')} or ${join(second, 'nowhere.png')}`),
  });
});

test('a pipe under a root is no image, and is not waited for', async () => {
  execFileSync('mkfifo', [join(root, 'pipe.png')]);
  expect((await refusal('pipe.png')).code).toBe('INVALID_IMAGE');
});

test('a folder is no image', async () => {
  await mkdir(join(root, 'folder.png'));
  expect((await refusal('folder.png')).code).toBe('INVALID_IMAGE');
});
