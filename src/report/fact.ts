/** @module A finished rollout as reports count it. */
import type { RuleName } from '../domain/reward.js';

/** What a rollout spent its time on, milliseconds; together its latency. */
export interface TimeSplit {
  readonly policy: number;
  readonly experts: number;
  /** In line for a slot of a model. */
  readonly waiting: number;
  /** Asking a judge. */
  readonly judge: number;
  /** All else: Temporal, the worker, the store, grading. */
  readonly engine: number;
}

export interface Versions {
  readonly registry: string;
  readonly prompt: string;
  readonly policy: string;
  /** `paper@1`; empty: nothing was graded. */
  readonly reward: string;
  /** `chartqa/report@1`; empty likewise. */
  readonly rule: string;
  readonly dataset: string;
}

export interface Fact {
  readonly id: string;
  readonly run: string;
  readonly policy: string;
  /** Unique over suites. */
  readonly task: string;
  readonly sample: number;
  /** The suite, or where tasks belong to none the data source. */
  readonly benchmark: string;
  readonly dataSource: string;
  readonly family: string;
  /** What the picture shows of its difficulty: see {@link difficultyBin}. */
  readonly bin: string;
  /** Tasks with the same cluster share an image or a base question. */
  readonly cluster: string;
  readonly options: number;
  readonly truth: string;
  readonly outcome: string;
  /** 0..1; null: not graded, or the rule can't decide. */
  readonly score: number | null;
  /** Calls of experts that the policy made, in their order: pair, and whether it brought an answer. */
  readonly pairs: readonly { readonly pair: string; readonly ok: boolean }[];
  readonly decisions: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  readonly latencyMs: number;
  readonly time: TimeSplit;
  readonly tainted: boolean;
  readonly rescored: boolean;
  /** It was run to an end before: what is counted is its last run. */
  readonly rerun: boolean;
  /** A call of it needed more than one attempt. */
  readonly retried: boolean;
  /** Calls of endpoints and engines, decisions not counted; of these from the cache, and hedged. */
  readonly expertCalls: number;
  readonly cachedCalls: number;
  readonly hedgedCalls: number;
  readonly versions: Versions;
}

/** By which rule accuracy is counted. */
export type ReportRule = Extract<RuleName, 'report' | 'reward'>;

export function isGraded(fact: Fact): fact is Fact & { readonly score: number } {
  return fact.score !== null;
}

/** Half of a score is not enough. */
export function isSolved({ score }: Pick<Fact, 'score'>): boolean {
  return score !== null && score > 0.5;
}

/** The pair whose reply came last: the answer rests on it. Undefined: no expert brought anything. */
export function decidingPair({ pairs }: Pick<Fact, 'pairs'>): string | undefined {
  return pairs.findLast(({ ok }) => ok)?.pair;
}
