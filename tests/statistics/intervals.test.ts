/** Intervals: known values, what always holds, and that they cover what they promise to cover. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../src/domain/random.js';
import { bootstrapInterval } from '../../src/statistics/bootstrap.js';
import { clusterSums, clusterVariance, ratioOf, type Observation } from '../../src/statistics/clusters.js';
import { estimate, wilson } from '../../src/statistics/estimate.js';
import { macroMean } from '../../src/statistics/macro.js';
import { quantile, student95 } from '../../src/statistics/quantile.js';

/** Each a cluster of its own. */
const independent = (values: readonly number[]): Observation[] =>
  values.map((value, index) => ({ cluster: String(index), value }));
const repeated = (value: number, times: number): number[] => Array.from({ length: times }, () => value);
const observations = fc.array(
  fc.record({ cluster: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.constantFrom(0, 0.5, 1) }),
  {
    minLength: 1,
  },
);

describe('quantiles', () => {
  test.each([
    [[1, 2, 3, 4], 0.5, 2.5],
    [[4, 1, 3, 2], 0.25, 1.75],
    [[10], 0.99, 10],
    [[1, 2, 3, 4, 5], 0.95, 4.8],
    [[-2, 10, 9], 0, -2],
  ])('of %j at %d are those of R and NumPy', (values, p, expected) => {
    expect(quantile(values, p)).toBeCloseTo(expected, 12);
  });

  test.each([
    [1, 12.7062, 1e-3],
    [2, 4.3027, 1e-4],
    [3, 3.1824, 0.03],
    [5, 2.5706, 3e-3],
    [10, 2.2281, 1e-3],
    [30, 2.0423, 1e-4],
    [1e6, 1.96, 1e-3],
  ])('of Student’s t at %d degrees of freedom are those of the tables', (degrees, expected, within) => {
    expect(Math.abs(student95(degrees) - expected)).toBeLessThan(within);
  });
});

describe('the interval of an accuracy', () => {
  test('is Wilson’s where observations are independent, but for the degrees of freedom', () => {
    const { mean, low, high, n, clusters } = estimate(independent([...repeated(1, 700), ...repeated(0, 300)]));
    const [from, to] = wilson(0.7, 1_000);
    expect({ n, clusters, mean }).toEqual({ n: 1_000, clusters: 1_000, mean: 0.7 });
    expect([from, to]).toEqual([expect.closeTo(0.6709, 4), expect.closeTo(0.7276, 4)]);
    expect([low, high]).toEqual([expect.closeTo(from, 3), expect.closeTo(to, 3)]);
  });

  test('of clusters in which all are alike is that of the clusters', () => {
    const one = independent([...repeated(1, 30), ...repeated(0, 20)]);
    const four = one.flatMap((observation) => [observation, observation, observation, observation]);
    const [narrow, wide] = [estimate(one), estimate(four)];
    expect(wide.low).toBeCloseTo(narrow.low ?? NaN, 10);
    expect(wide.high).toBeCloseTo(narrow.high ?? NaN, 10);
    expect(wide).toMatchObject({ n: 200, clusters: 50, mean: 0.6 });
  });

  test('is never a point, and unknown for a single cluster', () => {
    const sure = estimate(independent(repeated(1, 40)));
    expect(sure.mean).toBe(1);
    expect(sure.low).toBeGreaterThan(0.88);
    expect(sure.low).toBeLessThan(0.93);
    expect(estimate([{ cluster: 'a', value: 1 }])).toMatchObject({ mean: 1, low: null, high: null });
    expect(estimate([])).toEqual({ n: 0, clusters: 0, mean: null, low: null, high: null });
  });

  test('holds the mean, stays in 0..1, and does not depend on the order', () => {
    fc.assert(
      fc.property(observations, (given) => {
        const { mean, low, high } = estimate(given);
        const reversed = estimate([...given].reverse());
        expect(reversed.mean).toBeCloseTo(mean ?? NaN, 12);
        if (low === null || high === null) return;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual((mean ?? NaN) + 1e-9);
        expect(high).toBeGreaterThanOrEqual((mean ?? NaN) - 1e-9);
        expect(reversed.low).toBeCloseTo(low, 9);
      }),
    );
  });

  test('covers the truth about 95 times of 100 where tasks of an image are right or wrong together', () => {
    const random = seededRandom('coverage');
    let covered = 0;
    const rounds = 600;
    for (let round = 0; round < rounds; round++) {
      const given = Array.from({ length: 40 }, (_, image) => {
        const luck = random.next() < 0.7;
        // Three of four follow their image, one in four goes its own way.
        return repeated(0, 4).map(() => ({
          cluster: String(image),
          value: Number(random.next() < 0.75 ? luck : random.next() < 0.7),
        }));
      }).flat();
      const { low, high } = estimate(given);
      if ((low ?? 1) <= 0.7 && (high ?? 0) >= 0.7) covered += 1;
    }
    expect(covered / rounds).toBeGreaterThan(0.92);
    expect(covered / rounds).toBeLessThan(0.985);
  });
});

