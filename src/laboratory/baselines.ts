/** @module What learning is held against: the best single expert and the best one of each family, chosen on train tasks; and a bound. */
import type { Observed } from '../learning/observed.js';
import { hypothesesOf, likelihood, type Reply } from './likelihood.js';
import { callOnce, isRight, trainTasks } from './one-call.js';
import type { Decide } from './play.js';
import { reply, type SyntheticTask } from './task.js';
import { CONFIDENCE, type SyntheticExpert, type World } from './world.js';

/** Calls one expert, chosen on `tasks` train tasks by right answers less cost, and answers what it says. */
export function bestSingle(world: World, tasks: number): Decide {
  const best = bestOn(world, trainTasks(world, tasks));
  return callOnce(() => best);
}

/** The same, chosen for each family. */
export function bestByFamily(world: World, tasks: number): Decide {
  const all = trainTasks(world, tasks);
  const best = world.families.map((_, family) =>
    bestOn(
      world,
      all.filter((task) => task.family === family),
    ),
  );
  return callOnce(({ family }) => best[family]);
}

/**
 * Above what any policy can reach on these tasks in expectation: the most probable answer given the replies of all experts, at the
 * price of the cheapest call.
 */
export function boundOn(world: World, tasks: readonly SyntheticTask[]): readonly number[] {
  const hypotheses = hypothesesOf(world);
  const cheapest = Math.min(...world.experts.map(({ cost }) => cost));
  return tasks.map((task) => {
    const byTruth = Array.from({ length: world.values }, () => 0);
    const replies = world.experts.map((expert) => ({ expert, given: toReply(reply(world, expert, task)) }));
    for (const hypothesis of hypotheses) {
      const weight = replies.reduce(
        (product, { expert, given }) => product * likelihood(world, expert, task.family, hypothesis, given),
        hypothesis.prior,
      );
      byTruth[hypothesis.truth] = (byTruth[hypothesis.truth] ?? 0) + weight;
    }
    const total = byTruth.reduce((sum, each) => sum + each, 0);
    return Math.max(...byTruth) / total - cheapest;
  });
}

function toReply({ status, key, confidence }: Observed): Reply {
  return status === 'ok' ? { value: Number(key), high: confidence === CONFIDENCE.high } : 'failed';
}

function bestOn(world: World, tasks: readonly SyntheticTask[]): SyntheticExpert | undefined {
  const worth = (expert: SyntheticExpert): number =>
    tasks.filter((task) => isRight(world, expert, task)).length - expert.cost * tasks.length;
  return [...world.experts].sort((a, b) => worth(b) - worth(a))[0];
}
