/** The circuit of an endpoint at the gate: several workers on one database. */
import { describe, expect, test } from '@jest/globals';
import { OPENS_AFTER, type CallEnd } from '../../../src/domain/breaker.js';
import type { CallStore } from '../../../src/store/call-store.js';
import type { Gate } from '../../../src/activities/calls/gate.js';
import { listDomains } from '../../../src/activities/calls/list-domains.js';
import { rejection } from '../../support/thrown.js';
import { gated, patient, type GatesOptions } from './support/gates.js';
import { down, gatesOf, pause, settled, up } from './support/two-gates.js';

describe('a circuit', () => {
  /** A clock that the test moves, for all workers. */
  async function withClock(options: GatesOptions = {}) {
    const clock = { now: 1_000_000 };
    const gates = await gatesOf({ now: () => clock.now, ...options });
    const far = patient({ untilMs: Number.MAX_SAFE_INTEGER });
    const model = gated({ concurrency: 50 });
    const call = async (gate: Gate, end: CallEnd | undefined): Promise<void> => {
      (await gate.enter(model, far)).leave(end);
      await settled(gates);
    };
    const fail = async (times = OPENS_AFTER): Promise<void> => {
      for (let time = 0; time < times; time++) await call(gates.gates[time % 2]!, down);
    };
    return { ...gates, clock, model, far, call, fail };
  }

  test('opens for all workers after so many failures in a row, and says so without waiting or taking a place', async () => {
    const { a, b, gates, model, far, fail, clock, stores } = await withClock();
    (await gates[2]!.enter(model, far)).leave(up);
    await fail();
    clock.now += 1_000;
    for (const gate of [a, b, gates[2]!]) {
      const error = await rejection(gate.enter(model, far));
      expect(error).toMatchObject({
        code: 'EXPERT_UNAVAILABLE',
        final: true,
        data: { model: 'M', reason: 'circuit_open' },
        message:
          'circuit open (model "M"): 5 calls in a row failed, it is tried again in 4 s. The last failure: 503 overloaded',
      });
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(4_000);
      expect(error.retryAfterMs).toBeLessThanOrEqual(5_000);
    }
    expect((await rejection(a.enter(model, { ...far, final: false }))).final).toBe(false);
    expect(await stores[0]!.calls.lines.lengths()).toEqual([]);
  });

  test('stays closed when a call ends well in between, or fails in ways that say nothing of the server', async () => {
    const { a, call, fail } = await withClock();
    await fail(OPENS_AFTER - 1);
    await call(a, undefined);
    await call(a, up);
    await fail(OPENS_AFTER - 1);
    await call(a, up);
  });

  test('half open, lets one probe through, over all workers; its success closes the circuit for all', async () => {
    const { a, b, clock, model, far, fail, gates } = await withClock();
    await fail();
    clock.now += 5_000;
    const probe = await a.enter(model, far);
    for (const gate of [a, b, gates[2]!]) {
      const error = await rejection(gate.enter(model, far));
      expect(error.message).toMatch(/^circuit open .* it is being tried again now\./);
      expect(error.retryAfterMs).toBeGreaterThan(0);
    }
    probe.leave(up);
    await a.idle();
    clock.now += 1_000;
    for (const gate of [a, b, gates[2]!]) (await gate.enter(model, far)).leave(up);
  });

  test('half open, opens again for longer when the probe fails', async () => {
    const { a, b, clock, model, far, fail } = await withClock();
    await fail();
    clock.now += 5_000;
    (await a.enter(model, far)).leave(down);
    await a.idle();
    clock.now += 9_000;
    expect((await rejection(b.enter(model, far))).message).toMatch(/6 calls in a row failed, it is tried again in 1 s/);
    clock.now += 1_000;
    (await b.enter(model, far)).leave(up);
  });

  test('half open, gives the probe to another when it is cancelled', async () => {
    const { a, b, clock, model, far, fail } = await withClock();
    await fail();
    clock.now += 5_000;
    (await a.enter(model, far)).leave(undefined);
    await a.idle();
    (await b.enter(model, far)).leave(up);
  });

  test('that opens while a call waits for room is heeded when its turn comes', async () => {
    const gates = await gatesOf();
    const model = gated({ concurrency: 1 });
    const first = await gates.a.enter(model, patient());
    const waiting = rejection(gates.b.enter(model, patient()));
    for (let time = 0; time < OPENS_AFTER; time++) {
      await gates.stores[2]!.calls.breakers.update('M', (breaker) => ({
        ...breaker,
        state: 'open',
        openedAtMs: Date.now(),
        retryAtMs: Date.now() + 60_000,
      }));
    }
    await pause(1_100);
    first.leave(undefined);
    expect((await waiting).data.reason).toBe('circuit_open');
    await settled(gates);
    expect(await gates.stores[0]!.calls.lines.lengths()).toEqual([]);
  });

  test('is not written while calls end well, and read once a second', async () => {
    const counts = { reads: 0, writes: 0 };
    const wrap = (store: CallStore): CallStore => ({
      ...store,
      breakers: {
        find: (model) => {
          counts.reads++;
          return store.breakers.find(model);
        },
        update: (...all) => {
          counts.writes++;
          return store.breakers.update(...all);
        },
        list: () => store.breakers.list(),
      },
    });
    const { a, clock, call } = await withClock({ count: 1, wrap });
    for (let time = 0; time < 20; time++) await call(a, up);
    expect(counts).toEqual({ reads: 1, writes: 0 });
    clock.now += 1_000;
    await call(a, up);
    expect(counts).toEqual({ reads: 2, writes: 0 });
    await call(a, down);
    await call(a, up);
    await call(a, up);
    expect(counts).toEqual({ reads: 2, writes: 2 });
  });

  test('is listed with the lines and what the cache spares', async () => {
    const { clock, fail, stores } = await withClock();
    await fail();
    const { lines, cache } = stores[0]!.calls;
    for (let place = 0; place < 5; place++) {
      await lines.enter('N', { limit: 3, ratePerMinute: undefined }, { holder: 'x', expiresAtMs: 1 }, 0);
    }
    await cache.add(
      { key: 'k', model: 'N', body: 1, promptTokens: 0, completionTokens: 0, costUsd: 2, latencyMs: 0 },
      0,
    );
    await cache.find('k', 0);
    const models = [gated(), gated({ id: 'N', concurrency: 3 }), gated({ id: 'O' })];
    const list = (ms: number) => listDomains(stores[1]!.calls, models, clock.now + ms);
    const nothing = { failures: 0, reason: '', openedAtMs: null, retryAtMs: null, cached: 0, hits: 0, savedUsd: 0 };
    expect(await list(0)).toEqual([
      {
        ...nothing,
        ...{
          model: 'M',
          circuit: 'open',
          failures: 5,
          reason: '503 overloaded',
          calling: 0,
          waiting: 0,
          concurrency: 2,
        },
        ...{ openedAtMs: 1_000_000, retryAtMs: 1_005_000 },
      },
      {
        ...nothing,
        ...{ model: 'N', circuit: 'closed', calling: 3, waiting: 2, concurrency: 3, cached: 1, hits: 1, savedUsd: 2 },
      },
      { ...nothing, model: 'O', circuit: 'closed', calling: 0, waiting: 0, concurrency: 2 },
    ]);
    expect((await list(5_000))[0]?.circuit).toBe('half-open');
  });
});
