import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { FileBlobStore } from '../../src/store/file-blob-store.js';
import { sha256 } from '../../src/store/hash.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { sqliteGuard } from '../../src/store/sqlite-guard.js';
import { allEnded, linesOf, temporaryFolder, together } from './support/files.js';
import { call, rollout } from './support/rows.js';

const folder = temporaryFolder();
const urlOf = (name: string): string => pathToFileURL(join(folder, name)).href;

describe('several processes at once', () => {
  test('put the same blobs at once, and each is whole', async () => {
    const url = urlOf('blobs');
    const children = await together(url, ['blobs', 'same', 30], ['blobs', 'same', 30]);
    await allEnded(children);
    const store = new FileBlobStore(url, fileURLToPath(url));
    for (let index = 0; index < 30; index++) {
      const bytes = new Uint8Array(Buffer.alloc(200_000, `same${index}`));
      expect(children.map((child) => child.lines[index + 1])).toEqual([sha256(bytes), sha256(bytes)]);
      // Verified by its hash when read; element by element Jest would take seconds.
      expect(await store.get(sha256(bytes))).toHaveLength(bytes.length);
    }
    expect(
      readdirSync(store.url.startsWith('file:') ? fileURLToPath(url) : '', { recursive: true }),
    ).not.toContainEqual(expect.stringMatching(/\.tmp$/));
  });
});

describe('a process killed in the midst of writing', () => {
  test('leaves no blob under its name that is not whole', async () => {
    const url = urlOf('killed-blobs');
    const root = fileURLToPath(url);
    mkdirSync(root);
    const [child] = await together(url, ['blobs', 'b', 100_000]);
    await linesOf(child!, 20);
    child!.process.kill('SIGKILL');
    await child!.ended;
    const store = new FileBlobStore(url, root);
    const whole = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(root, name)).isFile() && !name.endsWith('.tmp'))
      .map((name) => name.replace('/', ''));
    expect(whole).toEqual(expect.arrayContaining(child!.lines.slice(1)));
    for (const hash of whole) expect(await store.get(hash)).toHaveLength(200_000);
  });
});

describe('a locked database', () => {
  test('is waited for without holding up the process', async () => {
    const url = urlOf('locked.db');
    const store = await openResultStore(url);
    const other = new Database(fileURLToPath(url));
    other.exec('begin immediate');
    let longestPause = 0;
    let last = performance.now();
    const ticker = setInterval(() => {
      longestPause = Math.max(longestPause, performance.now() - last);
      last = performance.now();
    }, 5);
    const waiting = Promise.all([
      store.ledger.record(call()),
      store.recordRollout(rollout(), []),
      store.ledger.find('r1', 1, 'x'),
    ]);
    await sleep(1_500);
    // This goes on while the writers wait, and readers are not held up at all.
    expect(await store.ledger.find('r1', 1, 'ask')).toBeUndefined();
    other.exec('commit');
    await waiting;
    clearInterval(ticker);
    expect(longestPause).toBeLessThan(10_000);
    expect(await store.ledger.find('r1', 1, 'ask')).toEqual(call());
    expect(await store.getRollout('r1')).toMatchObject({ rollout: rollout() });
    other.close();
    await store.close();
  });

  test('for longer than one may wait is reported with advice', async () => {
    const path = join(folder, 'hung.db');
    const [holder, waiter] = [new Database(path), new Database(path)];
    holder.exec('begin exclusive');
    const guard = sqliteGuard(path, 200);
    const began = performance.now();
    await expect(guard(() => Promise.resolve().then(() => waiter.exec('begin immediate')))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/hung\.db .*SQLITE_BUSY.*another process has held its lock/),
    });
    expect(performance.now() - began).toBeGreaterThan(190);
    holder.close();
    waiter.close();
  });
});
