import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, readdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { rootsOf, stageImages } from '../../src/cli/rollout/stage-images.js';
import { sha256 } from '../../src/store/hash.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { temporaryFolder } from './support/run-cli.js';

const folder = temporaryFolder();
let png: Buffer;

beforeAll(async () => {
  png = await sharp({ create: { width: 20, height: 10, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  await writeFile(join(folder.path, 'a.png'), png);
});

function stage(images: readonly string[], remote = false) {
  return stageImages(images, { cwd: folder.path, inbox: join(folder.path, 'inbox'), remote });
}

describe('Images that a task file names', () => {
  const within = (images: readonly string[], roots: readonly string[]) =>
    stageImages(images, { cwd: folder.path, inbox: join(folder.path, 'inbox'), remote: false, roots });

  test('may lie in the folders that are given, and nowhere else, whatever path or link leads there', async () => {
    const tasks = join(folder.path, 'tasks');
    await mkdir(tasks);
    await copyFile(join(folder.path, 'a.png'), join(tasks, 'inside.png'));
    await symlink(join(folder.path, 'a.png'), join(tasks, 'link.png'));
    expect((await within([join(tasks, 'inside.png')], [tasks])).hashes).toEqual([sha256(png)]);
    for (const path of [join(tasks, '..', 'a.png'), join(tasks, 'link.png')]) {
      await expect(within([path], [tasks])).rejects.toMatchObject({
        code: 'OUTSIDE_ROOTS',
        message: expect.stringMatching(/images\.0: .*a\.png is outside .*MAESTRO_IMAGE_ROOTS/),
      });
    }
    await expect(within([join(tasks, 'none.png')], [tasks])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(rootsOf({ cwd: folder.path, settings: { imageRoots: ['/elsewhere'] } }, 'tasks/all.jsonl')).toEqual([
      ...[tasks, folder.path, '/elsewhere'],
    ]);
  });
});

describe('Images of a task', () => {
  test('lie in the inbox by their content, once, whole', async () => {
    await copyFile(join(folder.path, 'a.png'), join(folder.path, 'copy.png'));
    const staged = await stage(['a.png', 'copy.png', join(folder.path, 'a.png')]);
    const path = join(folder.path, 'inbox', `${sha256(png)}.png`);
    expect(staged).toEqual({ sources: [path, path, path], hashes: [sha256(png), sha256(png), sha256(png)] });
    expect(await readFile(path)).toEqual(png);
    expect(await readdir(join(folder.path, 'inbox'))).toEqual([`${sha256(png)}.png`]);
  });

  test('are named by what they are, not by what they are called', async () => {
    const jpeg = await sharp(png).jpeg().toBuffer();
    await writeFile(join(folder.path, 'wrongly-named.png'), jpeg);
    expect((await stage(['wrongly-named.png'])).sources).toEqual([join(folder.path, 'inbox', `${sha256(jpeg)}.jpg`)]);
  });

  test('pass as they are when they are data URLs, and count by their content', async () => {
    const url = `data:image/png;base64,${png.toString('base64')}`;
    expect(await stage([url])).toEqual({ sources: [url], hashes: [sha256(png)] });
  });

  test('go into the blob store where workers share it, and nowhere else', async () => {
    const shared = await openBlobStore(pathToFileURL(join(folder.path, 'shared')).href);
    const inbox = join(folder.path, 'unused');
    const staged = await stageImages(['a.png'], { cwd: folder.path, inbox, remote: true, shared });
    expect(staged).toEqual({ sources: [`blob:${sha256(png)}`], hashes: [sha256(png)] });
    expect(Buffer.from(await shared.get(sha256(png))).equals(png)).toBe(true);
    await expect(readdir(inbox)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('travel to a worker elsewhere as data URLs while they are small, else by their path', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const large = await sharp({ create: { width: 700, height: 700, channels: 3, background: 'grey', noise } })
      .png()
      .toBuffer();
    await writeFile(join(folder.path, 'large.png'), large);
    expect(large.length).toBeGreaterThan(700_000);
    const { sources } = await stage(['a.png', 'large.png'], true);
    expect(sources).toEqual([`data:image/png;base64,${png.toString('base64')}`, join(folder.path, 'large.png')]);
  });

  test.each(['https://example.org/a.png', 'file:///etc/passwd', 'http://169.254.169.254/latest/meta-data'])(
    'are files: %s is said to be an address, and never looked for',
    async (image) => {
      await expect(stage([image])).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/^images\.0: ".*" is an address\. Give a path/),
      });
    },
  );

  test('that are too large are refused by size before they are read', async () => {
    await writeFile(join(folder.path, 'huge.png'), png);
    await truncate(join(folder.path, 'huge.png'), 65 * 1024 * 1024);
    await expect(stage(['huge.png'])).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringContaining('huge.png'),
    });
  });

  test('that are a pipe, a device or a folder are refused, and not waited for', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe.png')]);
    for (const path of ['pipe.png', '/dev/zero', '.']) {
      await expect(stage([path])).rejects.toMatchObject({
        code: 'INVALID_IMAGE',
        message: expect.stringContaining('not a file'),
      });
    }
  });
});
