/** @module LinUCB with disjoint models (Li et al. 2010, algorithm 1): ridge regression for each expert, and optimism in face of doubt. */
import { argmax, dot } from '../../learning/vector.js';
import { rewardOf, trainTasks } from '../one-call.js';
import type { World } from '../world.js';
import { vocabularyOf } from './question-words.js';
import type { Route } from './router.js';

interface Arm {
  /** Inverse of the ridge matrix, row by row; the sum of rewards times vectors; their product. */
  readonly inverse: number[][];
  readonly rewards: number[];
  theta: readonly number[];
}

/**
 * Learns online, one call for each task in turn.
 * @param calls how many it may make
 * @param alpha weight of the doubt while it learns; afterwards it takes the best
 */
export function linUcb(world: World, tasks: number, calls: number, alpha = 0.5): Route {
  const train = trainTasks(world, tasks);
  const vocabulary = vocabularyOf(train.map(({ question }) => question));
  const arms = world.experts.map(() => newArm(vocabulary.size));
  const choose = (vector: readonly number[], doubt: number): number =>
    argmax(arms.map(({ theta, inverse }) => dot(theta, 0, vector) + doubt * widthOf(inverse, vector)));
  for (let call = 0; call < calls; call++) {
    const task = train[call % train.length];
    if (task === undefined) break;
    const vector = vocabulary.vectorOf(task.question);
    const chosen = choose(vector, alpha);
    const [arm, expert] = [arms[chosen], world.experts[chosen]];
    if (arm !== undefined && expert !== undefined) learn(arm, vector, rewardOf(world, expert, task));
  }
  return (question) => choose(vocabulary.vectorOf(question), 0);
}

function newArm(size: number): Arm {
  const zeros = (): number[] => Array.from({ length: size }, () => 0);
  const inverse = zeros().map((_, row) => zeros().map((__, column) => (row === column ? 1 : 0)));
  return { inverse, rewards: zeros(), theta: zeros() };
}

function widthOf(inverse: readonly (readonly number[])[], vector: readonly number[]): number {
  return Math.sqrt(Math.max(0, dot(times(inverse, vector), 0, vector)));
}

/** The inverse with one more observation, by Sherman and Morrison. */
function learn(arm: Arm, vector: readonly number[], reward: number): void {
  const projected = times(arm.inverse, vector);
  const scale = 1 + dot(projected, 0, vector);
  for (const [row, values] of arm.inverse.entries())
    for (const column of values.keys())
      values[column] = (values[column] ?? 0) - ((projected[row] ?? 0) * (projected[column] ?? 0)) / scale;
  for (const [place, value] of vector.entries()) arm.rewards[place] = (arm.rewards[place] ?? 0) + reward * value;
  arm.theta = times(arm.inverse, arm.rewards);
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): readonly number[] {
  return matrix.map((row) => dot(row, 0, vector));
}
