/** Budgets of batches: what fits, what is nearly spent, what raises them, what a call can cost at most. */
import { describe, expect, test } from '@jest/globals';
import {
  admit,
  faultOfRaise,
  nearlySpent,
  NO_SPEND,
  worstCase,
  type Budget,
  type Spend,
} from '../../src/domain/budget.js';
import { endpointModel, engineModel } from '../support/snapshot.js';

const spend = (fields: Partial<Spend>): Spend => ({ ...NO_SPEND, ...fields });

describe('a call', () => {
  test.each<[string, Budget, Partial<Spend>, Partial<Spend>, Partial<Spend>, string]>([
    ['fits exactly', { usd: 10 }, { usd: 4 }, { usd: 3 }, { usd: 3 }, 'granted'],
    ['waits for open ones', { usd: 10 }, { usd: 4 }, { usd: 4 }, { usd: 3 }, 'held'],
    ['has no room at all', { usd: 10 }, { usd: 8 }, {}, { usd: 3 }, 'spent'],
    ['of one token too many', { tokens: 100 }, { tokens: 50 }, {}, { tokens: 51 }, 'spent'],
    ['is the last one', { calls: 5 }, { calls: 4 }, {}, { calls: 1 }, 'granted'],
    ['is not limited by what it does not spend', { usd: 1 }, { usd: 1 }, {}, { tokens: 9, calls: 1 }, 'granted'],
    ['is held to the strictest limit', { usd: 10, calls: 1 }, {}, { calls: 1 }, { usd: 1, calls: 1 }, 'held'],
    ['has no budget', {}, { usd: 1e9 }, { usd: 1e9 }, { usd: 1e9 }, 'granted'],
  ])('%s', (_, budget, settled, open, ask, kind) => {
    const account = { budget, settled: spend(settled), open: spend(open) };
    expect(admit(account, spend(ask)).kind).toBe(kind);
  });

  test('that is refused is told what is left', () => {
    const account = { budget: { usd: 1 }, settled: spend({ usd: 0.95 }), open: NO_SPEND };
    expect(admit(account, spend({ usd: 0.08 }))).toEqual({
      kind: 'spent',
      why: 'the budget of the batch is used up: $0.95 of $1 spent, and the next call may take $0.08',
    });
  });
});

test('what is spent to 80 % is nearly spent', () => {
  const budget = { usd: 10, tokens: 100, calls: 10 };
  expect(nearlySpent({ budget, settled: { usd: 8, tokens: 79, calls: 10 } })).toEqual([
    { kind: 'usd', limit: 10, text: '$8 of $10 spent' },
    { kind: 'calls', limit: 10, text: '10 calls of 10 calls spent' },
  ]);
});

test.each<[Budget, unknown, RegExp | undefined]>([
  [{}, { usd: 1 }, undefined],
  [{ usd: 1 }, { usd: 2, calls: 3 }, undefined],
  [{ usd: 1 }, { usd: 1 }, /\$1 already/],
  [{ hours: 2 }, { hours: 1 }, /2 hours already/],
  [{}, {}, /say what is raised/],
  [{}, null, /is an object/],
  [{}, { money: 1 }, /not "money"/],
  [{}, { usd: 0 }, /usd must be a number above 0/],
  [{}, { usd: Number.NaN }, /usd must be a number above 0/],
  [{}, { tokens: 1.5 }, /tokens must be a whole number/],
  [{}, { calls: '5' }, /calls must be a number/],
])('%j raised by %j', (before, change, fault) => {
  const found = faultOfRaise(before, change);
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(fault);
});

describe('the most that a call can cost', () => {
  const price = { inputPerMTok: 2, outputPerMTok: 10, perCall: 0.01 };
  const asked = { textBytes: 488, images: [], maxTokens: undefined };

  test('is by the bytes sent and the tokens that the reply may have', () => {
    const model = endpointModel('M', 'http://x', { price, maxOutputTokens: 1_000, contextTokens: undefined });
    expect(worstCase(model, asked)).toEqual({ usd: 0.01 + (1_000 * 2 + 1_000 * 10) / 1e6, tokens: 2_000, calls: 1 });
    expect(worstCase(model, { ...asked, maxTokens: 50 }).tokens).toBe(1_050);
    expect(worstCase(model, { ...asked, images: [1_960, 19_600] }).tokens).toBe(2_000 + 310 + 400);
  });

  test('is bounded by the context of the model', () => {
    const model = endpointModel('M', 'http://x', { price, maxOutputTokens: 1_000, contextTokens: 4_096 });
    expect(worstCase(model, { ...asked, textBytes: 1e6 }).tokens).toBe(5_096);
  });

  test('has no tokens for an engine', () => {
    expect(worstCase(engineModel('E', { price }), asked)).toEqual({ usd: 0.01, tokens: 0, calls: 1 });
  });
});
