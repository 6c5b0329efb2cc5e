/** @module Locks, breakers and the cache of calls, shared by the stores of several workers, whatever database they lie in. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CLOSED } from '../../../src/domain/breaker.js';
import type { CachedCall, CallStore } from '../../../src/store/call-store.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import type { TestDatabase } from '../support/databases.js';

export function callStoreConformance(databaseOf: () => TestDatabase): void {
  let stores: ResultStore[];
  let one: CallStore;
  let other: CallStore;

  beforeEach(async () => {
    const url = await databaseOf().fresh();
    stores = await Promise.all([openResultStore(url), openResultStore(url)]);
    [one, other] = stores.map((store) => store.calls) as [CallStore, CallStore];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });

  const by = (holder: string, expiresAtMs: number) => ({ holder, expiresAtMs });

  describe('a lock', () => {
    test('is one holder’s until it is released, by its holder only', async () => {
      expect(await one.locks.take('probe M', by('a', 100), 0)).toBe(true);
      expect(await other.locks.take('probe M', by('b', 100), 50)).toBe(false);
      expect(await other.locks.take('probe N', by('b', 100), 50)).toBe(true);
      await other.locks.release('probe M', 'b');
      expect(await other.locks.take('probe M', by('b', 100), 50)).toBe(false);
      await one.locks.release('probe M', 'a');
      expect(await other.locks.take('probe M', by('b', 100), 50)).toBe(true);
    });

    test('is taken again by its own holder, who may not have heard that it has it', async () => {
      for (const time of [0, 50]) expect(await one.locks.take('x', by('a', 100), time)).toBe(true);
      expect(await other.locks.take('x', by('b', 100), 50)).toBe(false);
    });

    test('that ran out is anyone’s, and not its old holder’s to extend', async () => {
      await one.locks.take('x', by('a', 100), 0);
      expect(await other.locks.take('x', by('b', 300), 100)).toBe(true);
      await one.locks.renew(['a'], 900, 110);
      expect(await one.locks.take('x', by('c', 900), 299)).toBe(false);
      expect(await one.locks.take('x', by('c', 900), 300)).toBe(true);
    });

    test('that is renewed stays; what others let run out is removed with that', async () => {
      await one.locks.take('kept', by('a', 100), 0);
      await other.locks.take('left', by('b', 100), 0);
      await one.locks.renew(['a'], 500, 90);
      await one.locks.renew(['a'], 500, 150);
      expect(await other.locks.take('kept', by('b', 900), 400)).toBe(false);
      expect(await other.locks.take('left', by('c', 900), 0)).toBe(true);
    });

    test.each([1, 2, 3])('that many want at once is one’s (%i)', async () => {
      const wanted = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : other).locks.take('x', by(`h${index}`, 100), 0),
      );
      expect((await Promise.all(wanted)).filter(Boolean)).toHaveLength(1);
    });
  });

  describe('a breaker', () => {
    const open = {
      ...CLOSED,
      state: 'open',
      failures: 5,
      trips: 1,
      openedAtMs: 1,
      retryAtMs: 2,
      reason: '503\u0000',
    } as const;

    test('is seen by all once it is written, and what stands is returned', async () => {
      expect(await other.breakers.find('M')).toBeUndefined();
      const stands = { ...open, reason: '503\ufffd' };
      expect(await one.breakers.update('M', () => open)).toEqual(stands);
      expect(await other.breakers.find('M')).toEqual(stands);
      expect(await other.breakers.list()).toEqual([{ model: 'M', breaker: stands }]);
    });

    test('counts every failure of workers that write at once', async () => {
      const writes = Array.from({ length: 30 }, (_, index) =>
        (index % 2 === 0 ? one : other).breakers.update('M', (breaker) => ({
          ...breaker,
          failures: breaker.failures + 1,
        })),
      );
      await Promise.all(writes);
      expect(await one.breakers.find('M')).toMatchObject({ failures: 30 });
    });
  });

  describe('the cache of calls', () => {
    const call = (fields: Partial<CachedCall> = {}): CachedCall => ({
      key: 'k1',
      model: 'M',
      body: { kind: 'answer', text: '3\u0000' },
      promptTokens: 100,
      completionTokens: 10,
      costUsd: 0.5,
      latencyMs: 20,
      ...fields,
    });

    test('gives a kept reply to every store, and counts', async () => {
      expect(await one.cache.find('k1', 1)).toBeUndefined();
      await one.cache.add(call(), 1);
      await one.cache.add(call({ key: 'k2', model: 'N' }), 1);
      for (let hit = 0; hit < 3; hit++) expect(await other.cache.find('k1', 2)).toEqual(call());
      expect(await one.cache.stats()).toEqual([
        { model: 'M', entries: 1, hits: 3, savedUsd: 1.5 },
        { model: 'N', entries: 1, hits: 0, savedUsd: 0 },
      ]);
    });

    test('keeps the first reply of two', async () => {
      await one.cache.add(call(), 1);
      await other.cache.add(call({ body: 'late' }), 2);
      expect((await one.cache.find('k1', 3))?.body).toEqual(call().body);
    });
  });
}
