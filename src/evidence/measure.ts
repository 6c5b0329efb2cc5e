/** @module Policies on the same test tasks: figures, differences and gap closed, with intervals over tasks and training seeds. */
import { bootstrapInterval } from '../statistics/bootstrap.js';
import { meanOf } from '../statistics/clusters.js';
import { estimate, type Estimate } from '../statistics/estimate.js';
import { gapClosed, type GapClosed } from '../statistics/gap.js';
import { signFlipTest } from '../statistics/sign-flip.js';
import type { Played } from './play.js';
import { clusterOf, type TableTask } from './table.js';

/** A policy's rollouts: a list for each training seed, in the order of the tasks. What is not trained has one. */
export interface Arm {
  readonly name: string;
  readonly played: readonly (readonly Played[])[];
}

export interface ArmFigures {
  readonly accuracy: Estimate;
  /** Of each training seed. */
  readonly bySeed: readonly number[];
  readonly calls: number;
  /** Of the calls, one after the other. */
  readonly seconds: number;
}

export function figuresOf({ played }: Arm, tasks: readonly TableTask[]): ArmFigures {
  const all = played.flat();
  const scores = scoresOf(played, tasks);
  return {
    accuracy: estimate(tasks.map((entry, at) => ({ cluster: clusterOf(entry), value: scores[at] ?? NaN }))),
    bySeed: played.map((rollouts) => meanOf(rollouts.map(({ correct }) => (correct ? 1 : 0)))),
    calls: meanOf(all.map(({ calls }) => calls.length)),
    seconds: meanOf(all.map(({ ms }) => ms)) / 1_000,
  };
}

/** Of each task the share of training seeds that got it right. */
function scoresOf(played: Arm['played'], tasks: readonly TableTask[]): readonly number[] {
  return tasks.map((_, at) => meanOf(played.map((rollouts) => (rollouts[at]?.correct === true ? 1 : 0))));
}

export interface Difference {
  /** a - b. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, by permutation of clusters. */
  readonly p: number;
}

/** Where nothing differs the interval is a point. */
export function differenceOf(a: Arm, b: Arm, tasks: readonly TableTask[]): Difference {
  const clusters = clustersOf(tasks);
  const seeds = [...Array(Math.max(a.played.length, b.played.length)).keys()];
  const differ = (places: readonly number[], drawn: readonly number[]): number => {
    let sum = 0;
    for (const seed of drawn) for (const at of places) sum += rightOf(a, seed, at) - rightOf(b, seed, at);
    return sum / (places.length * drawn.length);
  };
  const interval = bootstrapInterval<number>(
    [[...clusters.keys()], ...(seeds.length > 1 ? [seeds] : [])],
    ([drawn = [], chosen = seeds]) =>
      differ(
        drawn.flatMap((at) => clusters[at] ?? []),
        chosen,
      ),
    { seed: ['evidence', a.name, b.name], draws: DRAWS },
  );
  const mean = differ([...tasks.keys()], seeds);
  const sums = clusters.map((places) => differ(places, seeds) * places.length);
  const [low, high] = interval ?? [mean, mean];
  return { mean, low, high, p: signFlipTest(sums, ['evidence', a.name, b.name]) };
}

const DRAWS = 1_000;

/** An arm of one list is the same under every training seed. */
function rightOf({ played }: Arm, seed: number, at: number): number {
  return (played[seed] ?? played[0])?.[at]?.correct === true ? 1 : 0;
}

/** Places of the tasks of each cluster. */
function clustersOf(tasks: readonly TableTask[]): readonly (readonly number[])[] {
  const places = new Map<string, number[]>();
  for (const [at, entry] of tasks.entries())
    places.set(clusterOf(entry), [...(places.get(clusterOf(entry)) ?? []), at]);
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list);
}

export function gapOf(policy: Arm, single: Arm, reference: Arm, tasks: readonly TableTask[]): GapClosed {
  const scores = tasks.map((entry, at) => ({
    cluster: clusterOf(entry),
    policy: policy.played.map((_, seed) => rightOf(policy, seed, at)),
    single: rightOf(single, 0, at),
    reference: rightOf(reference, 0, at),
  }));
  return gapClosed(scores, ['evidence', policy.name]);
}
