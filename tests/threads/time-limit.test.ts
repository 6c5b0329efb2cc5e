/** Limits on the time of a computation: what it had of a processor counts. */
import { expect, test } from '@jest/globals';
import { limitTime } from '../../src/threads/time-limit.js';

/** Watches a computation that says so, at each look, of what it has used; the last word holds. @returns how often it was asked */
function watch(ms: number, ...used: readonly (number | undefined)[]): Promise<number> {
  let asked = 0;
  return new Promise((resolve) => {
    limitTime(
      ms,
      () => used[Math.min(asked++, used.length - 1)],
      () => resolve(asked),
    );
  });
}

test('is over when the computation has used as much of a processor, however long that takes', async () => {
  // The first word is from the start: what was used before does not count.
  expect(await watch(5, 100, 100, 102, 104, 105)).toBeGreaterThanOrEqual(5);
});

test('is not over before as much time has passed, whatever all threads together used', async () => {
  const began = performance.now();
  await watch(50, 0, 500);
  expect(performance.now() - began).toBeGreaterThan(49);
});

test('is the time that passes where the system tells no more', async () => {
  expect(await watch(5, undefined)).toBeGreaterThanOrEqual(2);
});

test('ends with its watch', async () => {
  let isOver = false;
  const clear = limitTime(
    5,
    () => undefined,
    () => (isOver = true),
  );
  clear();
  await watch(30, undefined);
  expect(isOver).toBe(false);
});
