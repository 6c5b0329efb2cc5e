/** @module Policies on the same test tasks, and intervals over seeds. */
import { seededRandom } from '../domain/random.js';
import { mean } from '../learning/vector.js';
import { play, type Decide } from './play.js';
import { drawTask, type SyntheticTask } from './task.js';
import type { World } from './world.js';

export interface Measured {
  /** Means over tasks: a right answer less the cost of calls, right answers, calls. */
  readonly reward: number;
  readonly accuracy: number;
  readonly calls: number;
}

export function testTasks(world: World, count: number): readonly SyntheticTask[] {
  return Array.from({ length: count }, (_, index) => drawTask(world, 'test', index));
}

export function measure(world: World, tasks: readonly SyntheticTask[], decide: Decide): Measured {
  const played = tasks.map((task) => play(world, task, decide));
  return {
    reward: mean(played.map(({ reward }) => reward)),
    accuracy: mean(played.map(({ correct }) => (correct ? 1 : 0))),
    calls: mean(played.map(({ calls }) => calls)),
  };
}

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;

/** Mean and its 95 % interval, by the percentiles of seeded bootstrap samples. */
export function intervalOf(values: readonly number[]): Interval {
  const random = seededRandom('laboratory-interval', values.length);
  const means = Array.from({ length: RESAMPLES }, () => mean(values.map(() => random.pick(values)))).sort(
    (a, b) => a - b,
  );
  const at = (share: number): number => means[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))] ?? 0;
  return { mean: mean(values), low: at(0.025), high: at(0.975) };
}
