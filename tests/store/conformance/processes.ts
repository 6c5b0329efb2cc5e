/** @module Several processes on one results store, and processes that are killed, whatever database it lies in. */
import { describe, expect, test } from '@jest/globals';
import { MIGRATIONS } from '../../../src/store/migrations.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { TestDatabase } from '../support/databases.js';
import { allEnded, linesOf, together } from '../support/files.js';
import { call } from '../support/rows.js';

/** What a database within the processes needs, each of which has the file open. */
export function manyProcesses(databaseOf: () => TestDatabase): void {
  describe('several processes at once', () => {
    test('make a new database once, and all use it', async () => {
      const url = await databaseOf().untouched();
      await allEnded(await together(url, ['open', 'p1', 1], ['open', 'p2', 1], ['open', 'p3', 1], ['open', 'p4', 1]));
      const sql = (text: string): Promise<unknown[]> => databaseOf().query(url, text);
      expect(await sql('select name from kysely_migration order by name')).toEqual(
        Object.keys(MIGRATIONS).map((name) => ({ name })),
      );
      expect(await sql('select rollout_id as id from calls order by id')).toEqual(
        ['p1', 'p2', 'p3', 'p4'].map((id) => ({ id })),
      );
    });

    test('write to the same database without losing a row or failing on a lock', async () => {
      const url = await databaseOf().fresh();
      await allEnded(await together(url, ['ledger', 'p1', 200], ['ledger', 'p2', 200], ['rollouts', 'p3', 100]));
      const store = await openResultStore(url);
      expect(await store.ledger.list('p1')).toHaveLength(200);
      expect(await store.ledger.list('p2')).toHaveLength(200);
      expect(await store.listRollouts()).toHaveLength(100);
      await store.close();
    });
  });
}

/** @param kills after so many acknowledged replies */
export function processConformance(databaseOf: () => TestDatabase, kills: readonly number[]): void {
  describe('two processes at once', () => {
    test('agree on which reply stands, when each has one to the same questions', async () => {
      const url = await databaseOf().fresh();
      const children = await together(url, ['once', 'p1', 150], ['once', 'p2', 150]);
      await allEnded(children);
      const [first, second] = children.map((child) => child.lines.slice(1));
      expect(first).toHaveLength(150);
      expect(second).toEqual(first);
      const store = await openResultStore(url);
      expect((await store.ledger.list('r1')).map((row) => `${row.turn} ${row.worker}`)).toEqual(first);
      await store.close();
    });
  });

  describe('a process killed in the midst of writing', () => {
    test.each(kills)('(after %i replies) has lost no reply that was acknowledged', async (after) => {
      const url = await databaseOf().fresh();
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
      const url = await databaseOf().fresh();
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
  });
}
