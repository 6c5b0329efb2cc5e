/** @module From rollouts to scores of tasks: samples of a task are one mean, tasks of an image one cluster. */
import { meanOf, type Observation } from '../statistics/clusters.js';
import { estimate, type Estimate } from '../statistics/estimate.js';
import { macroMean, type MacroMean } from '../statistics/macro.js';
import { grouped } from './grouped.js';
import { isGraded, type Fact } from './fact.js';

export interface TaskScore {
  readonly task: string;
  readonly cluster: string;
  readonly benchmark: string;
  readonly family: string;
  readonly bin: string;
  /** Mean over the samples that were graded. */
  readonly value: number;
  readonly samples: number;
}

/** By task; tasks of which no sample was graded are left out. */
export function taskScores(facts: readonly Fact[]): ReadonlyMap<string, TaskScore> {
  const graded = facts.filter(isGraded);
  return new Map(
    [...grouped(graded, ({ task }) => task)].flatMap(([task, members]) => {
      const [first] = members;
      if (first === undefined) return [];
      const { cluster, benchmark, family, bin } = first;
      const value = meanOf(members.map(({ score }) => score));
      return [[task, { task, cluster, benchmark, family, bin, value, samples: members.length }] as const];
    }),
  );
}

/** Accuracy over tasks, with its interval. */
export function accuracyOf(facts: readonly Fact[]): Estimate {
  return estimate(observationsOf(facts));
}

/** The headline: the mean over benchmarks. */
export function macroOf(facts: readonly Fact[], arm: string): MacroMean {
  const benchmarks = grouped(facts, ({ benchmark }) => benchmark);
  return macroMean(new Map([...benchmarks].map(([name, members]) => [name, observationsOf(members)])), [arm]);
}

function observationsOf(facts: readonly Fact[]): readonly Observation[] {
  return [...taskScores(facts).values()];
}
