/** The gate before endpoint models: several workers on one database. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { OPENS_AFTER, type CallEnd } from '../../../src/domain/breaker.js';
import type { CallStore } from '../../../src/store/call-store.js';
import type { Gate } from '../../../src/activities/calls/gate.js';
import { listDomains } from '../../../src/activities/calls/list-domains.js';
import { rejection } from '../../support/thrown.js';
import { gated, openGates, patient, type GatesOptions, type TestGates } from './support/gates.js';

const open: TestGates[] = [];
afterEach(async () => {
  for (const gates of open.splice(0)) {
    await gates.close();
    expect(gates.warnings).toEqual([]);
  }
});

async function gatesOf(options: GatesOptions = {}): Promise<TestGates & { readonly a: Gate; readonly b: Gate }> {
  const gates = await openGates(options);
  open.push(gates);
  const [a, b = a] = gates.gates;
  return { ...gates, a: a!, b: b! };
}

const up: CallEnd = { kind: 'up' };
const down: CallEnd = { kind: 'down', reason: '503 overloaded', retryAfterMs: undefined };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const settled = ({ gates }: TestGates): Promise<unknown> => Promise.all(gates.map((gate) => gate.idle()));

describe('concurrency', () => {
  test('is kept over all workers, and everyone gets through', async () => {
    const { gates } = await gatesOf();
    const model = gated({ concurrency: 3 });
    let inside = 0;
    let most = 0;
    const call = async (index: number): Promise<void> => {
      const pass = await gates[index % 3]!.enter(model, patient());
      most = Math.max(most, ++inside);
      await pause((index * 7) % 15);
      inside--;
      pass.leave(up);
    };
    await Promise.all(Array.from({ length: 45 }, (_, index) => call(index)));
    expect(most).toBe(3);
  });

  test('first come, first served, whoever the worker is', async () => {
    const { a, b } = await gatesOf();
    const model = gated({ concurrency: 1 });
    const order: number[] = [];
    const first = await a.enter(model, patient());
    const others: Promise<void>[] = [];
    for (let index = 0; index < 6; index++) {
      const entering = (index % 2 === 0 ? b : a).enter(model, patient());
      others.push(
        entering.then((pass) => {
          order.push(index);
          pass.leave(up);
        }),
      );
      await pause(15);
    }
    first.leave(up);
    await Promise.all(others);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('waiting is a shared look now and then: no lock is taken until it is one’s turn', async () => {
    let looks = 0;
    let claims = 0;
    const wrap = (store: CallStore): CallStore => {
      const { lines } = store;
      const counted: CallStore['lines'] = {
        enter: (...all) => lines.enter(...all),
        renew: (...all) => lines.renew(...all),
        leave: (place) => lines.leave(place),
        removeExpired: (...all) => lines.removeExpired(...all),
        lengths: () => lines.lengths(),
        front: (...all) => {
          looks++;
          return lines.front(...all);
        },
        claim: (...all) => {
          claims++;
          return lines.claim(...all);
        },
      };
      return { ...store, lines: counted };
    };
    const { a } = await gatesOf({ count: 1, wrap });
    const model = gated({ concurrency: 1 });
    const first = await a.enter(model, patient());
    const beganAt = performance.now();
    const waiting = Array.from({ length: 40 }, () => a.enter(model, patient()).then((pass) => pass.leave(up)));
    await pause(600);
    const mostLooks = (performance.now() - beganAt) / 40 + 2;
    expect(claims).toBe(0);
    expect(looks).toBeLessThanOrEqual(mostLooks);
    first.leave(up);
    await Promise.all(waiting);
    expect(claims).toBe(40);
  });

  test('a call that waits too long is told that the model is busy, and leaves the line', async () => {
    const gates = await gatesOf();
    const model = gated({ concurrency: 1 });
    const pass = await gates.a.enter(model, patient());
    const waiting = gates.b.enter(model, patient());
    await pause(50);
    for (const final of [true, false]) {
      const error = await rejection(gates.a.enter(model, patient({ untilMs: Date.now() + 200, final })));
      expect(error).toMatchObject({ code: 'EXPERT_UNAVAILABLE', final, data: { model: 'M', reason: 'busy' } });
      expect(error.message).toMatch(
        /^busy, no slot within 0\.\d s \(model "M"\): its only slot was taken, and 1 more came before\.$/,
      );
    }
    await settled(gates);
    expect(await gates.stores[0]!.calls.lines.lengths()).toEqual([{ model: 'M', places: 2 }]);
    pass.leave(up);
    const next = await waiting;
    expect(next.waitedMs).toBeGreaterThan(300);
    next.leave(up);
  });

  test('a call that is cancelled while it waits ends with that reason, and leaves the line', async () => {
    const gates = await gatesOf();
    const model = gated({ concurrency: 1 });
    const pass = await gates.a.enter(model, patient());
    const controller = new AbortController();
    const waiting = gates.b.enter(model, patient({ signal: controller.signal }));
    await pause(100);
    controller.abort(Object.assign(new Error('cancelled'), { name: 'AbortError' }));
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError', message: 'cancelled' });
    await settled(gates);
    expect(await gates.stores[0]!.calls.lines.lengths()).toEqual([{ model: 'M', places: 1 }]);
    pass.leave(up);
  });

  test('a second call beside another gets a pass only if there is room at once', async () => {
    const { a, b } = await gatesOf();
    const first = await a.enter(gated(), patient());
    const second = await b.tryEnter(gated());
    expect(second).toBeDefined();
    expect(await a.tryEnter(gated())).toBeUndefined();
    second?.leave(undefined);
    await b.idle();
    expect(await a.tryEnter(gated())).toBeDefined();
    first.leave(up);
  });

  test('leases of a worker that lives are renewed, those of one that does not come back', async () => {
    const gates = await gatesOf({ leaseMs: 600 });
    const model = gated({ concurrency: 1 });
    await gates.a.enter(model, patient());
    let turn = false;
    const waiting = gates.b.enter(model, patient()).finally(() => (turn = true));
    await pause(1_500);
    expect(turn).toBe(false);
    // As if the process were gone: it renews nothing and gives nothing back.
    await gates.stores[0]!.close();
    const next = await waiting;
    expect(next.waitedMs).toBeGreaterThan(1_500);
    next.leave(up);
    open.splice(open.indexOf(gates), 1);
    await gates.gates[1]!.close();
    await gates.gates[2]!.close();
    await Promise.all(gates.stores.slice(1).map((store) => store.close()));
    await gates.gates[0]!.close();
  });
});

describe('a rate', () => {
  test('is kept over all workers; who would wait too long for it is told so', async () => {
    const { a, b } = await gatesOf();
    const model = gated({ concurrency: 9, ratePerMinute: 20 });
    for (const gate of [a, b]) (await gate.enter(model, patient())).leave(up);
    const error = await rejection(b.enter(model, patient({ untilMs: Date.now() + 300 })));
    expect(error.message).toMatch(
      /^busy, no slot within 0\.\d s \(model "M"\): its rate of 20 calls a minute was used up/,
    );
    expect(await a.tryEnter(model)).toBeUndefined();
  });

  test('is waited for', async () => {
    const { a } = await gatesOf();
    const model = gated({ ratePerMinute: 120 });
    for (let call = 0; call < 12; call++) (await a.enter(model, patient())).leave(up);
    const pass = await a.enter(model, patient());
    expect(pass.waitedMs).toBeGreaterThan(200);
    pass.leave(up);
  });
});

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
