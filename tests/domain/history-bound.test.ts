/** Histories of workflows stay below 4,096 events, whatever they wait for and however many children they have. */
import { describe, expect, test } from '@jest/globals';
import { isBurst, isFull, isTooLongFor, sparingPauseMs } from '../../src/domain/history-bound.js';

const MOST = 4_096;
const DAY_MS = 86_400_000;
const history = (historyLength: number, historySize = 0) => ({ historyLength, historySize });

describe('a rollout', () => {
  test.each([
    [15 * 60_000, 1],
    [DAY_MS, 1],
    [DAY_MS, 8],
  ])('that tries again for %i ms, %i steps at once, never fills its history', (givenMs, steps) => {
    let events = 100;
    let leftMs = givenMs;
    while (leftMs > 0) {
      const pauseMs = Math.min(leftMs, Math.max(2_000, sparingPauseMs(history(events), leftMs)));
      // A pause with its workflow task, the try and its own.
      events += 11 * steps;
      leftMs -= pauseMs;
    }
    expect(events).toBeLessThan(MOST);
  });

  test('waits no longer than it would otherwise in its first hundred tries', () => {
    for (let events = 0; events < 1_200; events += 12) expect(sparingPauseMs(history(events), DAY_MS)).toBe(0);
  });

  test.each([
    [3_000, 0, 1, false],
    [3_990, 0, 1, false],
    [3_995, 0, 1, true],
    [1_000, 0, 500, false],
    [1_001, 0, 500, true],
    [100, 4 * 1024 * 1024, 1, true],
  ])('of %i events and %i bytes begins a turn with %i steps unless it is full', (events, bytes, steps, full) => {
    expect(isFull(history(events, bytes), steps)).toBe(full);
  });
});

describe('a window of a batch', () => {
  // Whatever the concurrency: rollouts that take long, so that all that were started end after the window went on.
  test.each([100, 2_000, 10_000])('that is to have %i events goes on in time', (wanted) => {
    let events = 10;
    let [own, starting] = [0, 0];
    const children = () => ({ running: own, starting, characters: 0 });
    while (!isTooLongFor(history(events), children(), wanted)) {
      own += 1;
      starting += 1;
      if (!isBurst(children())) continue;
      // They are acknowledged, each with a workflow task of its own.
      events += 5 * starting;
      starting = 0;
    }
    events += 5 * starting;
    // The worst that can come before it goes on: all of them end, each with a workflow task of its own.
    expect(events + 4 * own).toBeLessThan(Math.min(MOST, 1.75 * wanted + 100));
    expect(own).toBeGreaterThan(Math.min(wanted, MOST) / 10);
  });

  test('acknowledges starts whose tasks are long in smaller numbers', () => {
    expect(isBurst({ running: 9, starting: 9, characters: 9 * 32_768 })).toBe(true);
    expect(isBurst({ running: 9, starting: 9, characters: 9_000 })).toBe(false);
  });
});
