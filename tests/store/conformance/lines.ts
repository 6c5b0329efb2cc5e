/** @module Lines before models, whatever database they lie in. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Claim, Lines, Place } from '../../../src/store/call-store.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import type { TestDatabase } from '../support/databases.js';

export function linesConformance(databaseOf: () => TestDatabase): void {
  let stores: ResultStore[];
  let lines: Lines;
  let others: Lines[];

  beforeEach(async () => {
    const url = await databaseOf().fresh();
    stores = await Promise.all([openResultStore(url), openResultStore(url), openResultStore(url)]);
    [lines, ...others] = stores.map((store) => store.calls.lines) as [Lines, ...Lines[]];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });

  const two = { limit: 2, ratePerMinute: undefined };
  const lease = (expiresAtMs = 1_000) => ({ holder: 'h', expiresAtMs });
  const held = (place: Place) => ({ ...place, holder: 'h' });
  const enter = (by: Lines, model = 'M', limits: Parameters<Lines['enter']>[1] = two, now = 0) =>
    by.enter(model, limits, lease(), now);

  describe('a line', () => {
    test('lets the first ones through and all others wait, in the order of arrival over all stores', async () => {
      const all: { place: Place; claim: Claim }[] = [];
      for (const by of [lines, ...others, lines]) all.push(await enter(by));
      expect(all.map(({ place }) => place.ticket)).toEqual([1, 2, 3, 4]);
      expect(all.map(({ claim }) => claim)).toEqual([
        { kind: 'granted' },
        { kind: 'granted' },
        { kind: 'queued', ahead: 2 },
        { kind: 'queued', ahead: 3 },
      ]);
      await lines.leave(all[0]!.place);
      expect(await lines.claim(all[3]!.place, two, 0)).toEqual({ kind: 'queued', ahead: 2 });
      expect(await others[0]!.claim(all[2]!.place, two, 0)).toEqual({ kind: 'granted' });
    });

    test('is another one for another model', async () => {
      for (const model of ['M', 'N', 'M', "M' --"]) expect((await enter(lines, model)).claim.kind).toBe('granted');
      expect((await enter(lines, 'M')).claim.kind).toBe('queued');
      expect(await lines.lengths()).toEqual([
        { model: 'M', places: 3 },
        { model: "M' --", places: 1 },
        { model: 'N', places: 1 },
      ]);
    });

    test('follows a limit that is changed', async () => {
      const places: Place[] = [];
      for (let index = 0; index < 4; index++) places.push((await enter(lines)).place);
      expect((await lines.claim(places[3]!, { ...two, limit: 4 }, 0)).kind).toBe('granted');
      expect((await lines.claim(places[1]!, { ...two, limit: 1 }, 0)).kind).toBe('queued');
    });

    test('is left by a holder who does not know whether it has a place', async () => {
      const mine = { holder: 'mine', expiresAtMs: 1_000 };
      await lines.enter('M', two, mine, 0);
      await enter(others[0]!);
      await others[1]!.abandon('M', 'mine');
      await others[1]!.abandon('M', 'nobody');
      expect(await lines.lengths()).toEqual([{ model: 'M', places: 1 }]);
    });

    test('shows its front without a lock', async () => {
      for (let index = 0; index < 3; index++) await enter(lines);
      expect(await others[1]!.front('M', 2)).toEqual([
        { ticket: 1, expiresAtMs: 1_000 },
        { ticket: 2, expiresAtMs: 1_000 },
      ]);
      expect(await lines.front('N', 2)).toEqual([]);
    });
  });

  describe('a place that ran out', () => {
    test('counts until somebody removes it, so that no two can believe to be first', async () => {
      const [first, second, third] = [await enter(lines), await enter(lines), await enter(others[0]!)];
      expect((await others[0]!.claim(third.place, two, 5_000)).kind).toBe('queued');
      await lines.renew([held(second.place)], 9_000);
      await others[0]!.removeExpired('M', 5_000);
      expect(await lines.front('M', 9)).toEqual([
        { ticket: second.place.ticket, expiresAtMs: 9_000 },
        // The third one has run out as well, and its holder is alive: it renews.
      ]);
      await others[0]!.renew([held(third.place)], 9_000);
      expect((await others[0]!.claim(third.place, two, 5_000)).kind).toBe('granted');
      expect(first.claim.kind).toBe('granted');
    });

    test('counts again when its holder turns out to be alive', async () => {
      const [first, second] = [await enter(lines), await enter(lines)];
      await lines.removeExpired('M', 5_000);
      await lines.renew([held(first.place), held(second.place)], 9_000);
      expect((await enter(others[0]!)).claim).toEqual({ kind: 'queued', ahead: 2 });
    });
  });

  describe('a rate', () => {
    const paced = { limit: 100, ratePerMinute: 20 };

    test('is kept over all stores; the wait is said', async () => {
      const claims: Claim[] = [];
      for (const by of [lines, ...others]) claims.push((await enter(by, 'M', paced)).claim);
      expect(claims).toEqual([{ kind: 'granted' }, { kind: 'granted' }, { kind: 'paced', waitMs: expect.any(Number) }]);
    });

    test('costs nothing while the place has to wait for room', async () => {
      const limits = { limit: 1, ratePerMinute: 10 };
      const first = await enter(lines, 'M', limits);
      const second = await enter(lines, 'M', limits);
      expect([first.claim.kind, second.claim.kind]).toEqual(['granted', 'queued']);
      await lines.leave(first.place);
      const claim = await lines.claim(second.place, limits, 0);
      expect(claim).toEqual({ kind: 'paced', waitMs: 6_000 });
      expect((await lines.claim(second.place, limits, 6_000)).kind).toBe('granted');
    });
  });

  test('whoever comes and goes in whatever order: no more than the limit are let through at once', async () => {
    const moves = fc.array(
      fc.record({ by: fc.nat(2), move: fc.constantFrom('enter', 'leave', 'claim'), which: fc.nat(7) }),
      {
        minLength: 1,
        maxLength: 25,
      },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(moves, fc.integer({ min: 1, max: 3 }), async (steps, limit) => {
        const model = `run ${run++}`;
        const limits = { limit, ratePerMinute: undefined };
        const inside: { place: Place; granted: boolean }[] = [];
        for (const { by, move, which } of steps) {
          const store = stores[by]!.calls.lines;
          const one = inside[which % Math.max(1, inside.length)];
          if (move === 'enter') {
            const { place, claim } = await store.enter(model, limits, lease(), 0);
            inside.push({ place, granted: claim.kind === 'granted' });
          } else if (one !== undefined && move === 'leave') {
            await store.leave(one.place);
            inside.splice(inside.indexOf(one), 1);
          } else if (one !== undefined && !one.granted) {
            one.granted = (await store.claim(one.place, limits, 0)).kind === 'granted';
          }
          expect(inside.filter(({ granted }) => granted).length).toBeLessThanOrEqual(limit);
        }
        // And nobody is forgotten: those in front are let through.
        for (const one of inside.slice(0, limit)) {
          if (!one.granted) expect((await lines.claim(one.place, limits, 0)).kind).toBe('granted');
        }
      }),
      { numRuns: 40 },
    );
  });
}
