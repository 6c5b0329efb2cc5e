/** @module The rows of the results store as TypeScript sees them. Times are ISO 8601 in UTC, durations milliseconds, money US dollars. */
import type { Usage } from '../domain/expert.js';
import type { ImageRef, JsonValue } from '../domain/ref.js';

/** A finished rollout. */
export interface RolloutRow {
  readonly id: string;
  /** Empty when it belongs to none. */
  readonly suite: string;
  /** Fingerprint of the dataset; null: a suite, a question, or a rollout from before there were any. */
  readonly dataset: string | null;
  readonly batch: string;
  readonly taskId: string;
  readonly sample: number;
  readonly seed: number;
  readonly family: string;
  readonly dataSource: string;
  readonly policy: string;
  /** Version or checkpoint of the policy, where it has one. */
  readonly policyVersion: string | null;
  /** SHA-256 of the registry snapshot, of the system prompt, and of the plan document (blobs). */
  readonly registry: string;
  readonly prompt: string;
  readonly plan: string | null;
  readonly outcome: string;
  /** Why it ended as it did; empty when there is nothing to say. */
  readonly reason: string;
  /** Null: none was given. */
  readonly answer: string | null;
  /** Null: not graded. */
  readonly correct: boolean | null;
  readonly reward: number | null;
  readonly formatReward: number | null;
  readonly answerReward: number | null;
  /** Expert and policy calls, and turns. */
  readonly calls: number;
  readonly turns: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly latencyMs: number;
  /** A fault of the infrastructure touched it: reports count it apart. */
  readonly tainted: boolean;
  readonly question: string;
  readonly images: readonly ImageRef[];
  readonly groundTruth: readonly string[];
  /** Null: not graded. */
  readonly verdict: JsonValue;
  readonly trajectory: JsonValue;
}

/** A finished rollout as it is read. */
export interface RecordedRollout extends RolloutRow {
  /** How often it was run to an end, from 1; what else stands here is of the last time. */
  readonly runs: number;
}

/** A turn of a rollout: what was decided and what came back. */
export interface TurnRow {
  readonly rolloutId: string;
  /** From 1. */
  readonly turn: number;
  readonly action: string;
  readonly pair: string | null;
  readonly solver: string | null;
  /** Why the skill's router chose that solver; empty when there was no choice. */
  readonly route: string;
  readonly status: string;
  readonly note: string;
  readonly summary: string;
  readonly confidence: number | null;
  readonly decision: JsonValue;
  /** Null: nothing came back. */
  readonly observation: JsonValue;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  readonly startedAt: string | null;
  readonly latencyMs: number | null;
}

/** A row of the call ledger: a reply that arrived, and so is never asked for again. */
export interface CallRow {
  readonly rolloutId: string;
  readonly turn: number;
  /** Id of the step within its turn. */
  readonly step: string;
  /** Hash of what was asked: a reply to another question is no reply to this one. */
  readonly requestHash: string;
  /** `decide`, or the kind of the step. */
  readonly kind: string;
  readonly model: string;
  readonly status: string;
  readonly body: JsonValue;
  readonly usage: Usage;
  /** All of it, waiting included. */
  readonly latencyMs: number;
  /** How much of it was spent waiting for a slot of the model. */
  readonly waitedMs: number;
  /** Served from the cache of calls: nothing was spent. */
  readonly cached: boolean;
  /** A second call was made, since the first took longer than usual. */
  readonly hedged: boolean;
  /** Which attempt the reply came to, from 1, and on which worker. */
  readonly attempt: number;
  readonly worker: string;
  readonly recordedAt: string;
}
