/** @module Facts to a report: every figure of it, nothing drawn yet. */
import type { Reports } from '../store/reports.js';
import { paretoFront } from '../statistics/pareto.js';
import { armsOf, isFixed, labelledArms, type Arm } from './arms.js';
import { baselinesOf } from './baselines.js';
import { spreadOf } from './call-figures.js';
import { comparableArms, comparisonsOf, MAX_COMPARED } from './comparisons.js';
import { isGraded, isSolved, type Fact, type ReportRule } from './fact.js';
import { grouped } from './grouped.js';
import { groupAccuracies } from './groups.js';
import { latencyBins } from './latencies.js';
import { PUBLISHED } from './published.js';
import { referencesOf } from './references.js';
import { remarksOf } from './remarks.js';
import type { ArmReport, Report } from './report.js';
import { accuracyOf, macroOf } from './scores.js';
import { typicalTimeline } from './timeline.js';
import { sharesOf, timeOf, usageOf } from './usage.js';
import { versionsOf } from './versions.js';

export interface ReportInput {
  readonly title: string;
  readonly madeAt: string;
  readonly rule: ReportRule;
  readonly facts: readonly Fact[];
  /** Undefined: no training run was named. */
  readonly train: readonly Fact[] | undefined;
  /** What the arm of each run is called; undefined: arms are policies. */
  readonly labels?: ReadonlyMap<string, string>;
  /** The arm that all others are compared with; undefined: every pair is compared. */
  readonly base?: string;
  /** For the timeline. */
  readonly reports: Reports;
}

/** Errors as in `Ledger`. */
export async function buildReport(input: ReportInput): Promise<Report> {
  const { title, madeAt, rule, facts, train, labels, base, reports } = input;
  const policies = labels === undefined ? armsOf(facts) : labelledArms(facts, labels);
  const references = train === undefined ? undefined : referencesOf(train, facts);
  const arms = [...policies, ...(references?.arms ?? [])];
  const armReports = arms.map(armReport);
  const versions = versionsOf(facts);
  const [main] = policies;
  const spent = armReports.some(({ usage }) => usage.cost_usd.total > 0);
  const paretoCost = spent ? 'cost_usd' : 'latency_ms';
  return {
    version: 1,
    title,
    made_at: madeAt,
    rule,
    runs: [...grouped(facts, ({ run }) => run)].map(([name, members]) => ({ name, rollouts: members.length })),
    arms: armReports,
    groups: groupAccuracies(arms),
    comparisons: comparisonsOf(comparableArms(arms).slice(0, MAX_COMPARED), base),
    pareto: frontOf(armReports, paretoCost),
    pareto_cost: paretoCost,
    baselines:
      references === undefined
        ? null
        : baselinesOf(references, policies, [...new Set((train ?? []).map(({ run }) => run))]),
    published: publishedBeside(armReports[0]),
    versions,
    timeline: await typicalTimeline(reports, main),
    remarks: remarksOf({
      ...{ facts, arms, reports: armReports, versions },
      ...{ isAblation: labels !== undefined, hasTrain: train !== undefined, hasReferences: references !== undefined },
    }),
    latencies: latencyBins(policies),
  };
}

function armReport({ name, kind, note, facts }: Arm): ArmReport {
  const calls = spreadOf(facts);
  const fixed = isFixed({ facts });
  return {
    name,
    kind,
    note,
    rollouts: facts.length,
    tasks: new Set(facts.map(({ task }) => task)).size,
    graded: facts.filter(isGraded).length,
    solved: facts.filter(isSolved).length,
    accuracy: accuracyOf(facts),
    macro: macroOf(facts, name),
    outcomes: Object.fromEntries(
      [...grouped(facts, ({ outcome }) => outcome)].map(([outcome, members]) => [outcome, members.length]),
    ),
    usage: usageOf(facts),
    time_ms: timeOf(facts),
    shares: sharesOf(facts),
    // An arm that always calls the same pair is meant to.
    calls: { ...calls, collapsed: calls.collapsed && !fixed, sufficed: calls.sufficed && !fixed },
  };
}

function frontOf(arms: readonly ArmReport[], by: Report['pareto_cost']): readonly string[] {
  return paretoFront(
    arms
      .filter(({ kind }) => kind === 'policy' || kind === 'reference')
      .flatMap(({ name, usage, accuracy }) => {
        const cost = usage[by].mean;
        return cost === null || accuracy.mean === null ? [] : [{ name, cost, value: accuracy.mean }];
      }),
  );
}

/** The first arm's figures of the same kind: of our tasks, so not of the paper's. */
function publishedBeside(arm: ArmReport | undefined): Report['published'] {
  return PUBLISHED.map((figure) => {
    const macro = arm?.macro.mean ?? null;
    const latency = arm?.usage.latency_ms.mean ?? null;
    if (figure.beside === 'macro accuracy' && macro !== null)
      return { ...figure, ours: `${(100 * macro).toFixed(1)} % (${arm?.name ?? ''})` };
    if (figure.beside === 'mean latency' && latency !== null)
      return { ...figure, ours: `${(latency / 1_000).toFixed(2)} s (${arm?.name ?? ''})` };
    return { ...figure, ours: null };
  });
}
