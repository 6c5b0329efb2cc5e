/** The clock that workers share: the database's, whatever their own says. */
import { expect, test } from '@jest/globals';
import { openStoreClock } from '../../src/store/store-clock.js';

const HOUR_MS = 3_600_000;

/** A database whose clock is this much ahead of what this process counts from 0; answers come after the given times. */
function databaseAhead(aheadMs: number, delaysMs: readonly number[] = []) {
  const delays = [...delaysMs];
  const counted = { ms: 0, asked: 0 };
  const time = (): Promise<number> => {
    const delay = delays.shift() ?? 0;
    counted.asked += 1;
    const then = counted.ms + delay / 2 + aheadMs;
    counted.ms += delay;
    return Promise.resolve(then);
  };
  return { counted, time, elapsed: () => counted.ms };
}

test.each([-HOUR_MS, 0, HOUR_MS])('says what the database says, whose clock is %i ms off', async (off) => {
  const { time, elapsed, counted } = databaseAhead(1_000_000 + off, [40]);
  const clock = await openStoreClock(time, { elapsed });
  counted.ms = 500;
  expect(clock.now()).toBe(1_000_500 + off);
  clock.stop();
});

test('an answer for which one waited long is asked for again', async () => {
  const { time, elapsed, counted } = databaseAhead(7, [9_000, 2_000, 10]);
  const clock = await openStoreClock(time, { elapsed });
  expect([counted.asked, clock.now() - counted.ms]).toEqual([3, 7]);
  clock.stop();
});

test('a database that is away later changes nothing, and one whose clock was set is followed', async () => {
  const answers: (() => Promise<number>)[] = [];
  const time = (): Promise<number> => (answers.shift() ?? (() => Promise.resolve(5_000)))();
  answers.push(
    () => Promise.resolve(1_000),
    () => Promise.reject(new Error('away')),
  );
  const clock = await openStoreClock(time, { elapsed: () => 0, againMs: 5 });
  expect(clock.now()).toBe(1_000);
  while (clock.now() === 1_000) await new Promise((resolve) => setTimeout(resolve, 5));
  expect([clock.now(), answers.length]).toEqual([5_000, 0]);
  clock.stop();
});

test('a database on this machine has its clock', async () => {
  const clock = await openStoreClock(undefined);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000);
  clock.stop();
});
