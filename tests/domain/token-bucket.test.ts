import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { capacityOf, takeToken, type Bucket } from '../../src/domain/token-bucket.js';

const MINUTE = 60_000;

/** Starts a call whenever it may, at the given instants; the instants at which calls started. */
function startsAt(instants: readonly number[], ratePerMinute: number): number[] {
  let bucket: Bucket | undefined;
  return instants.filter((now) => {
    const taken = takeToken(bucket, ratePerMinute, now);
    if (taken.kind === 'taken') bucket = taken.bucket;
    return taken.kind === 'taken';
  });
}

const rates = fc.integer({ min: 1, max: 2_000 });

describe('a token bucket', () => {
  test('never lets more calls start within a minute than its rate, however they come', () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(3_000), fc.nat(90_000)), { maxLength: 400 });
    fc.assert(
      fc.property(rates, gaps, (rate, pauses) => {
        let now = 1_000_000;
        const starts = startsAt(
          pauses.map((pause) => (now += pause)),
          rate,
        );
        for (const [index, start] of starts.entries()) {
          const inMinute = starts.slice(index).filter((other) => other < start + MINUTE);
          expect(inMinute.length).toBeLessThanOrEqual(rate);
        }
      }),
    );
  });

  test('lets those who come when it says start, at no less than nine tenths of its rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (rate) => {
        let bucket: Bucket | undefined;
        let now = 5_000;
        let starts = 0;
        while (now < 5_000 + 3 * MINUTE) {
          const taken = takeToken(bucket, rate, now);
          if (taken.kind === 'taken') {
            bucket = taken.bucket;
            starts++;
          } else {
            expect(taken.waitMs).toBeGreaterThan(0);
            now += taken.waitMs;
            expect(takeToken(bucket, rate, now).kind).toBe('taken');
          }
        }
        expect(starts).toBeGreaterThanOrEqual(Math.floor(3 * rate * 0.9));
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [1, 1],
    [9, 1],
    [60, 6],
    [600, 60],
  ])('of %i a minute lets %i start at once', (rate, atOnce) => {
    expect(capacityOf(rate)).toBe(atOnce);
    expect(
      startsAt(
        Array.from({ length: 1_000 }, () => 7),
        rate,
      ),
    ).toHaveLength(atOnce);
  });

  test('refills nothing when the clock goes back', () => {
    const empty = { tokens: 0, refilledAtMs: 100_000 };
    expect(takeToken(empty, 60, 40_000)).toMatchObject({ kind: 'empty' });
    const taken = takeToken({ tokens: 1, refilledAtMs: 100_000 }, 60, 40_000);
    expect(taken).toEqual({ kind: 'taken', bucket: { tokens: 0, refilledAtMs: 100_000 } });
  });
});
