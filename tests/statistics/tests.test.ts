/** Tests of differences against known values, and what always holds of them. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../src/domain/random.js';
import { holm } from '../../src/statistics/holm.js';
import { mcnemarExact } from '../../src/statistics/mcnemar.js';
import { comparePaired, type PairedScore } from '../../src/statistics/paired.js';
import { detectableDifference, tasksNeeded } from '../../src/statistics/power.js';
import { signFlipTest } from '../../src/statistics/sign-flip.js';

/** Counts of tasks that both, only a, only b, neither got right. */
function paired(both: number, onlyA: number, onlyB: number, neither: number): PairedScore[] {
  const rows = (count: number, a: number, b: number): readonly (readonly [number, number])[] =>
    Array.from({ length: count }, () => [a, b] as const);
  return [...rows(both, 1, 1), ...rows(onlyA, 1, 0), ...rows(onlyB, 0, 1), ...rows(neither, 0, 0)].map(
    ([a, b], index) => ({ cluster: String(index), a, b }),
  );
}

test.each([
  [0, 0, 1],
  [1, 0, 1],
  [5, 0, 0.0625],
  [10, 2, 0.038574],
  [8, 8, 1],
  [15, 3, 0.007538],
  [600, 400, 2.7e-10],
])('McNemar of %d against %d is %d', (b, c, p) => {
  expect(mcnemarExact(b, c)).toBeCloseTo(p, 5);
  expect(mcnemarExact(c, b)).toBe(mcnemarExact(b, c));
});

describe('the permutation of clusters', () => {
  test.each([
    [[1, 1, 1], 0.25],
    [[1, -1], 1],
    [[0, 0, 0], 1],
    [[1, 1, 1, 1, -1], 0.375],
    [[2, 1], 0.5],
  ])('of %j is exactly %d', (differences, p) => {
    expect(signFlipTest(differences, [])).toBeCloseTo(p, 12);
  });

  test('of single tasks agrees with McNemar', () => {
    const differences = [...Array.from({ length: 25 }, () => 1), ...Array.from({ length: 11 }, () => -1)];
    expect(Math.abs(signFlipTest(differences, ['seed']) - mcnemarExact(25, 11))).toBeLessThan(0.01);
    expect(signFlipTest(differences, ['seed'])).toBe(signFlipTest(differences, ['seed']));
  });

  test('finds something in about one of twenty experiments where there is nothing', () => {
    const random = seededRandom('null');
    const ps = Array.from({ length: 200 }, () =>
      signFlipTest(
        Array.from({ length: 10 }, () => random.real(-1, 1)),
        [],
      ),
    );
    const alarms = ps.filter((p) => p <= 0.05).length;
    expect(alarms).toBeGreaterThanOrEqual(2);
    expect(alarms).toBeLessThanOrEqual(20);
  });
});

describe('Holm', () => {
  test.each([
    [
      [0.01, 0.04, 0.03, 0.005],
      [0.03, 0.06, 0.06, 0.02],
    ],
    [[0.5], [0.5]],
    [
      [0.9, 0.8],
      [1, 1],
    ],
    [[], []],
  ])('of %j is %j', (given, expected) => {
    expect(holm(given)).toEqual(expected.map((p) => expect.closeTo(p, 12)));
  });

  test('never lowers a value, keeps their order, and stays within Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }), (ps) => {
        const adjusted = holm(ps);
        for (const [index, p] of ps.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p);
          expect(adjusted[index]).toBeLessThanOrEqual(Math.min(1, p * ps.length) + 1e-12);
          for (const [other, q] of ps.entries())
            if (p < q) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[other] ?? NaN);
        }
      }),
    );
  });
});

describe('power', () => {
  test('is that of the textbooks: 20 % against 10 % of discordant pairs', () => {
    // Connor: p(discordant) 0.3, difference 0.1, s^2 = 0.3 - 0.01; (1.96 + 0.84)^2 * 0.29 / 0.01 = 227.6
    expect(tasksNeeded(0.1, 0.29 / 500, 500)).toBe(228);
    expect(tasksNeeded(-0.1, 0.29 / 500, 500)).toBe(228);
    expect(detectableDifference(0.29 / 228)).toBeCloseTo(0.1, 3);
    expect(tasksNeeded(0, 0.29, 500)).toBeNull();
    expect(tasksNeeded(0.1, 0, 500)).toBeNull();
    expect(tasksNeeded(0.1, NaN, 1)).toBeNull();
  });

  test('holds: with so many tasks about 80 of 100 experiments see the difference', () => {
    const random = seededRandom('power');
    const needed = 228;
    const seen = Array.from({ length: 400 }, () => {
      const draws = Array.from({ length: needed }, () => random.next());
      const b = draws.filter((draw) => draw < 0.2).length;
      const c = draws.filter((draw) => draw >= 0.2 && draw < 0.3).length;
      return mcnemarExact(b, c) <= 0.05;
    }).filter(Boolean).length;
    // The exact test is a little more careful than the formula.
    expect(seen / 400).toBeGreaterThan(0.7);
    expect(seen / 400).toBeLessThan(0.88);
  });
});

describe('two policies', () => {
  test('on single samples: McNemar', () => {
    const result = comparePaired(paired(50, 20, 5, 25), true, ['x']);
    expect(result).toMatchObject({ tasks: 100, clusters: 100, test: 'mcnemar', difference: expect.closeTo(0.15, 12) });
    expect(result.p).toBeCloseTo(mcnemarExact(20, 5), 12);
    expect(result.low).toBeGreaterThan(0.03);
    expect(result.high).toBeLessThan(0.27);
    expect(result.tasks_needed).toBe(tasksNeeded(0.15, (0.25 - 0.15 ** 2) / 99, 100));
  });

  test('with several samples, shares or common images: the permutation of clusters', () => {
    const scores = paired(5, 6, 1, 5);
    expect(comparePaired(scores, false, []).test).toBe('sign-flip');
    expect(comparePaired([...scores, { cluster: 'x', a: 0.5, b: 0 }], true, []).test).toBe('sign-flip');
    const shared = scores.map((score, index) => ({ ...score, cluster: String(index % 4) }));
    expect(comparePaired(shared, true, [])).toMatchObject({ test: 'sign-flip', clusters: 4, tasks: 17 });
  });

  test('mirror each other', () => {
    const scores = paired(9, 12, 3, 6);
    const mirrored = scores.map(({ cluster, a, b }) => ({ cluster, a: b, b: a }));
    const [one, other] = [comparePaired(scores, true, ['s']), comparePaired(mirrored, true, ['s'])];
    expect(other.difference).toBeCloseTo(-(one.difference ?? NaN), 12);
    expect(other.p).toBe(one.p);
    expect(other.low).toBeCloseTo(-(one.high ?? NaN), 12);
  });

  test('without a common task have nothing to say', () => {
    expect(comparePaired([], true, [])).toMatchObject({ tasks: 0, difference: null, p: null, tasks_needed: null });
  });
});
