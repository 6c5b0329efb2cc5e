/** @module What training runs came to, step by step: the figures behind learning curves. Several runs of the same suites are seeds of one curve. */
import type { StepReport, Validation } from '../../domain/training-run.js';
import { bootstrapInterval } from '../../statistics/bootstrap.js';
import { meanOf, sumOf } from '../../statistics/clusters.js';
import { callFigures, type FamilyCalls } from '../call-figures.js';
import type { CallFigures } from '../report.js';

/** Calls of each family by pair. */
export type CallCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface LearningStep {
  readonly report: StepReport;
  readonly calls: CallCounts;
}

export interface LearningRun {
  readonly run: string;
  readonly suites: readonly string[];
  readonly state: string;
  readonly steps: readonly LearningStep[];
  readonly validations: readonly Validation[];
}

export const MEASURES = ['reward', 'accuracy', 'calls', 'validation'] as const;
/** Of training rollouts: reward, accuracy, expert calls; `validation`: accuracy of the greedy policy on tasks that are not trained on. */
export type Measure = (typeof MEASURES)[number];

/** A step's mean over the runs that have it. `low` and `high`: 95 % bootstrap over runs; null with one run, or where all are alike. */
export interface CurvePoint {
  readonly measure: Measure;
  readonly step: number;
  readonly runs: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PairShareAtStep {
  readonly step: number;
  readonly pair: string;
  /** 0..1, of all calls of the step, over all runs. */
  readonly share: number;
}

export interface LearningReport {
  readonly version: 1;
  readonly title: string;
  readonly made_at: string;
  readonly runs: readonly LearningRun[];
  readonly curves: readonly CurvePoint[];
  readonly shares: readonly PairShareAtStep[];
  /** Calls of the first and of the last tenth of each run's steps. */
  readonly before: CallFigures;
  readonly after: CallFigures;
}

export interface LearningReportInput {
  readonly title: string;
  readonly madeAt: string;
  readonly runs: readonly LearningRun[];
}

/** Pure: the same runs give the same report. */
export function buildLearningReport({ title, madeAt, runs }: LearningReportInput): LearningReport {
  const tenth = (steps: readonly LearningStep[]): number => Math.max(1, Math.floor(steps.length / 10));
  return {
    version: 1,
    title,
    made_at: madeAt,
    runs,
    curves: MEASURES.flatMap((measure) => curveOf(measure, runs)),
    shares: sharesOf(runs),
    before: callFigures(runs.flatMap(({ steps }) => steps.slice(0, tenth(steps)).flatMap(callsOf))),
    after: callFigures(runs.flatMap(({ steps }) => steps.slice(steps.length - tenth(steps)).flatMap(callsOf))),
  };
}

function curveOf(measure: Measure, runs: readonly LearningRun[]): readonly CurvePoint[] {
  const bySteps = new Map<number, number[]>();
  for (const [step, value] of runs.flatMap((run) => valuesOf(measure, run)))
    bySteps.set(step, [...(bySteps.get(step) ?? []), value]);
  return [...bySteps]
    .sort(([a], [b]) => a - b)
    .map(([step, values]) => {
      const interval = bootstrapInterval([values], ([drawn = []]) => meanOf(drawn), { seed: [measure, step] });
      const [low, high] = interval ?? [null, null];
      return { measure, step, runs: values.length, mean: meanOf(values), low, high };
    });
}

function valuesOf(measure: Measure, { steps, validations }: LearningRun): readonly (readonly [number, number])[] {
  switch (measure) {
    case 'reward':
      return steps.map(({ report }) => [report.step, report.reward]);
    case 'accuracy':
      return steps.flatMap(({ report }) => (report.accuracy === null ? [] : [[report.step, report.accuracy] as const]));
    case 'calls':
      return steps.map(({ report }) => [report.step, report.callsPerRollout]);
    case 'validation':
      return validations.map(({ step, accuracy }) => [step, accuracy]);
  }
}

function callsOf({ calls }: LearningStep): readonly FamilyCalls[] {
  return Object.entries(calls).map(([family, counts]) => ({
    family,
    pairs: Object.entries(counts).flatMap(([pair, count]) => Array.from({ length: count }, () => ({ pair }))),
  }));
}

function sharesOf(runs: readonly LearningRun[]): readonly PairShareAtStep[] {
  const steps = new Map<number, Map<string, number>>();
  for (const { report, calls } of runs.flatMap(({ steps: each }) => each)) {
    const counts = steps.get(report.step) ?? new Map<string, number>();
    for (const pairs of Object.values(calls))
      for (const [pair, count] of Object.entries(pairs)) counts.set(pair, (counts.get(pair) ?? 0) + count);
    steps.set(report.step, counts);
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .flatMap(([step, counts]) => {
      const total = sumOf([...counts.values()]);
      return [...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([pair, count]) => ({ step, pair, share: count / total }));
    });
}
