/**
 * @module Routers as the literature has them, for the rows beside learning: a question goes to one expert, whose reply is the answer.
 * They know experts by name and learn from single calls; learning of orchestration sees no names and may call again.
 */
import type { Decide } from '../play.js';
import { drawTask, reply, type SyntheticTask } from '../task.js';
import type { SyntheticExpert, World } from '../world.js';

/** Which expert of the world, from 0. */
export type Route = (question: string) => number;

/** A right answer is 1, less the cost of the call. */
export function rewardOf(world: World, expert: SyntheticExpert, task: SyntheticTask): number {
  const { status, key } = reply(world, expert, task);
  return (status === 'ok' && key === String(task.truth) ? 1 : 0) - expert.cost;
}

export function trainTasks(world: World, count: number): readonly SyntheticTask[] {
  return Array.from({ length: count }, (_, index) => drawTask(world, 'train', index));
}

export function followRoute(world: World, route: Route): Decide {
  return (task, [seen]) => {
    if (seen !== undefined) return seen.status === 'ok' ? { kind: 'answer', text: seen.answer } : undefined;
    const expert = world.experts[route(task.question)];
    return expert === undefined ? undefined : { kind: 'call', pair: expert.pair, input: '' };
  };
}
