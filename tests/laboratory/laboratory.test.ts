/** The laboratory: its best policy is the best, and learning in it beats chance. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bestPolicy } from '../../src/laboratory/best-policy.js';
import { hypothesesOf, likelihood } from '../../src/laboratory/likelihood.js';
import { boundOn } from '../../src/laboratory/baselines.js';
import { measure, testTasks, type Measured } from '../../src/laboratory/measure.js';
import { drawTask, reply } from '../../src/laboratory/task.js';
import { train, uniformPolicy } from '../../src/laboratory/train.js';
import { LABORATORY } from '../../src/laboratory/trial.js';
import { makeWorld, type SyntheticExpert, type World } from '../../src/laboratory/world.js';
import { mean } from '../../src/learning/vector.js';
import { thrownBy } from '../support/thrown.js';

/** One family, one difficulty, nobody misled, no faults: values that can be worked out by hand. */
function plainWorld(experts: readonly Partial<SyntheticExpert>[], maxCalls: number): World {
  const world = makeWorld({ experts: 2, seed: 1, faults: 0 });
  return {
    ...world,
    families: world.families.slice(0, 1),
    difficulties: [1],
    misleading: [0, 0],
    maxCalls,
    experts: experts.map((changes, index) => ({
      ...world.experts[0]!,
      pair: `E${index}@@Work`,
      candour: 0.5,
      cost: 0,
      ...changes,
    })),
  };
}

describe('the best policy', () => {
  test.each([
    [
      'calls the one that is worth its price',
      [
        { accuracy: [[0.9]], cost: 0.1 },
        { accuracy: [[0.7]], cost: 0.01 },
      ],
      1,
      0.8,
    ],
    ['does not pay for what changes nothing', [{ accuracy: [[0.9]] }, { accuracy: [[0.5]], cost: 0.05 }], 2, 0.9],
    [
      'asks the other when the first fails',
      [
        { accuracy: [[0.9]], faults: 0.5 },
        { accuracy: [[0.8]], cost: 0.1 },
      ],
      2,
      0.45 + 0.5 * 0.7,
    ],
    [
      'believes candour',
      [
        { accuracy: [[0.5]], candour: 1 },
        { accuracy: [[1]], cost: 0.2 },
      ],
      2,
      0.9,
    ],
  ] as const)('%s', (_, experts, maxCalls, value) => {
    const world = plainWorld(experts, maxCalls);
    expect(bestPolicy(world).values[0]).toBeCloseTo(value, 9);
  });

  test('earns what it expects to, and no more than the bound', () => {
    const world = makeWorld({ experts: 4, seed: 5, faults: 0.2 });
    const best = bestPolicy(world);
    const tasks = testTasks(world, 2_000);
    const found = measure(world, tasks, ({ family }, observed) => best.choose(family, observed));
    expect(Math.abs(found.reward - mean(best.values))).toBeLessThan(0.03);
    expect(mean(boundOn(world, tasks))).toBeGreaterThan(mean(best.values));
  });

  test('is refused for more experts than it is exact for', () => {
    expect(thrownBy(() => bestPolicy(makeWorld({ experts: 7, seed: 1, faults: 0 })))).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(thrownBy(() => makeWorld({ experts: 1, seed: 1, faults: 0 }))).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

test('replies come as often as their likelihood says', () => {
  const world = makeWorld({ experts: 2, seed: 3, faults: 0.2 });
  const expert = world.experts[0]!;
  const tasks = Array.from({ length: 4_000 }, (_, index) => drawTask(world, 'train', index)).filter(
    ({ family }) => family === 0,
  );
  const right = tasks.filter((task) => reply(world, expert, task).key === String(task.truth)).length / tasks.length;
  const expected = hypothesesOf(world).reduce(
    (sum, each) =>
      sum +
      each.prior *
        [true, false].reduce((all, high) => all + likelihood(world, expert, 0, each, { value: each.truth, high }), 0),
    0,
  );
  expect(Math.abs(right - expected)).toBeLessThan(0.05);
});

describe('learning, greedy on test tasks', () => {
  const SEEDS = [1, 2, 3];
  const options = { ...LABORATORY, steps: 40, tasks: 50 };
  const results: { readonly learned: Measured; readonly uniform: Measured }[] = [];

  beforeAll(() => {
    for (const seed of SEEDS)
      for (const [experts, faults] of [
        [2, 0],
        [4, 0.2],
      ] as const) {
        const world = makeWorld({ experts, seed, faults });
        const tasks = testTasks(world, 400);
        const learned = measure(world, tasks, train(world, { ...options, seed }).decide);
        results.push({ learned, uniform: measure(world, tasks, uniformPolicy(world, seed)) });
      }
  });

  test('beats the uniform policy in every world, also where a fifth of the calls fail', () => {
    const gains = results.map(({ learned, uniform }) => learned.reward - uniform.reward);
    expect(gains).toHaveLength(6);
    expect(Math.min(...gains)).toBeGreaterThan(0.03);
    expect(mean(gains)).toBeGreaterThan(0.1);
  });

  test('comes to the same weights for the same seed', () => {
    const world = makeWorld({ experts: 2, seed: 1, faults: 0 });
    const short = { ...options, steps: 3, seed: 1 };
    expect(train(world, short).learner).toEqual(train(world, short).learner);
    expect(train(world, { ...short, seed: 2 }).learner).not.toEqual(train(world, short).learner);
  });
});
