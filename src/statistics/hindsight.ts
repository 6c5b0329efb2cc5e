/** @module Hindsight: was any pair right? Neither attainable nor a bound for policies that call twice; shown with its luck taken out. */
import { meanOf, sumOf } from './clusters.js';

/** What all pairs together made of a task. */
export interface HindsightTask {
  /** Tasks with the same kind of answer. */
  readonly family: string;
  /** At least one pair was right: 1; else 0, or the best score. */
  readonly best: number;
  /** Pairs that gave an answer. */
  readonly answers: number;
  /** How likely a blind guess is right: see {@link guessChance}. */
  readonly chance: number;
}

/**
 * How likely a blind guess is right: one of the options where there are some, else a truth of the family drawn at random, which is
 * right with the sum of squared shares of its truths (as in Cohen's kappa, Educ. Psychol. Meas. 20, 1960).
 * @param truths of all tasks of the family
 */
export function guessChance(options: number, truths: readonly string[]): number {
  if (options > 1) return 1 / options;
  const counts = new Map<string, number>();
  for (const truth of truths) counts.set(truth, (counts.get(truth) ?? 0) + 1);
  return sumOf([...counts.values()].map((count) => (count / truths.length) ** 2));
}

/**
 * The share of tasks that some pair *knew*: with k guesses of chance c, of which one is right with g = 1 - (1 - c)^k, H = K + (1 - K) g is
 * solved for K in each family (Abbott's correction, J. Econ. Entomol. 18, 1925), never below 0. NaN of an empty list.
 */
export function knownShare(tasks: readonly HindsightTask[]): number {
  const families = new Map<string, HindsightTask[]>();
  for (const task of tasks) {
    const members = families.get(task.family);
    if (members === undefined) families.set(task.family, [task]);
    else members.push(task);
  }
  const shares = [...families.values()].map((members) => {
    const lucky = meanOf(members.map(({ chance, answers }) => 1 - (1 - chance) ** answers));
    const best = meanOf(members.map((member) => member.best));
    const known = lucky >= 1 ? 0 : Math.max(0, (best - lucky) / (1 - lucky));
    return known * members.length;
  });
  return sumOf(shares) / tasks.length;
}
