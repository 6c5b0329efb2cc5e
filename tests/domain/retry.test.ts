import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { retryDelayMs, shareMs, wholeDeadlineMs } from '../../src/domain/retry.js';

test('pauses double up to a quarter of a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1_000].map(retryDelayMs)).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
  ]);
});

test.each([
  [10_000, 1, 10_000],
  [10_000, 2, 20_500],
  [120_000, 4, 483_500],
])(
  'a deadline has room for attempts of %i ms, %i of them, and the pauses between: %i ms',
  (timeout, attempts, whole) => {
    expect(wholeDeadlineMs(timeout, attempts)).toBe(whole);
  },
);

test.each([
  // left, models, timeout, share
  [420_000, 1, 120_000, 420_000],
  [420_000, 2, 120_000, 210_000],
  [420_000, 4, 120_000, 120_000],
  [100_000, 2, 120_000, 100_000],
  [0, 2, 120_000, 0],
])('of %i ms left to %i models with attempts of %i ms the next one gets %i', (left, models, timeout, share) => {
  expect(shareMs(left, models, timeout)).toBe(share);
});

test('the shares of models that use them up never exceed what was left', () => {
  const times = fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.nat(1e6), times, (left, timeouts) => {
      let rest = left;
      for (const [index, timeout] of timeouts.entries()) rest -= shareMs(rest, timeouts.length - index, timeout);
      expect(rest).toBeGreaterThanOrEqual(0);
    }),
  );
});
