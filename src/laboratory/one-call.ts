/** @module Policies of one call: an expert is chosen, and what it says is the answer; and the train tasks that choosing is learned on. */
import type { Decide } from './play.js';
import { drawTask, reply, type SyntheticTask } from './task.js';
import type { SyntheticExpert, World } from './world.js';

export function trainTasks(world: World, count: number): readonly SyntheticTask[] {
  return Array.from({ length: count }, (_, index) => drawTask(world, 'train', index));
}

/** A call that failed has no key, and is not right. */
export function isRight(world: World, expert: SyntheticExpert, task: SyntheticTask): boolean {
  return reply(world, expert, task).key === String(task.truth);
}

/** A right answer is 1, less the cost of the call. */
export function rewardOf(world: World, expert: SyntheticExpert, task: SyntheticTask): number {
  return (isRight(world, expert, task) ? 1 : 0) - expert.cost;
}

export function callOnce(expertFor: (task: SyntheticTask) => SyntheticExpert | undefined): Decide {
  return (task, [seen]) => {
    if (seen !== undefined) return seen.status === 'ok' ? { kind: 'answer', text: seen.answer } : undefined;
    const expert = expertFor(task);
    return expert === undefined ? undefined : { kind: 'call', pair: expert.pair, input: '' };
  };
}
