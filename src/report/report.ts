/** @module A report as data: what `--json` writes, and what Markdown and HTML are made of. Shares and accuracies are 0..1, times milliseconds, money US dollars. */
import type { Estimate } from '../statistics/estimate.js';
import type { GapClosed } from '../statistics/gap.js';
import type { MacroMean } from '../statistics/macro.js';
import type { PairedResult } from '../statistics/paired.js';
import type { ReportRule, TimeSplit } from './fact.js';
import type { PublishedFigure } from './published.js';

/** What is compared: a policy; one that was put together from rollouts of single pairs; or one that knows the answers. */
export type ArmKind = 'policy' | 'reference' | 'hindsight' | 'answer key';

export interface Distribution {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Per rollout; `per_solved` is the sum over all rollouts for each one that was right. */
export interface UsageFigure extends Distribution {
  readonly total: number;
  readonly per_solved: number | null;
}

export interface PairShare {
  readonly pair: string;
  readonly calls: number;
  readonly share: number;
}

export interface CallFigures {
  readonly total: number;
  /** The most called first. */
  readonly pairs: readonly PairShare[];
  readonly entropy_bits: number;
  /** Of log2(pairs called); 1: all alike, 0: only one is called. Null without a call. */
  readonly evenness: number | null;
  /** How much the family tells of the pair that is called. */
  readonly family_information_bits: number;
  /** One pair has at least 95 % of at least 20 calls, in more than one family. */
  readonly collapsed: boolean;
  /** As much goes to one pair, and every rollout that was graded was right: there was nothing that another choice could have won. */
  readonly sufficed: boolean;
  /** Calls by family and pair. */
  readonly by_family: readonly { readonly family: string; readonly pair: string; readonly calls: number }[];
}

export interface ArmReport {
  readonly name: string;
  readonly kind: ArmKind;
  /** What it is made of, where the name does not say it. */
  readonly note: string;
  readonly rollouts: number;
  readonly tasks: number;
  /** Rollouts that were graded. */
  readonly graded: number;
  readonly solved: number;
  readonly accuracy: Estimate;
  readonly macro: MacroMean;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly usage: {
    readonly cost_usd: UsageFigure;
    readonly tokens: UsageFigure;
    /** Calls of experts. */
    readonly calls: UsageFigure;
    readonly latency_ms: UsageFigure;
  };
  /** Of all rollouts together. */
  readonly time_ms: TimeSplit;
  readonly shares: {
    readonly tainted: number;
    readonly rescored: number;
    readonly rerun: number;
    readonly retried: number;
    /** Of expert calls. */
    readonly cached: number;
    readonly hedged: number;
  };
  readonly calls: CallFigures;
}

export const GROUPINGS = ['suite', 'category', 'family', 'skill', 'model'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface GroupAccuracy extends Estimate {
  readonly by: Grouping;
  readonly name: string;
  readonly arm: string;
}

export interface Comparison extends PairedResult {
  readonly a: string;
  readonly b: string;
  /** Holm's correction over all comparisons of the report. */
  readonly p_holm: number | null;
}

export interface GapFigure extends GapClosed {
  readonly arm: string;
}

export interface Baselines {
  /** Runs that were chosen on. */
  readonly train: readonly string[];
  readonly single_pair: string;
  readonly gaps: readonly GapFigure[];
  /** The share of tasks that any pair got right, and the share that any knew once lucky guesses are taken out. */
  readonly hindsight: number | null;
  readonly hindsight_known: number | null;
  /** Routing reference minus keyword policy: what words alone do not route. Null without that policy. */
  readonly reference_minus_keyword: PairedResult | null;
}

export interface VersionUse {
  readonly what: 'registry' | 'policy' | 'prompt' | 'reward' | 'rule' | 'dataset';
  readonly version: string;
  readonly rollouts: number;
}

export interface TimelineSpan {
  readonly what: string;
  readonly label: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

export interface Timeline {
  readonly rollout: string;
  readonly arm: string;
  readonly latency_ms: number;
  readonly spans: readonly TimelineSpan[];
}

export interface Report {
  readonly version: 1;
  readonly title: string;
  /** ISO 8601. */
  readonly made_at: string;
  readonly rule: ReportRule;
  readonly runs: readonly { readonly name: string; readonly rollouts: number }[];
  readonly arms: readonly ArmReport[];
  readonly groups: readonly GroupAccuracy[];
  readonly comparisons: readonly Comparison[];
  /** Names of the arms that no other beats in cost and accuracy; the answer key and hindsight stand outside. */
  readonly pareto: readonly string[];
  /** What the Pareto front counts as cost: money where any was spent, else time. */
  readonly pareto_cost: 'cost_usd' | 'latency_ms';
  readonly baselines: Baselines | null;
  readonly published: readonly (PublishedFigure & { readonly ours: string | null })[];
  readonly versions: readonly VersionUse[];
  readonly timeline: Timeline | null;
  /** What a reader should know before believing a figure. */
  readonly remarks: readonly string[];
  /** Latencies of rollouts by arm, for the histogram: counts by bin. */
  readonly latencies: readonly {
    readonly arm: string;
    readonly from_ms: number;
    readonly to_ms: number;
    readonly rollouts: number;
  }[];
}
