/** Choice of pairs, gap closed, hindsight, spread of calls, Pareto front. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../src/domain/random.js';
import { bestSinglePair, routingReference, type Trial } from '../../src/statistics/choice.js';
import { entropyBits, mutualInformationBits } from '../../src/statistics/entropy.js';
import { gapClosed, type GapScore } from '../../src/statistics/gap.js';
import { guessChance, knownShare } from '../../src/statistics/hindsight.js';
import { paretoFront } from '../../src/statistics/pareto.js';

const trial = (pair: string, family: string, bin: string, score: number, costUsd = 0): Trial => ({
  ...{ pair, family, bin, score, costUsd },
});

describe('choice on train', () => {
  const trials = [
    ...[trial('A', 'grid', 'S', 1), trial('A', 'grid', 'L', 0), trial('A', 'route', 'S', 1)],
    ...[trial('B', 'grid', 'S', 0), trial('B', 'grid', 'L', 1), trial('B', 'route', 'S', 0)],
  ];

  test('takes the best pair of all, and the best of each family and difficulty', () => {
    expect(bestSinglePair(trials)).toBe('A');
    const route = routingReference(trials);
    expect(route('grid', 'S')).toBe('A');
    expect(route('grid', 'L')).toBe('B');
  });

  test('falls back to the family, then to the best single pair', () => {
    const route = routingReference([...trials, trial('B', 'grid', 'M', 1)]);
    expect(route('route', 'XL')).toBe('A');
    expect(route('grid', 'XL')).toBe('B');
    expect(route('never seen', 'S')).toBe('A');
    expect(routingReference([])('grid', 'S')).toBeUndefined();
  });

  test('breaks ties by cost, then by name', () => {
    expect(bestSinglePair([trial('A', 'f', 'S', 1, 2), trial('B', 'f', 'S', 1, 1)])).toBe('B');
    expect(bestSinglePair([trial('B', 'f', 'S', 1), trial('A', 'f', 'S', 1)])).toBe('A');
  });
});

describe('gap closed', () => {
  const scores = (policy: number): GapScore[] =>
    Array.from({ length: 200 }, (_, index) => ({
      ...{ cluster: String(index), policy: [Number(index % 10 < policy)] },
      ...{ single: Number(index % 10 < 5), reference: Number(index % 10 < 9) },
    }));

  test.each([
    [5, 0],
    [7, 0.5],
    [9, 1],
    [10, 1.25],
    [3, -0.5],
  ])('of a policy that is right %d times of 10 between 5 and 9 is %d', (policy, closed) => {
    const gap = gapClosed(scores(policy), ['x']);
    expect(gap).toMatchObject({ tasks: 200, room: expect.closeTo(0.4, 12), closed: expect.closeTo(closed, 12) });
    // Where it is S or R itself no draw differs, so there is no interval.
    expect(gap.low === null).toBe(closed === 0 || closed === 1);
    expect(gap.low ?? closed).toBeLessThanOrEqual(closed);
    expect(gap.high ?? closed).toBeGreaterThanOrEqual(closed);
  });

  test('is not shown where the lower bound of the room is 5 points or less', () => {
    const narrow = Array.from({ length: 100 }, (_, index) => ({
      ...{ cluster: String(index), policy: [1], single: Number(index >= 8), reference: 1 },
    }));
    const gap = gapClosed(narrow, ['x']);
    expect(gap.room).toBeCloseTo(0.08, 12);
    expect(gap.room_low).toBeLessThanOrEqual(0.05);
    expect(gap).toMatchObject({ closed: null, low: null, high: null });
    expect(gapClosed([], [])).toMatchObject({ tasks: 0, room: null, closed: null });
  });

  test('takes training seeds as a second source of luck', () => {
    const one = scores(7);
    const spread = one.map((score, index) => ({ ...score, policy: [Number(index % 10 < 5), Number(index % 10 < 9)] }));
    const alike = one.map((score) => ({ ...score, policy: [...score.policy, ...score.policy] }));
    const [wide, narrow] = [gapClosed(spread, ['s']), gapClosed(alike, ['s'])];
    expect(wide.closed).toBeCloseTo(0.5, 12);
    expect(narrow.closed).toBeCloseTo(0.5, 12);
    expect((wide.high ?? 0) - (wide.low ?? 0)).toBeGreaterThan(2 * ((narrow.high ?? 0) - (narrow.low ?? 0)));
  });
});

describe('hindsight', () => {
  test('a blind guess is right as often as options or truths allow', () => {
    expect(guessChance(4, ['A'])).toBe(0.25);
    expect(guessChance(0, ['yes', 'no', 'yes', 'no'])).toBe(0.5);
    expect(guessChance(0, ['1', '2', '3', '4', '5'])).toBeCloseTo(0.2, 12);
  });

  test('of pairs that all guess, nothing is known; of pairs that know, all of it', () => {
    const random = seededRandom('guess');
    const tasks = Array.from({ length: 4_000 }, () => {
      const guesses = Array.from({ length: 3 }, () => random.next() < 0.25);
      return { family: 'f', best: Number(guesses.includes(true)), answers: 3, chance: 0.25 };
    });
    expect(knownShare(tasks)).toBeLessThan(0.05);
    expect(knownShare(tasks.map((task) => ({ ...task, best: 1 })))).toBe(1);
    expect(knownShare(tasks.map((task) => ({ ...task, chance: 0 })))).toBeCloseTo(1 - 0.75 ** 3, 1);
  });
});

describe('spread of calls', () => {
  test.each([
    [[], 0],
    [[7], 0],
    [[5, 5], 1],
    [[1, 1, 1, 1], 2],
    [[9, 1], 0.469],
  ])('the entropy of %j is %d bits', (counts, bits) => {
    expect(entropyBits(counts)).toBeCloseTo(bits, 3);
  });

  test.each([
    [
      [
        [5, 0],
        [0, 5],
      ],
      1,
    ],
    [
      [
        [5, 5],
        [5, 5],
      ],
      0,
    ],
    [[[10], [10]], 0],
    [[], 0],
  ])('of the table %j family and pair share %d bits', (table, bits) => {
    expect(mutualInformationBits(table)).toBeCloseTo(bits, 12);
  });

  test('what is shared is at most what either has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        (table) => {
          fc.pre(table.flat().some((count) => count > 0));
          const rows = entropyBits(table.map((row) => row.reduce((sum, count) => sum + count, 0)));
          expect(mutualInformationBits(table)).toBeLessThanOrEqual(rows + 1e-9);
          expect(mutualInformationBits(table)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('the Pareto front', () => {
  test('holds what nothing beats, in the order of cost', () => {
    const choices = [
      { name: 'dear', cost: 5, value: 0.9 },
      { name: 'cheap', cost: 1, value: 0.5 },
      { name: 'beaten', cost: 2, value: 0.5 },
      { name: 'twin', cost: 1, value: 0.5 },
      { name: 'worse and dearer', cost: 6, value: 0.1 },
    ];
    expect(paretoFront(choices)).toEqual(['cheap', 'twin', 'dear']);
  });

  test('is never empty, and nobody on it beats another', () => {
    const choice = fc.record({ name: fc.uuid(), cost: fc.nat(9), value: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1 }), (choices) => {
        const front = paretoFront(choices);
        expect(front.length).toBeGreaterThan(0);
        const members = choices.filter(({ name }) => front.includes(name));
        for (const a of members) for (const b of members) if (a.cost < b.cost) expect(a.value).toBeLessThan(b.value);
      }),
    );
  });
});
