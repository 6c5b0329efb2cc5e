import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  admission,
  afterCall,
  CLOSED,
  isClean,
  OPENS_AFTER,
  type Breaker,
  type CallEnd,
} from '../../src/domain/breaker.js';

const up: CallEnd = { kind: 'up' };
const down: CallEnd = { kind: 'down', reason: '503', retryAfterMs: undefined };

function failing(times: number, nowMs = 0, breaker: Breaker = CLOSED): Breaker {
  let after = breaker;
  for (let time = 0; time < times; time++) after = afterCall(after, down, nowMs);
  return after;
}

describe('a closed circuit', () => {
  test('is not written while calls end well', () => {
    expect(afterCall(CLOSED, up, 1)).toBe(CLOSED);
    expect(isClean(CLOSED)).toBe(true);
  });

  test('counts failures in a row, and forgets them after a sign of life', () => {
    const nearly = failing(OPENS_AFTER - 1);
    expect(nearly).toMatchObject({ state: 'closed', failures: OPENS_AFTER - 1, reason: '503' });
    expect(admission(nearly, 0)).toBe('pass');
    expect(afterCall(nearly, up, 1)).toEqual(CLOSED);
    expect(failing(OPENS_AFTER - 1, 2, afterCall(nearly, up, 1)).state).toBe('closed');
  });

  test('opens after so many in a row', () => {
    const open = failing(OPENS_AFTER, 1_000);
    expect(open).toMatchObject({ state: 'open', trips: 1, openedAtMs: 1_000, retryAtMs: 6_000, reason: '503' });
    expect(admission(open, 5_999)).toBe('refuse');
    expect(admission(open, 6_000)).toBe('probe');
  });
});

describe('an open circuit', () => {
  const open = failing(OPENS_AFTER, 1_000);

  test('is not kept open by the late failures of calls that were under way', () => {
    expect(afterCall(open, down, 3_000)).toBe(open);
  });

  test('closes when a call ends well, the probe or one that was under way', () => {
    expect(afterCall(open, up, 3_000)).toEqual(CLOSED);
    expect(afterCall(open, up, 7_000)).toEqual(CLOSED);
  });

  test('stays open twice as long each time the probe fails, up to a minute', () => {
    const pauses: number[] = [];
    let breaker = open;
    for (let probe = 0; probe < 8; probe++) {
      const now = breaker.retryAtMs ?? 0;
      breaker = afterCall(breaker, down, now);
      pauses.push((breaker.retryAtMs ?? 0) - now);
    }
    expect(pauses).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
    expect(breaker.openedAtMs).toBe(1_000);
  });

  test.each([
    [1_000, 5_000],
    [30_000, 30_000],
    [24 * 3_600_000, 600_000],
  ])('heeds a server that asks for a pause of %i ms: it is %i ms', (retryAfterMs, pause) => {
    const asked = failing(OPENS_AFTER - 1);
    expect(afterCall(asked, { kind: 'down', reason: '429', retryAfterMs }, 100).retryAtMs).toBe(100 + pause);
  });
});

test('whatever happens: a sign of life closes it, and an open one is probed within ten minutes', () => {
  const ends = fc.array(
    fc.record({
      pause: fc.nat(100_000),
      end: fc.oneof(
        fc.constant(up),
        fc.record({
          kind: fc.constant('down' as const),
          reason: fc.constant('x'),
          retryAfterMs: fc.option(fc.nat(1e9), { nil: undefined }),
        }),
      ),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(ends, (events) => {
      let now = 0;
      let breaker = CLOSED;
      let inRow = 0;
      for (const { pause, end } of events) {
        now += pause;
        inRow = end.kind === 'up' ? 0 : inRow + 1;
        breaker = afterCall(breaker, end, now);
        if (end.kind === 'up') expect(isClean(breaker)).toBe(true);
        expect(breaker.state).toBe(inRow >= OPENS_AFTER ? 'open' : 'closed');
        expect(admission(breaker, now + 600_001)).not.toBe('refuse');
      }
    }),
  );
});
