/** The gate before endpoint models: several workers on one database. Its circuits: `circuit.test.ts`. */
import { describe, expect, test } from '@jest/globals';
import type { CallStore } from '../../../src/store/call-store.js';
import { rejection } from '../../support/thrown.js';
import { gated, patient } from './support/gates.js';
import { gatesOf, pause, settled, untilInLine, up, opened } from './support/two-gates.js';

/** The lines of a store, with other ways to do some of it. */
function linesWith(lines: CallStore['lines'], others: Partial<CallStore['lines']>): CallStore['lines'] {
  return {
    enter: (...all) => lines.enter(...all),
    renew: (...all) => lines.renew(...all),
    leave: (place) => lines.leave(place),
    abandon: (...all) => lines.abandon(...all),
    removeExpired: (...all) => lines.removeExpired(...all),
    lengths: () => lines.lengths(),
    front: (...all) => lines.front(...all),
    claim: (...all) => lines.claim(...all),
    ...others,
  };
}

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
    const gates = await gatesOf();
    const { a, b } = gates;
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
      await untilInLine(gates, index + 2);
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
      const counted = linesWith(lines, {
        front: (...all) => {
          looks++;
          return lines.front(...all);
        },
        claim: (...all) => {
          claims++;
          return lines.claim(...all);
        },
      });
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
    await untilInLine(gates, 2);
    for (const final of [true, false]) {
      const error = await rejection(gates.a.enter(model, patient({ untilMs: Date.now() + 200, final })));
      expect(error).toMatchObject({ code: 'EXPERT_UNAVAILABLE', final, data: { model: 'M', reason: 'busy' } });
      expect(error.message).toMatch(
        /^busy, no slot within \d+(\.\d)? s \(model "M"\): its only slot was taken, and 1 more came before\.$/,
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
    await untilInLine(gates, 2);
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
    // Time passes when the test says so: not while nobody can renew anything.
    let nowMs = 1_000_000;
    const renewals: number[] = [];
    const wrap = (store: CallStore): CallStore => {
      const { lines } = store;
      const gate = renewals.push(0) - 1;
      const renewed = (): void => void (renewals[gate] = (renewals[gate] ?? 0) + 1);
      return { ...store, lines: linesWith(lines, { renew: (...all) => lines.renew(...all).finally(renewed) }) };
    };
    /** The clock goes on, and whoever of the two lives has renewed what it has: once again for one that was under way. */
    const pass = async (ms: number, ...living: readonly number[]): Promise<void> => {
      nowMs += ms;
      const before = [...renewals];
      while (living.some((gate) => (renewals[gate] ?? 0) < (before[gate] ?? 0) + 2)) await pause(5);
    };
    const gates = await gatesOf({ now: () => nowMs, leaseMs: 600, wrap });
    const model = gated({ concurrency: 1 });
    await gates.a.enter(model, patient({ untilMs: Infinity }));
    let turn = false;
    const waiting = gates.b.enter(model, patient({ untilMs: Infinity })).finally(() => (turn = true));
    await untilInLine(gates, 2);
    for (let time = 0; time < 3; time++) await pass(500, 0, 1);
    expect(turn).toBe(false);
    // As if the process were gone: it renews nothing and gives nothing back.
    await gates.stores[0]!.close();
    await pass(400, 1);
    nowMs += 400;
    const next = await waiting;
    expect(next.waitedMs).toBeGreaterThan(1_500);
    next.leave(up);
    opened.splice(opened.indexOf(gates), 1);
    await gates.gates[1]!.close();
    await gates.gates[2]!.close();
    await Promise.all(gates.stores.slice(1).map((store) => store.close()));
    await gates.gates[0]!.close();
  });
});

describe('a rate', () => {
  test('is kept over all workers; who would wait too long for it is told so', async () => {
    const { a, b } = await gatesOf();
    // One at once, and the next one in a minute.
    const model = gated({ concurrency: 9, ratePerMinute: 1 });
    (await a.enter(model, patient())).leave(up);
    const error = await rejection(b.enter(model, patient({ untilMs: Date.now() + 300 })));
    expect(error.message).toMatch(
      /^busy, no slot within \d+(\.\d)? s \(model "M"\): its rate of 1 calls a minute was used up/,
    );
    expect(await a.tryEnter(model)).toBeUndefined();
  });

  test('is waited for', async () => {
    // The clock stands while all that may start at once does, and goes on then.
    const begin = { atMs: Infinity };
    const { a } = await gatesOf({ now: () => 1_000_000 + Math.max(0, performance.now() - begin.atMs) });
    const model = gated({ ratePerMinute: 120 });
    const patience = patient({ untilMs: Infinity });
    for (let call = 0; call < 12; call++) (await a.enter(model, patience)).leave(up);
    begin.atMs = performance.now();
    const pass = await a.enter(model, patience);
    expect(pass.waitedMs).toBeGreaterThan(200);
    pass.leave(up);
  });
});
