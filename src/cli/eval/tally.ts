/** @module Counts of an evaluation, as a whole and by family. */
import { RULES } from '../../domain/reward.js';
import type { FinishedRollout } from '../rollout/finished.js';
import { markOf, type EndedTask, type Mark } from './ended-task.js';

export interface RuleCounts {
  readonly right: number;
  readonly wrong: number;
  /** The rule could not decide. */
  readonly undecided: number;
}

export interface Counts {
  readonly total: number;
  readonly right: number;
  readonly wrong: number;
  /** Answered, without a ground truth to compare with. */
  readonly ungraded: number;
  readonly failed: number;
  /** Right among those with a verdict or a failure; null when there are none. */
  readonly accuracy: number | null;
  /** 95 % interval of the accuracy (Wilson 1927); null as well. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly rewardMean: number | null;
  /** What each rule of the data sources says of the answers; rules that no source has are left out. */
  readonly byRule: Readonly<Record<string, RuleCounts>>;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  /** Milliseconds of the rollouts that ran; null when none did. */
  readonly latencyP50: number | null;
}

export function countsOf(tasks: readonly EndedTask[]): Counts {
  const marks = tasks.map(markOf);
  const of = (mark: Mark): number => marks.filter((each) => each === mark).length;
  const finished = tasks.flatMap((task) => (task.kind === 'finished' ? [task.finished] : []));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const right = of('right');
  const graded = right + of('wrong') + of('failed');
  return {
    total: tasks.length,
    right,
    wrong: of('wrong'),
    ungraded: of('ungraded'),
    failed: of('failed'),
    accuracy: graded === 0 ? null : right / graded,
    interval: graded === 0 ? null : wilson(right, graded),
    rewardMean: finished.length === 0 ? null : sum(finished.map((each) => each.reward)) / finished.length,
    byRule: countsByRule(finished.map((each) => each.verdicts)),
    calls: sum(finished.map((each) => each.calls)),
    promptTokens: sum(finished.map((each) => each.promptTokens)),
    completionTokens: sum(finished.map((each) => each.completionTokens)),
    costUsd: sum(finished.map((each) => each.costUsd)),
    latencyP50: median(finished.map((each) => each.latencyMs)),
  };
}

function countsByRule(verdicts: readonly FinishedRollout['verdicts'][]): Counts['byRule'] {
  return Object.fromEntries(
    RULES.flatMap((rule) => {
      const marks = verdicts.flatMap((each) => (each[rule] === undefined ? [] : [each[rule]]));
      const of = (mark: boolean | null): number => marks.filter((each) => each === mark).length;
      return marks.length === 0 ? [] : [[rule, { right: of(true), wrong: of(false), undecided: of(null) }] as const];
    }),
  );
}

/** Families in the order in which they first occur; tasks without one are together under the empty name. */
export function countsByFamily(tasks: readonly EndedTask[]): ReadonlyMap<string, Counts> {
  const families = new Map<string, EndedTask[]>();
  for (const task of tasks) {
    const family = families.get(task.family);
    if (family === undefined) families.set(task.family, [task]);
    else family.push(task);
  }
  return new Map([...families].map(([family, members]) => [family, countsOf(members)]));
}

/** The score interval of a share at 95 %: holds for few tasks and at both ends. */
export function wilson(right: number, total: number): readonly [low: number, high: number] {
  const z = 1.959964;
  const share = right / total;
  const scale = 1 + z ** 2 / total;
  const centre = (share + z ** 2 / (2 * total)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  // Exact at the ends, where rounding would leave a hair.
  return [right === 0 ? 0 : centre - half, right === total ? 1 : centre + half];
}

function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
