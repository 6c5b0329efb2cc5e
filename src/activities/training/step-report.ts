/** @module What a step came to: bounded, for whoever watches, from its groups alone. */
import { MaestroError } from '../../domain/errors.js';
import type { GroupSummary, StepReport } from '../../domain/training-run.js';
import type { CollapseReport, FamilyCall } from '../../learning/collapse.js';
import { mean } from '../../learning/vector.js';
import type { GroupFile } from './contract.js';
import type { RecordedStep, StepDocument } from './run-contract.js';

/** Pairs whose share is told. */
const MAX_SHARES = 8;

export function callsByFamily(groups: readonly GroupFile[]): StepDocument['calls'] {
  const calls: Record<string, Record<string, number>> = {};
  for (const { family, members } of groups) {
    const ofFamily = (calls[family] ??= {});
    for (const pair of members.flatMap((member) => member.calls)) ofFamily[pair] = (ofFamily[pair] ?? 0) + 1;
  }
  return calls;
}

export function familyCalls(calls: StepDocument['calls']): readonly FamilyCall[] {
  return Object.entries(calls).flatMap(([family, pairs]) =>
    Object.entries(pairs).flatMap(([pair, times]) => Array.from({ length: times }, () => ({ family, pair }))),
  );
}

/** @throws MaestroError INTERNAL for what a run began with, of which there is nothing to say */
export function told({ state, report, run }: StepDocument): RecordedStep {
  if (report === null) throw new MaestroError('INTERNAL', `Step ${state.step} of run ${run} has no report.`);
  return { state, report };
}

export interface Told {
  readonly step: number;
  readonly groups: readonly GroupFile[];
  readonly summaries: readonly GroupSummary[];
  readonly guard: CollapseReport;
  readonly exploration: number;
  /** What the trainer told. */
  readonly metrics: StepReport['metrics'];
}

export function reportOf({ step, groups, summaries, guard, exploration, metrics }: Told): StepReport {
  const members = groups.flatMap((group) => group.members);
  const graded = members.filter(({ correct }) => correct !== null);
  const count = (holds: (group: GroupSummary) => boolean): number => summaries.filter(holds).length;
  const sum = (of: (group: GroupSummary) => number): number => summaries.reduce((total, each) => total + of(each), 0);
  return {
    step,
    reward: mean(members.map(({ reward }) => reward)),
    accuracy: graded.length === 0 ? null : mean(graded.map(({ correct }) => (correct === true ? 1 : 0))),
    callsPerRollout: mean(members.map(({ calls }) => calls.length)),
    costUsd: sum(({ costUsd }) => costUsd),
    groups: groups.length,
    members: members.length,
    zeroVariance: count(({ zeroVariance }) => zeroVariance),
    identicalActions: count(({ identicalActions }) => identicalActions),
    allFailed: count(({ allFailed }) => allFailed),
    dropped: count(({ ref }) => ref === null),
    refills: sum(({ refills }) => refills),
    missing: sum(({ missing }) => missing),
    shares: sharesOf(members.flatMap(({ calls }) => calls)),
    information: guard.information,
    crossed: guard.crossed,
    exploration,
    metrics,
  };
}

/** The most called first; of equals by name. */
function sharesOf(calls: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const pair of calls) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return [...counts]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, MAX_SHARES)
    .map(([pair, times]) => [pair, times / calls.length]);
}
