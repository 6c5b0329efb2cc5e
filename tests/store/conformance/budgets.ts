/** @module Budgets in the store, whatever database they lie in: whatever workers do, and wherever they die, what is settled and what is open stay within the budget. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addSpend, NO_SPEND, type Budget, type Spend } from '../../../src/domain/budget.js';
import type { Budgets } from '../../../src/store/budgets.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import type { TestDatabase } from '../support/databases.js';
import { call as callRow } from '../support/rows.js';

export function budgetsConformance(databaseOf: () => TestDatabase): void {
  let stores: ResultStore[];
  let workers: readonly Budgets[];
  let number = 0;

  beforeAll(async () => {
    const url = await databaseOf().fresh();
    stores = [await openResultStore(url), await openResultStore(url)];
    workers = stores.map((store) => store.calls.budgets);
  });
  afterAll(() => Promise.all(stores.map((store) => store.close())));

  const LEASE_MS = 100;
  const amounts = fc.record({ usd: fc.integer({ min: 0, max: 40 }), tokens: fc.integer({ min: 0, max: 40 }) });

  type Action =
    | { readonly kind: 'call'; readonly worker: number; readonly ask: { usd: number; tokens: number } }
    /** The oldest call of that worker ends, having cost that share of the most it could; perhaps it has to be said twice. */
    | { readonly kind: 'end'; readonly worker: number; readonly share: number; readonly twice: boolean }
    | { readonly kind: 'crash'; readonly worker: number }
    | { readonly kind: 'wait'; readonly ms: number }
    | { readonly kind: 'raise'; readonly usd: number };

  const worker = fc.nat({ max: 1 });
  const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('call'), worker, ask: amounts }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('end'), worker, share: fc.nat({ max: 4 }), twice: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash'), worker }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.nat({ max: 150 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('raise'), usd: fc.integer({ min: 1, max: 20 }) }) },
  );

  interface Open {
    readonly id: string;
    readonly ask: Spend;
  }

  function isWithin({ usd, tokens }: Spend, budget: Budget): boolean {
    return usd <= (budget.usd ?? Infinity) && tokens <= (budget.tokens ?? Infinity);
  }

  test('settled and open never exceed the budget, over all interleavings with crashes', async () => {
    await fc.assert(
      // Actions of a round happen at once.
      fc.asyncProperty(
        fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), { maxLength: 10 }),
        async (rounds) => {
          const batch = `batch-${(number += 1)}`;
          const open: Open[][] = [[], []];
          let nowMs = 1_000;
          let ids = 0;
          let settledUsd = 0;
          let limit = 60;
          await workers[0]!.set(batch, { usd: limit, tokens: 100 });
          const act = async (one: Action): Promise<void> => {
            switch (one.kind) {
              case 'call': {
                const reservation = { batch, id: `call-${(ids += 1)}` };
                const ask = { ...one.ask, calls: 1 };
                const { kind } = await workers[one.worker]!.reserve(reservation, ask, nowMs + LEASE_MS, nowMs);
                if (kind === 'granted') open[one.worker]!.push({ id: reservation.id, ask });
                return;
              }
              case 'end': {
                const call = open[one.worker]!.shift();
                if (call === undefined) return;
                const part = (most: number): number => Math.floor((most * one.share) / 4);
                const spent = { usd: part(call.ask.usd), tokens: part(call.ask.tokens), calls: 1 };
                settledUsd += spent.usd;
                const settle = (by: number) => workers[by]!.settle({ batch, id: call.id }, spent, nowMs);
                await Promise.all(one.twice ? [settle(0), settle(1)] : [settle(one.worker)]);
                return;
              }
              case 'crash':
                open[one.worker] = [];
                return;
              case 'wait':
                return;
              case 'raise':
                limit += one.usd;
                await workers[0]!.set(batch, { usd: limit });
            }
          };
          for (const round of rounds) {
            // Calls end within their leases, as their attempts have a time limit that is shorter.
            if (open.every((calls) => calls.length === 0))
              for (const one of round) if (one.kind === 'wait') nowMs += one.ms;
            await Promise.all(round.map(act));
            const state = await workers[1]!.find(batch, nowMs);
            expect(state).toBeDefined();
            expect(isWithin(addSpend(state!.settled, state!.open), state!.budget)).toBe(true);
            expect(state!.settled.usd).toBe(settledUsd);
            // What is under way counts: it can't be lost before its lease ends.
            const known = open.flat().reduce((sum, { ask }) => addSpend(sum, ask), NO_SPEND);
            expect(state!.open.usd).toBeGreaterThanOrEqual(known.usd);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  describe('a reservation', () => {
    test('of a dead worker counts as spent until its lease ends', async () => {
      const [one, other] = workers as [Budgets, Budgets];
      await one.set('dead', { calls: 1 });
      const ask = { ...NO_SPEND, calls: 1 };
      expect((await one.reserve({ batch: 'dead', id: 'a' }, ask, 100, 0)).kind).toBe('granted');
      expect((await other.reserve({ batch: 'dead', id: 'b' }, ask, 199, 99)).kind).toBe('held');
      expect((await other.find('dead', 99))?.refusal).toBe('');
      expect((await other.reserve({ batch: 'dead', id: 'b' }, ask, 200, 100)).kind).toBe('granted');
      // The first one was not dead after all: what it has cost is spent.
      await one.settle({ batch: 'dead', id: 'a' }, ask, 100);
      expect(await one.find('dead', 100)).toMatchObject({ settled: { calls: 1 }, open: { calls: 1 } });
    });

    test('is one however often it is made, and settled once however often that is said', async () => {
      const [one, other] = workers as [Budgets, Budgets];
      await one.set('lost-answers', { calls: 2 });
      const ask = { ...NO_SPEND, calls: 1 };
      const [a, b] = [
        { batch: 'lost-answers', id: 'a' },
        { batch: 'lost-answers', id: 'b' },
      ];
      for (const by of [one, other, one]) expect((await by.reserve(a, ask, 100, 0)).kind).toBe('granted');
      expect((await other.reserve(b, ask, 100, 0)).kind).toBe('granted');
      expect(await one.find(a.batch, 0)).toMatchObject({ settled: { calls: 0 }, open: { calls: 2 } });
      for (const by of [one, other]) await by.settle(a, { usd: 0.5, tokens: 3, calls: 1 }, 50);
      expect(await one.find(a.batch, 50)).toMatchObject({
        settled: { usd: 0.5, tokens: 3, calls: 1 },
        open: { calls: 1 },
      });
      // Also one that had run out and was swept away.
      expect((await other.reserve({ ...b, id: 'c' }, ask, 300, 200)).kind).toBe('granted');
      for (const by of [one, other]) await by.settle(b, ask, 200);
      expect(await one.find(a.batch, 200)).toMatchObject({ settled: { calls: 2 }, open: { calls: 1 } });
    });

    test('that is refused for good is noted, until the budget is raised', async () => {
      const [one, other] = workers as [Budgets, Budgets];
      await one.set('small', { usd: 1 });
      const ask = { usd: 2, tokens: 0, calls: 1 };
      expect((await one.reserve({ batch: 'small', id: 'a' }, ask, 100, 0)).kind).toBe('spent');
      expect((await other.find('small', 0))?.refusal).toMatch(/used up: \$0 of \$1 spent/);
      expect(await other.set('small', { usd: 3 })).toMatchObject({ budget: { usd: 3 }, refusal: '' });
      expect((await one.reserve({ batch: 'small', id: 'a' }, ask, 100, 0)).kind).toBe('granted');
    });

    test('of a batch without a budget is granted, and not kept', async () => {
      const [one] = workers as [Budgets];
      expect(await one.has('free')).toBe(false);
      expect((await one.reserve({ batch: 'free', id: 'a' }, { usd: 9, tokens: 9, calls: 9 }, 100, 0)).kind).toBe(
        'granted',
      );
      expect(await one.find('free', 0)).toBeUndefined();
    });
  });

  test('a budget that comes later begins with what the batch has cost', async () => {
    const { ledger } = stores[0]!;
    const usage = { calls: 2, promptTokens: 30, completionTokens: 4, costUsd: 0.5 };
    await ledger.record(callRow({ rolloutId: 'late-1-aaaa', usage }));
    await ledger.record(callRow({ rolloutId: 'late-1-bbbb', usage }));
    await ledger.record(callRow({ rolloutId: 'late-12-aaaa', usage }));
    const state = await workers[1]!.set('late-1', { usd: 5 });
    expect(state.settled).toEqual({ usd: 1, tokens: 68, calls: 4 });
  });
}
