import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { FileBlobStore } from '../../src/store/file-blob-store.js';
import { sha256 } from '../../src/store/hash.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { sqliteGuard } from '../../src/store/sqlite-guard.js';
import { type Child, linesOf, startChild, temporaryFolder } from './support/files.js';
import { call, rollout } from './support/rows.js';

const folder = temporaryFolder();
const urlOf = (name: string): string => pathToFileURL(join(folder, name)).href;

/** Starts children that wait until all are ready, then lets them go at once. */
async function together(
  url: string,
  ...parameters: readonly (readonly [mode: string, name: string, count: number])[]
): Promise<Child[]> {
  const children = parameters.map(([mode, name, count]) =>
    startChild('write-child.ts', mode, url, name, String(count)),
  );
  await Promise.all(children.map((child) => linesOf(child, 1)));
  writeFileSync(`${fileURLToPath(url)}.go`, '');
  return children;
}

async function allEnded(children: readonly Child[]): Promise<void> {
  for (const child of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
}

describe('several processes at once', () => {
  test('make a new database once, and all use it', async () => {
    const url = urlOf('new.db');
    await allEnded(await together(url, ['open', 'p1', 1], ['open', 'p2', 1], ['open', 'p3', 1], ['open', 'p4', 1]));
    const database = new Database(fileURLToPath(url));
    expect(database.prepare('select name from kysely_migration').all([])).toEqual([
      { name: '0001_first' },
      { name: '0002_route' },
      { name: '0003_calls' },
      { name: '0004_dataset' },
      { name: '0005_scores' },
      { name: '0006_indexes' },
      { name: '0006b_budgets' },
    ]);
    expect(database.prepare('select rollout_id as id from calls order by id').all([])).toEqual(
      ['p1', 'p2', 'p3', 'p4'].map((id) => ({ id })),
    );
    database.close();
  });

  test('write to the same database without losing a row or failing on a lock', async () => {
    const url = urlOf('shared.db');
    await allEnded(await together(url, ['ledger', 'p1', 200], ['ledger', 'p2', 200], ['rollouts', 'p3', 100]));
    const store = await openResultStore(url);
    expect(await store.ledger.list('p1')).toHaveLength(200);
    expect(await store.ledger.list('p2')).toHaveLength(200);
    expect(await store.listRollouts()).toHaveLength(100);
    await store.close();
  });

  test('agree on which reply stands, when each has one to the same questions', async () => {
    const url = urlOf('once.db');
    const children = await together(url, ['once', 'p1', 150], ['once', 'p2', 150]);
    await allEnded(children);
    const [first, second] = children.map((child) => child.lines.slice(1));
    expect(first).toHaveLength(150);
    expect(second).toEqual(first);
    const store = await openResultStore(url);
    expect((await store.ledger.list('r1')).map((row) => `${row.turn} ${row.worker}`)).toEqual(first);
    await store.close();
  });

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
  test.each([1, 60, 200])('(after %i replies) has lost no reply that was acknowledged', async (after) => {
    const url = urlOf(`killed-${after}.db`);
    const [child] = await together(url, ['ledger', 'r1', 100_000]);
    await linesOf(child!, after + 1);
    child!.process.kill('SIGKILL');
    expect((await child!.ended).code).toBeNull();
    const acknowledged = child!.lines.slice(1).map(Number);
    expect(acknowledged.length).toBeGreaterThanOrEqual(after);

    const store = await openResultStore(url);
    const rows = await store.ledger.list('r1');
    // At most the one write that was under way is there beyond what was acknowledged.
    expect(rows.length - acknowledged.length).toBeGreaterThanOrEqual(0);
    expect(rows.length - acknowledged.length).toBeLessThanOrEqual(1);
    rows.forEach((row, index) => {
      expect(row).toMatchObject({ turn: index, body: { index, filler: 'x'.repeat(3_000) } });
    });
    expect(await store.ledger.record(call({ turn: 999_999 }))).toEqual(call({ turn: 999_999 }));
    await store.close();
  });

  test('leaves each rollout with all of its turns or none', async () => {
    const url = urlOf('killed-rollouts.db');
    const [child] = await together(url, ['rollouts', 'p', 100_000]);
    await linesOf(child!, 50);
    child!.process.kill('SIGKILL');
    await child!.ended;
    const store = await openResultStore(url);
    const acknowledged = child!.lines.slice(1);
    expect((await store.listRollouts({ ids: acknowledged })).length).toBe(acknowledged.length);
    for (const { id } of await store.listRollouts()) expect((await store.getRollout(id))?.turns).toHaveLength(3);
    await store.close();
  });

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
    // Readers are not held up at all.
    expect(await store.ledger.find('r1', 1, 'ask')).toBeUndefined();
    other.exec('commit');
    await waiting;
    clearInterval(ticker);
    expect(longestPause).toBeLessThan(1_000);
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
