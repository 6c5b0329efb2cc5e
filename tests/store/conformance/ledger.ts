/** @module The call ledger, whatever database it lies in. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../../../src/domain/ref.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { Ledger, ResultStore } from '../../../src/store/result-store.js';
import type { TestDatabase } from '../support/databases.js';
import { call, failedCall } from '../support/rows.js';

export function ledgerConformance(databaseOf: () => TestDatabase): void {
  let store: ResultStore;
  let ledger: Ledger;

  beforeEach(async () => {
    store = await openResultStore(await databaseOf().fresh());
    ledger = store.ledger;
  });
  afterEach(() => store.close());

  describe('an attempt that failed', () => {
    const key = { rolloutId: 'r1', turn: 1, step: 'ask', requestHash: 'hash-1' };
    const nothing = { calls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };

    test('is kept as it was written first, and listed in its order', async () => {
      const rows = [failedCall(), failedCall({ attempt: 2, usage: null, failedAt: '2026-08-01T10:00:01.000Z' })];
      for (const row of [...rows].reverse()) await store.failures.record(row);
      await store.failures.record(failedCall({ reason: 'another' }));
      expect(await store.failures.list('r1')).toEqual(rows);
      expect(await store.failures.list('r')).toEqual([]);
      expect(await store.idsBeginning('r', 9)).toEqual(['r1']);
    });

    test('counts what was billed at the same request only, whoever was asked', async () => {
      expect(await store.failures.spent(key)).toEqual(nothing);
      const usage = { calls: 1, promptTokens: 5, completionTokens: 1, costUsd: 0.25 };
      const rows = [
        failedCall({ usage }),
        failedCall({ execution: 'run 8', model: 'another', usage }),
        failedCall({ attempt: 2, usage: null }),
        failedCall({ attempt: 3, requestHash: 'hash-2', usage }),
        failedCall({ step: 'see', usage }),
      ];
      for (const row of rows) await store.failures.record(row);
      expect(await store.failures.spent(key)).toEqual({
        calls: 2,
        promptTokens: 10,
        completionTokens: 2,
        costUsd: 0.5,
      });
      expect(await store.scores.used(['r1'])).toEqual([
        { rolloutId: 'r1', model: 'GLM', calls: 3, promptTokens: 15, completionTokens: 3, costUsd: 0.75 },
        { rolloutId: 'r1', model: 'another', calls: 1, promptTokens: 5, completionTokens: 1, costUsd: 0.25 },
      ]);
    });

    test('is spent by a batch that gets its budget later', async () => {
      await store.failures.record(failedCall({ rolloutId: 'b-1' }));
      await store.ledger.record(call({ rolloutId: 'b-1' }));
      await store.failures.record(failedCall({ rolloutId: 'bb-1' }));
      const { settled } = await store.calls.budgets.set('b', { calls: 9 });
      expect(settled).toEqual({ usd: 0.00175, tokens: 889, calls: 2 });
    });

    test('is told of each model the latest, of the rollouts of one run', async () => {
      const at = (second: number, fields: object) =>
        failedCall({ failedAt: `2026-08-01T10:00:0${second}.000Z`, execution: String(second), ...fields });
      const rows = [
        at(1, { rolloutId: 'b-1', reason: 'old' }),
        at(3, { rolloutId: 'b-2', reason: 'new' }),
        at(2, { rolloutId: 'b-1', model: 'P', kind: 'decide' }),
        at(5, { rolloutId: 'c-1' }),
        at(0, { rolloutId: 'b-1', model: 'long ago' }),
      ];
      for (const row of rows) await store.failures.record(row);
      expect(await store.failures.latest('b-', '2026-08-01T10:00:01.000Z')).toMatchObject([
        { model: 'GLM', kind: 'ask', reason: 'new' },
        { model: 'P', kind: 'decide' },
      ]);
    });
  });

  describe('a recorded reply', () => {
    test('is found under its rollout, turn and step, and under no other', async () => {
      expect(await ledger.find('r1', 1, 'ask')).toBeUndefined();
      expect(await ledger.record(call())).toEqual(call());
      expect(await ledger.find('r1', 1, 'ask')).toEqual(call());
      expect(await ledger.find('r2', 1, 'ask')).toBeUndefined();
      expect(await ledger.find('r1', 2, 'ask')).toBeUndefined();
      expect(await ledger.find('r1', 1, 'ocr')).toBeUndefined();
    });

    test('holds any JSON', async () => {
      const json = fc.json().map((text) => JSON.parse(text) as JsonValue);
      let turn = 0;
      await fc.assert(
        fc.asyncProperty(json, async (body) => {
          const row = call({ turn: turn++, body });
          expect(await ledger.record(row)).toEqual(row);
          expect((await ledger.find('r1', row.turn, 'ask'))?.body).toEqual(body);
        }),
        { numRuns: 100 },
      );
    });

    test('keeps control characters, half characters and a megabyte of text in its body', async () => {
      const body = { text: `\u0000\u0007\ud800</information>${'ü'.repeat(1_000_000)}\u0000` };
      await ledger.record(call({ body }));
      expect((await ledger.find('r1', 1, 'ask'))?.body).toEqual(body);
    });

    test('keeps ids apart whatever is in them, also quotes and wildcards', async () => {
      for (const step of ["a' or '1'='1", 'a%', 'a_', 'A', 'a', 'ä', '']) {
        await ledger.record(call({ step, body: step }));
      }
      expect(await ledger.find('r1', 1, 'a')).toEqual(call({ step: 'a', body: 'a' }));
      expect(await ledger.list('r1')).toHaveLength(7);
      expect(await ledger.list('r_')).toEqual([]);
    });

    test('shows replaced characters where text cannot hold them, rather than being cut or ending the process', async () => {
      const row = await ledger.record(call({ worker: 'a\u0000b\ud800c😀' }));
      expect(row.worker).toBe('a\ufffdb\ufffdc😀');
    });

    test('is refused when a figure is none', async () => {
      const usage = { ...call().usage, costUsd: NaN };
      await expect(ledger.record(call({ usage }))).rejects.toMatchObject({ code: 'INTERNAL' });
      await expect(ledger.record(call({ body: [NaN] }))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      expect(await ledger.list('r1')).toEqual([]);
    });
  });

  describe('a second reply', () => {
    test('to the same question is not written: the first stands and is returned', async () => {
      await ledger.record(call());
      const late = call({ body: 'another', attempt: 2, worker: 'w2' });
      expect(await ledger.record(late)).toEqual(call());
      expect(await ledger.list('r1')).toEqual([call()]);
    });

    test('to another question supersedes the first', async () => {
      await ledger.record(call());
      const other = call({
        requestHash: 'hash-2',
        body: 'another',
        model: 'M2',
        status: 'refused',
        latencyMs: 1,
        attempt: 3,
      });
      expect(await ledger.record(other)).toEqual(other);
      expect(await ledger.find('r1', 1, 'ask')).toEqual(other);
      expect(await ledger.list('r1')).toEqual([other]);
      // And the first question again supersedes that one.
      expect(await ledger.record(call())).toEqual(call());
    });

    test('of many at once: exactly one stands, and all callers hear of it', async () => {
      const rows = Array.from({ length: 50 }, (_, index) => call({ worker: `w${index}`, body: index }));
      const standing = await Promise.all(rows.map((row) => ledger.record(row)));
      expect(new Set(standing.map((row) => row.worker)).size).toBe(1);
      expect(await ledger.list('r1')).toEqual([standing[0]]);
    });
  });

  describe('replies recorded at the same moment', () => {
    test('are all written, but for one that is refused', async () => {
      const rows = Array.from({ length: 30 }, (_, turn) => call({ turn, latencyMs: turn === 7 ? NaN : turn }));
      const results = await Promise.allSettled(rows.map((row) => ledger.record(row)));
      expect(results.flatMap((result, index) => (result.status === 'rejected' ? [index] : []))).toEqual([7]);
      expect((await ledger.list('r1')).map((row) => row.turn)).toEqual(
        rows.map((row) => row.turn).filter((turn) => turn !== 7),
      );
    });

    test('under one id but for different questions: the last one stands', async () => {
      const rows = ['a', 'b', 'a', 'c'].map((requestHash, attempt) => call({ requestHash, attempt }));
      expect(await Promise.all(rows.map((row) => ledger.record(row)))).toEqual(rows);
      expect(await ledger.list('r1')).toEqual([rows[3]]);
    });
  });

  describe('the list of a rollout', () => {
    test('goes by turn, then in the order of recording, whatever the clocks of the workers say', async () => {
      const rows = [
        call({ turn: 2, step: 'b', recordedAt: '2026-08-01T11:00:00.000Z' }),
        call({ turn: 2, step: 'a', recordedAt: '2026-08-01T10:00:00.000Z' }),
        call({ turn: 1, step: 'z' }),
        call({ turn: 10, step: 'a' }),
        call({ rolloutId: 'r2' }),
      ];
      for (const row of rows) await ledger.record(row);
      expect((await ledger.list('r1')).map((row) => `${row.turn} ${row.step}`)).toEqual(['1 z', '2 b', '2 a', '10 a']);
    });
  });
}
