/** Routers of the literature, in worlds where it is known whom they have to ask. */
import { describe, expect, test } from '@jest/globals';
import { measure, testTasks } from '../../src/laboratory/measure.js';
import { linUcb } from '../../src/laboratory/routers/linucb.js';
import { logisticRouter } from '../../src/laboratory/routers/logistic.js';
import { nearestNeighbours } from '../../src/laboratory/routers/nearest.js';
import { vocabularyOf } from '../../src/laboratory/routers/question-words.js';
import { followRoute, type Route } from '../../src/laboratory/routers/router.js';
import { makeWorld, type World } from '../../src/laboratory/world.js';

/** One specialist for each of two families, and one who is dear and no better. */
const plain = makeWorld({ experts: 3, seed: 1, faults: 0 });
const accuracies = [
  [0.95, 0.1],
  [0.1, 0.95],
  [0.95, 0.95],
];
const world: World = {
  ...plain,
  families: plain.families.slice(0, 2),
  misleading: [0, 0],
  experts: plain.experts.map((expert, index) => ({
    ...expert,
    accuracy: (accuracies[index] ?? []).map((each) => [each, each]),
    cost: index === 2 ? 0.3 : 0.01,
  })),
};

const ROUTERS: Readonly<Record<string, (world: World) => Route>> = {
  LinUCB: (given) => linUcb(given, 200, 3_000, 1),
  'nearest neighbours': (given) => nearestNeighbours(given, 200, 20),
  'logistic regression': (given) => logisticRouter(given, 200, 60),
};

describe.each(Object.entries(ROUTERS))('%s', (_, make) => {
  test('asks the specialist of the family, in words it was not trained on, and not the dear one', () => {
    const route = make(world);
    expect([route('we ask for total count number'), route('find out written letters text')]).toEqual([0, 1]);
  });

  test('earns nearly what a specialist earns, with one call for each task', () => {
    const { reward, calls } = measure(world, testTasks(world, 200), followRoute(world, make(world)));
    expect(calls).toBe(1);
    expect(reward).toBeGreaterThan(0.85);
  });
});

test('a question is its known words, of length one, and a constant; others are none', () => {
  const vocabulary = vocabularyOf(['count objects', 'Count words']);
  expect(vocabulary.size).toBe(4);
  expect(vocabulary.vectorOf('Objects, and objects of count?')).toEqual([1 / Math.sqrt(2), 1 / Math.sqrt(2), 0, 1]);
  expect(vocabulary.vectorOf('nothing')).toEqual([0, 0, 0, 1]);
});
