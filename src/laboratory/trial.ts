/** @module One trial: a world of a seed, a policy trained in it, and all that it is held against, on the same test tasks. */
import { DEFAULT_SETTINGS } from '../learning/settings.js';
import { mean } from '../learning/vector.js';
import { bestByFamily, bestSingle, boundOn } from './baselines.js';
import { bestPolicy } from './best-policy.js';
import { measure, testTasks, type Measured } from './measure.js';
import { train, uniformPolicy, type TrainOptions } from './train.js';
import { makeWorld, type WorldOptions } from './world.js';

export interface Trial {
  readonly uniform: Measured;
  readonly single: Measured;
  readonly byFamily: Measured;
  readonly learned: Measured;
  /** The exact best policy; null beyond six experts. */
  readonly best: Measured | null;
  /** Its reward in expectation, exact, or else a bound above it on the same tasks. */
  readonly ceiling: number;
  /** What learning lacks: to the best policy on the same tasks, or else to the bound. */
  readonly regret: number;
}

/** How the laboratory trains where nothing else is said. */
export const LABORATORY: Omit<TrainOptions, 'seed'> = {
  model: { kind: 'linear' },
  steps: 200,
  tasksPerStep: 8,
  groupSize: 8,
  exploration: 0.05,
  probes: 20,
  tasks: 200,
  settings: {
    ...DEFAULT_SETTINGS,
    // With `std` it was measured to stop after one call (docs/learning.md).
    norm: 'none',
    epochs: 4,
    entropy: 0.01,
    optimiser: { ...DEFAULT_SETTINGS.optimiser, learningRate: 0.03 },
  },
};

/** Most experts of a world whose best policy is computed. */
const EXACT = 6;

/** @param test number of test tasks */
export function runTrial(options: WorldOptions, test: number, changes: Partial<TrainOptions> = {}): Trial {
  const world = makeWorld(options);
  const tasks = testTasks(world, test);
  const learned = measure(world, tasks, train(world, { ...LABORATORY, seed: options.seed, ...changes }).decide);
  const exact = world.experts.length <= EXACT ? bestPolicy(world) : undefined;
  const best =
    exact === undefined ? null : measure(world, tasks, ({ family }, observed) => exact.choose(family, observed));
  const bound = exact === undefined ? mean(boundOn(world, tasks)) : mean(exact.values);
  return {
    uniform: measure(world, tasks, uniformPolicy(world, options.seed)),
    single: measure(world, tasks, bestSingle(world, 400)),
    byFamily: measure(world, tasks, bestByFamily(world, 400)),
    learned,
    best,
    ceiling: bound,
    regret: (best?.reward ?? bound) - learned.reward,
  };
}
