/** @module Routing by the k nearest train questions: the expert that did best on them. Every expert was asked every train task. */
import { argmax, dot, mean } from '../../learning/vector.js';
import { rewardOf, trainTasks } from '../one-call.js';
import type { World } from '../world.js';
import { vocabularyOf } from './question-words.js';
import type { Route } from './router.js';

export function nearestNeighbours(world: World, tasks: number, k = 40): Route {
  const train = trainTasks(world, tasks);
  const vocabulary = vocabularyOf(train.map(({ question }) => question));
  const known = train.map((task) => ({
    vector: vocabulary.vectorOf(task.question),
    rewards: world.experts.map((expert) => rewardOf(world, expert, task)),
  }));
  return (question) => {
    const vector = vocabulary.vectorOf(question);
    const nearest = known
      .map(({ vector: other, rewards }) => ({ rewards, likeness: dot(vector, 0, other) }))
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, k);
    return argmax(world.experts.map((_, expert) => mean(nearest.map(({ rewards }) => rewards[expert] ?? 0))));
  };
}
