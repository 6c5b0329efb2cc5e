import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { startChild, temporaryFolder } from './support/files.js';
import { call, rollout, turn } from './support/rows.js';

const folder = temporaryFolder();
const root = process.getuid?.() === 0;

/** A disk of 2 MB with a file `ballast` on it; undefined where mounting is not permitted. */
function tinyDisk(): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'maestro-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    console.warn(`No disk to fill up: mounting is not permitted here (${String(error)}).`);
    rmdirSync(disk);
    return undefined;
  }
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(700_000, 1));
  return disk;
}

const disk = tinyDisk();
if (!root) console.warn('Rights are not tried: only root can give them up.');
afterAll(() => {
  if (disk === undefined) return;
  execFileSync('umount', [disk]);
  rmdirSync(disk);
});

const onTinyDisk = disk === undefined ? test.skip : test;
const withoutRights = root ? test : test.skip;

onTinyDisk(
  'a full disk is reported with advice, breaks nothing off in the middle, and is over when space is freed',
  async () => {
    const child = startChild('full-disk-child.ts', disk ?? '');
    expect(await child.ended).toEqual({ code: 0, errors: '' });
    const report = JSON.parse(child.lines[0] ?? '') as {
      ledger: { done: number; failure: string };
      blob: { failure: string };
      readable: number;
    };
    const full = expect.stringMatching(/^STORE_UNAVAILABLE: .*results\.db .*disk is full: free some space/);
    expect(report).toEqual({
      ledger: { done: expect.any(Number), failure: full },
      blob: {
        done: expect.any(Number),
        failure: expect.stringMatching(/^STORE_UNAVAILABLE: .*\/blobs\/.*disk is full/),
      },
      whole: full,
      readable: report.ledger.done,
      halfThere: false,
      afterwards: { record: 'ok', rollout: 'ok', put: 'ok', rows: report.ledger.done + 1 },
      leftovers: [],
    });
    expect(report.ledger.done).toBeGreaterThan(10);

    // A closed database is one whole file.
    copyFileSync(join(disk ?? '', 'results.db'), join(folder, 'copy.db'));
    const store = await openResultStore(pathToFileURL(join(folder, 'copy.db')).href);
    expect(await store.ledger.list('r1')).toHaveLength(report.ledger.done + 1);
    await store.close();
  },
);

withoutRights('a folder or file without the right to write is reported with advice', async () => {
  const place = join(folder, 'guarded');
  const url = (name: string): string => pathToFileURL(join(place, name)).href;
  await (await openBlobStore(url('blobs'))).put(Buffer.from('old'));
  const store = await openResultStore(url('results.db'));
  await store.ledger.record(call());
  await store.close();
  for (const open of [folder, place]) chmodSync(open, 0o755);

  const child = startChild('no-permission-child.ts', place);
  expect(await child.ended).toEqual({ code: 0, errors: '' });
  expect(child.lines).toEqual([
    expect.stringMatching(/^put STORE_UNAVAILABLE: Could not write the blob .*permission denied: let the user/),
    expect.stringMatching(/^make STORE_UNAVAILABLE: Could not make the folder .*permission denied/),
    expect.stringMatching(
      /^record STORE_UNAVAILABLE: .*results\.db .*(read-only|cannot be opened).*user of this process/,
    ),
    expect.stringMatching(/^create STORE_UNAVAILABLE: .*other\.db .*cannot be opened.*user of this process/),
  ]);
});

test('a file that is no database is refused, and left alone', async () => {
  const path = join(folder, 'notes.db');
  const notes = 'shopping list\n'.repeat(1_000);
  writeFileSync(path, notes);
  await expect(openResultStore(pathToFileURL(path).href)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(/notes\.db .*no SQLite database: move it away/),
  });
  expect(readFileSync(path, 'utf8')).toBe(notes);
});

test('a folder where the database should be is reported', async () => {
  await expect(openResultStore(pathToFileURL(folder).href)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('cannot be opened'),
  });
});

test('a damaged database is reported with advice', async () => {
  const path = join(folder, 'damaged.db');
  const url = pathToFileURL(path).href;
  const store = await openResultStore(url);
  for (let index = 0; index < 40; index++) {
    const id = `r${index}`;
    await store.recordRollout(rollout({ id }), [turn({ rolloutId: id, summary: 'x'.repeat(3_000) })]);
  }
  await store.close();
  const bytes = readFileSync(path);
  // The header and the schema stay, so that it opens; the pages of the last rows are gone.
  bytes.fill(0x5a, Math.floor((0.7 * bytes.length) / 4_096) * 4_096);
  writeFileSync(path, bytes);
  const damaged = await openResultStore(url);
  const reads = Promise.all([damaged.listRollouts(), damaged.getRollout('r1'), damaged.getRollout('r39')]);
  await expect(reads).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(/SQLITE_CORRUPT.*move it away.*or restore a copy/),
  });
  await damaged.close();
});
