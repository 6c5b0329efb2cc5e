/** Who pays for a call: reserved before it is sent, settled with what it did cost. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createPurse, spentByFailure, type Purse } from '../../../src/activities/calls/purse.js';
import { MaestroError, type ErrorCode } from '../../../src/domain/errors.js';
import type { Budgets } from '../../../src/store/budgets.js';
import { openGates, type TestGates } from './support/gates.js';

const WORST = { usd: 2, tokens: 200, calls: 1 };
const USAGE = { calls: 1, promptTokens: 30, completionTokens: 20, costUsd: 0.5 };
let gates: TestGates;
let budgets: Budgets;
let purse: Purse;
let nowMs = 0;

beforeEach(async () => {
  gates = await openGates({});
  budgets = gates.stores[0]!.calls.budgets;
  nowMs = 0;
  purse = createPurse({
    budgets,
    now: () => nowMs,
    afterwards: (what, work) => gates.gates[0]!.afterwards(what, work),
  });
});
afterEach(() => gates.close());

const bill = (batch: string) => ({ batch, worst: WORST, limitMs: 1_000 });
const state = async () => budgets.find('b', nowMs);

test('a call is reserved at its worst while it runs, and settled at what it cost', async () => {
  await budgets.set('b', { usd: 3 });
  await purse.pay(bill('b'), async () => {
    expect(await state()).toMatchObject({ open: WORST, settled: { calls: 0 } });
    // Another one waits for this.
    await expect(purse.pay(bill('b'), () => Promise.reject(new Error('made')))).rejects.toMatchObject({
      code: 'BUDGET_SPENT',
      retryAfterMs: 1_000,
    });
    return { usage: USAGE };
  });
  expect(await state()).toMatchObject({ open: { calls: 0 }, settled: { usd: 0.5, tokens: 50, calls: 1 } });
});

test('a worker that dies leaves its reservation until the call can be over', async () => {
  await budgets.set('b', { usd: 3 });
  void purse.pay(bill('b'), () => new Promise<never>(() => undefined));
  while ((await state())?.open.calls !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
  nowMs = 30_999;
  expect(await state()).toMatchObject({ open: WORST });
  nowMs = 31_000;
  expect(await state()).toMatchObject({ open: { calls: 0 } });
});

test('without a batch, or a budget, nothing is reserved; a budget that comes later is seen within a second', async () => {
  expect(await purse.pay(bill(''), () => Promise.resolve({ usage: USAGE }))).toEqual({ usage: USAGE });
  await purse.pay(bill('b'), () => Promise.resolve({ usage: USAGE }));
  await budgets.set('b', { usd: 1 });
  nowMs = 1_000;
  await expect(purse.pay(bill('b'), () => Promise.reject(new Error('made')))).rejects.toMatchObject({
    code: 'BUDGET_SPENT',
    message: expect.stringMatching(/maestro batch budget b$/),
    retryAfterMs: 3_000,
  });
});

describe('a failed call is booked', () => {
  const error = (code: ErrorCode, data = {}): MaestroError => new MaestroError(code, 'no', { data });
  test.each<[string, unknown, object]>([
    ['not at all when it was not sent', error('EXPERT_REJECTED', { sent: false }), { usd: 0, tokens: 0, calls: 0 }],
    ['not at all without a key', error('MISSING_KEY'), { usd: 0, tokens: 0, calls: 0 }],
    ['as a call when it was turned away', error('EXPERT_UNAVAILABLE'), { usd: 0, tokens: 0, calls: 1 }],
    ['as a call when it was rejected', error('EXPERT_REJECTED'), { usd: 0, tokens: 0, calls: 1 }],
    ['at its worst when it timed out', error('EXPERT_TIMED_OUT'), WORST],
    ['at its worst when it brought garbage', error('EXPERT_MALFORMED'), WORST],
    [
      'at what was billed when that is known',
      error('EXPERT_MALFORMED', { billed: USAGE }),
      { usd: 0.5, tokens: 50, calls: 1 },
    ],
    ['at its worst when it was aborted', new DOMException('x', 'AbortError'), WORST],
  ])('%s', (_, thrown, spent) => {
    expect(spentByFailure(thrown, WORST)).toEqual(spent);
  });

  test('before the failure is told', async () => {
    await budgets.set('b', { usd: 3 });
    await expect(purse.pay(bill('b'), () => Promise.reject(error('EXPERT_TIMED_OUT')))).rejects.toThrow('no');
    expect(await state()).toMatchObject({ settled: WORST, open: { calls: 0 } });
  });
});
