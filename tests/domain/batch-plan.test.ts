/** What is decided about a batch before and at its beginning: its window, its canary, what it will take. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isTotals, judgeCanary, NO_TOTALS, quotaOf, type BatchTotals, type Canary } from '../../src/domain/batch.js';
import { estimateAll, figuresByCards } from '../../src/domain/estimate.js';
import { windowFor } from '../../src/domain/window.js';
import { endpointModel, engineModel, skill } from '../support/snapshot.js';

describe('the window', () => {
  const endpoint = (concurrency: number, fields = {}) =>
    endpointModel(`M${concurrency}`, 'http://x', { concurrency, ...fields });
  test.each([
    ['local engines only', [engineModel('E', { concurrency: 200 })], 16],
    ['endpoints that can be called', [endpoint(24), endpoint(40)], 256],
    ['one that can’t be called', [endpoint(64), endpoint(8, { unavailable: 'no key' })], 256],
    ['a policy, which waits for itself', [endpoint(64), endpoint(500, { role: 'policy' })], 256],
    ['more than is good', [endpoint(5_000)], 2_000],
  ])('of %s', (_, models, size) => {
    expect(windowFor({ models })).toBe(size);
  });
});

describe('the canary', () => {
  const bounds: Canary = { rollouts: 20, max_without_answer: 0.1, max_usd: 0.05 };
  test.each<[string, Partial<BatchTotals>, RegExp]>([
    ['is within bounds', { ended: 20, answered: 18, costUsd: 1 }, /^$/],
    ['answers too little', { ended: 20, answered: 17 }, /3 of 20 rollouts ended without an answer, more than 10 %/],
    ['fails', { ended: 10, failed: 10, answered: 10 }, /10 of 20/],
    ['costs too much', { ended: 20, answered: 20, costUsd: 1.2 }, /costs \$0\.06 on average, more than \$0\.05/],
    ['found all done', {}, /^$/],
  ])('%s', (_, totals, reason) => {
    expect(judgeCanary(bounds, { ...NO_TOTALS, ...totals })).toMatch(reason);
  });

  test('is shared out whole', () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.integer({ min: 1, max: 64 }), (quota, partitions) => {
        const shares = Array.from({ length: partitions }, (_, index) => quotaOf(quota, index, partitions));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(quota);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each([[null], [3], [{}], [{ ...NO_TOTALS, ended: 'x' }], [{ ...NO_TOTALS, costUsd: Number.NaN }]])(
    'is not judged by %j',
    (totals) => {
      expect(isTotals(totals)).toBe(false);
      expect(isTotals(NO_TOTALS)).toBe(true);
    },
  );
});

describe('an estimate', () => {
  const price = { inputPerMTok: 1, outputPerMTok: 2, perCall: 0 };
  const latency = { p50Ms: 3_000, p95Ms: 9_000 };
  const big = { price, latency, maxOutputTokens: 1_000, contextTokens: 3_000, skills: ['S'] };
  const snapshot = {
    version: 1 as const,
    models: [
      endpointModel('Big', 'http://x', { ...big, role: 'expert' }),
      endpointModel('Dear', 'http://x', { ...big, price: { ...price, perCall: 9 }, unavailable: 'no key' }),
      endpointModel('Chief', 'http://x', { ...big, role: 'policy', maxOutputTokens: 500 }),
      engineModel('E', { skills: ['S'] }),
    ],
    services: [],
    skills: [skill('S')],
  };

  test('by the cards is of the dearest expert that can be called', () => {
    const each = figuresByCards(snapshot, undefined, 4);
    expect(each).toMatchObject({ calls: 4, tokens: 16_000, latencyMs: 12_000 });
    expect(each.costUsd).toBeCloseTo((4 * (3_000 + 2 * 1_000)) / 1e6);
  });

  test('by the cards counts the decisions of a chat policy, the last one included', () => {
    expect(figuresByCards(snapshot, 'Chief', 4)).toMatchObject({ calls: 9, tokens: 16_000 + 5 * 3_500 });
  });

  test('of all rollouts takes as long as those in flight allow', () => {
    const each = { calls: 2, tokens: 10, costUsd: 0.5, latencyMs: 1_000, bytes: 100 };
    expect(estimateAll(each, 100, 20)).toMatchObject({ calls: 200, tokens: 1_000, costUsd: 50, wallMs: 5_000 });
    expect(estimateAll(each, 3, 20)).toMatchObject({ wallMs: 1_000 });
  });
});
