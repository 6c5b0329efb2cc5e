/** @module Routing by logistic regression: how probable each expert is right on the question, less its cost. Every expert was asked every train task. */
import { adamStart, adamStep } from '../../learning/adam.js';
import { DEFAULT_SETTINGS } from '../../learning/settings.js';
import { addScaled, argmax, dot } from '../../learning/vector.js';
import { isRight, trainTasks } from '../one-call.js';
import type { World } from '../world.js';
import { vocabularyOf } from './question-words.js';
import type { Route } from './router.js';

interface Example {
  readonly vector: readonly number[];
  readonly right: boolean;
}

/** @param steps of the optimiser, each over all tasks */
export function logisticRouter(world: World, tasks: number, steps = 200): Route {
  const train = trainTasks(world, tasks);
  const vocabulary = vocabularyOf(train.map(({ question }) => question));
  const vectors = train.map((task) => ({ task, vector: vocabulary.vectorOf(task.question) }));
  const fitted = world.experts.map((expert) => ({
    cost: expert.cost,
    weights: fit(
      vectors.map(({ task, vector }) => ({ vector, right: isRight(world, expert, task) })),
      vocabulary.size,
      steps,
    ),
  }));
  return (question) => {
    const vector = vocabulary.vectorOf(question);
    return argmax(fitted.map(({ weights, cost }) => sigmoid(dot(weights, 0, vector)) - cost));
  };
}

function fit(examples: readonly Example[], size: number, steps: number): readonly number[] {
  let weights: readonly number[] = Array.from({ length: size }, () => 0);
  let state = adamStart(size);
  for (let step = 0; step < steps; step++) {
    const gradient = Array.from({ length: size }, () => 0);
    for (const { vector, right } of examples)
      addScaled(gradient, 0, vector, (sigmoid(dot(weights, 0, vector)) - (right ? 1 : 0)) / examples.length);
    ({ weights, state } = adamStep(DEFAULT_SETTINGS.optimiser, weights, state, gradient));
  }
  return weights;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