describe('the cluster variance', () => {
  test('of independent observations is s^2 / n', () => {
    const clusters = clusterSums(independent([1, 0, 1, 1]));
    expect(clusterVariance(clusters)).toBeCloseTo(0.25 / 4, 12);
  });

  test('by hand: two clusters of two', () => {
    const clusters = clusterSums([
      { cluster: 'a', value: 1 },
      { cluster: 'a', value: 1 },
      { cluster: 'b', value: 0 },
      { cluster: 'b', value: 1 },
    ]);
    // Mean 0.75; residuals 0.5 and -0.5; 2/1 * 0.5 / 16.
    expect(ratioOf(clusters)).toBe(0.75);
    expect(clusterVariance(clusters)).toBeCloseTo(0.0625, 12);
  });
});

describe('the bootstrap', () => {
  const clusters = clusterSums(independent([...repeated(1, 60), ...repeated(0, 40)]));
  const mean = ([drawn = []]: readonly (readonly { readonly sum: number; readonly count: number }[])[]) =>
    ratioOf(drawn);

  test('is near the normal interval where that is right, and the same for the same seed', () => {
    const first = bootstrapInterval([clusters], mean, { seed: ['x'] });
    expect(bootstrapInterval([clusters], mean, { seed: ['x'] })).toEqual(first);
    expect(bootstrapInterval([clusters], mean, { seed: ['y'], draws: 50 })).not.toEqual(first);
    expect(first?.[0]).toBeCloseTo(0.6 - 0.096, 1);
    expect(first?.[1]).toBeCloseTo(0.6 + 0.096, 1);
  });

  test('knows nothing of a single cluster', () => {
    expect(bootstrapInterval([clusters.slice(0, 1)], mean, { seed: [] })).toBeNull();
    expect(bootstrapInterval([], mean, { seed: [] })).toBeNull();
  });
});

describe('the mean over benchmarks', () => {
  test('counts each benchmark the same', () => {
    const benchmarks = new Map([
      ['large', independent([...repeated(1, 90), ...repeated(0, 10)])],
      ['small', independent([...repeated(1, 2), ...repeated(0, 8)])],
      ['empty', []],
    ]);
    const macro = macroMean(benchmarks, ['seed']);
    expect(macro).toMatchObject({ benchmarks: 2, mean: expect.closeTo(0.55, 12) });
    expect(macro.low).toBeLessThan(0.5);
    expect(macro.high).toBeGreaterThan(0.6);
    expect(macroMean(new Map([...benchmarks].reverse()), ['seed'])).toEqual(macro);
    expect(macroMean(new Map(), [])).toEqual({ benchmarks: 0, mean: null, low: null, high: null });
  });
});
