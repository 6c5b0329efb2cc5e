/** @module Finished rollouts and the schema, whatever database they lie in. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import type { TestDatabase } from '../support/databases.js';
import { call, rollout, turn } from '../support/rows.js';

export function resultsConformance(databaseOf: () => TestDatabase): void {
  let url: string;
  let store: ResultStore;

  beforeEach(async () => {
    url = await databaseOf().fresh();
    store = await openResultStore(url);
  });
  afterEach(() => store.close());

  const sql = (text: string): Promise<unknown[]> => databaseOf().query(url, text);

  describe('ids that begin so', () => {
    const ids = ['a%b-1', 'a%b-2', 'a_b', 'axb', 'b', 'ä', '\u{1f600}x'];

    test('are those of finished rollouts and of the ledger, once each, in order, at most so many', async () => {
      for (const id of ids) await store.recordRollout(rollout({ id }), []);
      for (const rolloutId of ['a%b-2', 'a%b-3']) {
        for (const step of ['x', 'y']) await store.ledger.record(call({ rolloutId, step }));
      }
      expect(await store.idsBeginning('a%b', 10)).toEqual(['a%b-1', 'a%b-2', 'a%b-3']);
      expect(await store.idsBeginning('a%b', 2)).toEqual(['a%b-1', 'a%b-2']);
      expect(await store.idsBeginning('a_', 10)).toEqual(['a_b']);
      expect(await store.idsBeginning('ä', 10)).toEqual(['ä']);
      expect(await store.idsBeginning('\u{1f600}', 10)).toEqual(['\u{1f600}x']);
      expect(await store.idsBeginning('c', 10)).toEqual([]);
      expect(await store.idsBeginning('', 3)).toEqual(['a%b-1', 'a%b-2', 'a%b-3']);
    });
  });

  describe('a rollout', () => {
    test('comes back with its turns in order and its calls', async () => {
      const turns = [
        turn({ turn: 2 }),
        turn({ turn: 1, pair: null, solver: null, confidence: null, observation: null }),
      ];
      await store.ledger.record(call());
      await store.recordRollout(rollout(), turns);
      await store.recordRollout(rollout({ id: 'r2' }), [turn({ rolloutId: 'r2' })]);
      expect(await store.getRollout('r1')).toEqual({
        rollout: { ...rollout(), runs: 1 },
        turns: [turns[1], turns[0]],
        calls: [call()],
        failures: [],
      });
      expect(await store.getRollout('r3')).toBeUndefined();
    });

    test('may lack whatever may be absent', async () => {
      const bare = rollout({
        plan: null,
        answer: null,
        correct: null,
        reward: null,
        formatReward: null,
        answerReward: null,
        verdict: null,
        trajectory: null,
        images: [],
        groundTruth: [],
        tainted: true,
      });
      await store.recordRollout(bare, [turn({ startedAt: null, latencyMs: null })]);
      expect((await store.getRollout('r1'))?.rollout).toEqual({ ...bare, runs: 1 });
    });

    test.each([true, false, null])('keeps the verdict %p apart from the others', async (correct) => {
      await store.recordRollout(rollout({ correct }), []);
      expect((await store.getRollout('r1'))?.rollout.correct).toBe(correct);
    });

    test('written again replaces what stood there, turns included', async () => {
      await store.recordRollout(rollout({ tainted: true }), [turn({ turn: 1 }), turn({ turn: 2 })]);
      const again = rollout({ answer: '4', correct: false });
      await store.recordRollout(again, [turn({ turn: 1, status: 'timed_out' })]);
      await store.recordRollout(again, [turn({ turn: 1, status: 'timed_out' })]);
      expect(await store.getRollout('r1')).toMatchObject({ rollout: again, turns: [{ status: 'timed_out' }] });
      expect(await sql('select count(*) as n from turns')).toEqual([{ n: 1 }]);
    });

    test('that was run again says how often; one that is only written again does not', async () => {
      const runs = [1, 1, 2, 2, 3].map((run) => rollout({ startedAt: `2026-08-01T10:00:0${run}.000Z` }));
      const counted: unknown[] = [];
      for (const run of runs) {
        await store.recordRollout(run, [turn()]);
        counted.push((await store.getRollout('r1'))?.rollout.runs);
      }
      expect(counted).toEqual([1, 1, 2, 2, 3]);
      await store.recordRollout(rollout({ id: 'r2', batch: 'b' }), []);
      const rows = [...(await store.listRollouts()), ...(await store.reports.rollouts(['r1', 'r2']))];
      expect(rows.map(({ id, runs: times }) => `${id} ${times}`)).toEqual(['r1 3', 'r2 1', 'r1 3', 'r2 1']);
      expect(await sql("select runs from v_rollouts where rollout = 'r1'")).toEqual([{ runs: 3 }]);
      expect(await sql('select rollouts, rerun from v_batches')).toEqual([{ rollouts: 1, rerun: 0 }]);
    });

    test('of a batch that is only known from them makes it listed; what eval labelled is no batch', async () => {
      const batches = ['arith-3fa2c09d11', 'words-20261201-023301-3443', 'b'];
      for (const batch of batches) await store.recordRollout(rollout({ id: `${batch}-12345678-0b4d3719`, batch }), []);
      expect(await store.batches.list()).toMatchObject([{ batch: 'arith-3fa2c09d11', status: 'unknown' }]);
    });

    test('is written whole or not at all', async () => {
      await store.recordRollout(rollout(), [turn()]);
      const twice = [turn({ turn: 1 }), turn({ turn: 1 })];
      await expect(store.recordRollout(rollout({ answer: 'new' }), twice)).rejects.toMatchObject({ code: 'INTERNAL' });
      expect(await store.getRollout('r1')).toMatchObject({ rollout: { answer: '3' }, turns: [turn()] });
    });

    test('and a reply recorded at the same moment do not share a transaction', async () => {
      const broken = store.recordRollout(rollout(), [turn({ turn: 1 }), turn({ turn: 1 })]);
      const recorded = Array.from({ length: 20 }, (_, step) => store.ledger.record(call({ step: String(step) })));
      await expect(broken).rejects.toMatchObject({ code: 'INTERNAL' });
      await Promise.all(recorded);
      expect(await store.ledger.list('r1')).toHaveLength(20);
    });

    test('is there when the store is opened again', async () => {
      await store.recordRollout(rollout(), [turn()]);
      await store.close();
      store = await openResultStore(url);
      expect(await store.getRollout('r1')).toMatchObject({ rollout: rollout(), turns: [turn()] });
    });
  });

  describe('the list of rollouts', () => {
    beforeEach(async () => {
      const rows = [
        { id: 'a', suite: 'arith', batch: 'b1', policy: 'keyword', startedAt: '2026-08-01T10:00:00.000Z' },
        { id: 'b', suite: 'arith', batch: 'b2', policy: 'random', startedAt: '2026-08-01T12:00:00.000Z' },
        { id: 'c', suite: 'blindtest', batch: 'b1', policy: 'random', startedAt: '2026-08-01T11:00:00.000Z' },
        { id: 'd', suite: 'blindtest', batch: '', policy: 'random', startedAt: '2026-08-01T11:00:00.000Z' },
      ];
      for (const row of rows) await store.recordRollout(rollout(row), []);
    });

    test.each([
      [{}, ['b', 'c', 'd', 'a']],
      [{ limit: 2 }, ['b', 'c']],
      [{ limit: 0 }, []],
      [{ suite: 'arith' }, ['b', 'a']],
      [{ batch: 'b1' }, ['c', 'a']],
      [{ batch: '' }, ['d']],
      [{ policy: 'random', suite: 'blindtest', limit: 1 }, ['c']],
      [{ ids: ['a', 'd', 'nobody', 'a'] }, ['d', 'a']],
      [{ ids: ['a', 'd'], policy: 'random' }, ['d']],
      [{ ids: [] }, []],
      [{ suite: 'none' }, []],
    ])('for %j is %j, newest first', async (filter, expected) => {
      expect((await store.listRollouts(filter)).map((row) => row.id)).toEqual(expected);
    });

    test('takes more ids than a statement has parameters', async () => {
      const ids = Array.from({ length: 40_000 }, (_, index) => `id-${index}`);
      const found = await store.listRollouts({ ids: [...ids, 'a', 'b', 'c'], limit: 2 });
      expect(found.map((row) => row.id)).toEqual(['b', 'c']);
    });
  });

  describe('the schema', () => {
    test('of a newer version is refused with advice, and untouched', async () => {
      await store.close();
      await sql("insert into kysely_migration values ('9999_future', '2030-01-01') returning name");
      await expect(openResultStore(url)).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringMatching(/newer schema \(migration 9999_future\).*update Maestro/),
      });
      await sql("delete from kysely_migration where name = '9999_future' returning name");
      store = await openResultStore(url);
    });

    test('is made once when many open the same new file at once', async () => {
      const fresh = await databaseOf().untouched();
      const stores = await Promise.all(Array.from({ length: 8 }, () => openResultStore(fresh)));
      await Promise.all(stores.map((one, index) => one.recordRollout(rollout({ id: `r${index}` }), [])));
      expect(await stores[0]!.listRollouts()).toHaveLength(8);
      await Promise.all(stores.map((one) => one.close()));
    });
  });

  describe('a row that others wrote wrongly', () => {
    test.each([
      ['images', "'{}'", /images/],
      ['images', "'not json'", /not JSON/],
      ['correct', '2', /correct/],
      ['ground_truth', "'[1]'", /groundTruth/],
    ])('is named with its fault: %s = %s', async (column, value, message) => {
      await store.recordRollout(rollout(), []);
      await sql(`update rollouts set ${column} = ${value} returning id`);
      await expect(store.getRollout('r1')).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringMatching(message),
      });
    });
  });

  describe('opening', () => {
    test('a store that was closed fails clearly', async () => {
      await store.close();
      await expect(store.ledger.find('r1', 1, 'ask')).rejects.toMatchObject({ code: 'INTERNAL' });
      store = await openResultStore(url);
    });
  });
}
