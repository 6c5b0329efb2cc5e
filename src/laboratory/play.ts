/** @module One rollout in the laboratory, in memory: who decides is given; the reward is a right answer less the cost of calls. */
import type { Choice } from '../learning/actions.js';
import type { Observed } from '../learning/observed.js';
import { reply, type SyntheticTask } from './task.js';
import type { World } from './world.js';

/** @returns undefined: nothing can be done; the rollout ends without an answer */
export type Decide = (task: SyntheticTask, observed: readonly Observed[]) => Choice | undefined;

export interface Played {
  readonly reward: number;
  readonly correct: boolean;
  readonly calls: number;
  readonly observed: readonly Observed[];
}

export function play(world: World, task: SyntheticTask, decide: Decide): Played {
  const observed: Observed[] = [];
  let cost = 0;
  // One decision follows the last call, which can only answer.
  for (let turn = 0; turn <= world.maxCalls; turn++) {
    const choice = decide(task, observed);
    const expert = choice?.kind === 'call' ? world.experts.find(({ pair }) => pair === choice.pair) : undefined;
    if (expert === undefined || observed.length === world.maxCalls) {
      const correct = choice?.kind === 'answer' && choice.text === String(task.truth);
      return { reward: (correct ? 1 : 0) - cost, correct, calls: observed.length, observed };
    }
    observed.push(reply(world, expert, task));
    cost += expert.cost;
  }
  return { reward: -cost, correct: false, calls: observed.length, observed };
}
