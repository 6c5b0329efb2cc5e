/** @module What is worked out again from stored rollouts: what is read for it, and the versions that are written beside the old. */
import type { JsonValue } from '../domain/ref.js';

/** Which rollouts: those of a batch, of a suite, or by id. */
export type RolloutSet =
  | { readonly kind: 'batch' | 'suite'; readonly name: string }
  | { readonly kind: 'ids'; readonly ids: readonly string[] };

/** A rollout as far as scoring needs it. */
export interface ScorableRow {
  readonly id: string;
  readonly batch: string;
  readonly taskId: string;
  readonly policy: string;
  readonly outcome: string;
  readonly answer: string | null;
  readonly correct: boolean | null;
  readonly reward: number | null;
  readonly latencyMs: number;
  readonly verdict: JsonValue;
  readonly trajectory: JsonValue;
  /** The plan document; null: it is not in this store. */
  readonly plan: JsonValue;
}

/** A version of a rollout's verdict, known by what made it. Writing it again changes nothing. */
export interface ScoreRow {
  readonly rolloutId: string;
  /** `chartqa@1` */
  readonly scorer: string;
  readonly rewardHash: string;
  /** `paper@1` */
  readonly rewardFile: string;
  readonly correct: boolean | null;
  readonly score: number;
  readonly reward: number;
  /** Whole, as in the rollout's row. */
  readonly verdict: JsonValue;
  /** When it was first written, ISO 8601. */
  readonly scoredAt: string;
}

/** A row to be written: plain data, not yet JSON. */
export type NewScore = Omit<ScoreRow, 'verdict'> & { readonly verdict: object };

/** What a rollout used of one model: replies, and failed attempts that were billed. */
export interface UsedModel {
  readonly rolloutId: string;
  readonly model: string;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
}

/** A rollout's cost under another price list. */
export interface CostRow {
  readonly rolloutId: string;
  /** SHA-256 of what the list says: a document of the results database. */
  readonly prices: string;
  readonly costUsd: number;
  readonly pricedAt: string;
}

/** Errors of all methods as in `Ledger`. */
export interface Scores {
  /** Of all of them, in order. */
  ids(set: RolloutSet): Promise<readonly string[]>;
  /** By id; some hundreds at once. */
  scorable(ids: readonly string[]): Promise<readonly ScorableRow[]>;
  put(rows: readonly NewScore[]): Promise<void>;
  /** Versions of a rollout, the oldest first. */
  of(rolloutId: string): Promise<readonly ScoreRow[]>;
  /** By id; some hundreds at once. A rollout without calls is not among them. */
  used(ids: readonly string[]): Promise<readonly UsedModel[]>;
  putCosts(rows: readonly CostRow[]): Promise<void>;
  costsOf(rolloutId: string): Promise<readonly CostRow[]>;
}
