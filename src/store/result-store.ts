/** @module Results and the call ledger: the interfaces, whatever database is behind the URL. */
import type { Batches } from './batches.js';
import type { ContentStore } from './blob-store.js';
import type { CallStore } from './call-store.js';
import type { FailedCallRow, FailedCalls } from './failed-calls.js';
import type { LearningStore } from './learning-store.js';
import type { Reports } from './reports.js';
import type { Scores } from './scores.js';
import type { CallRow, RecordedRollout, RolloutRow, TurnRow } from './rows.js';
import type { Upkeep } from './upkeep.js';

/**
 * The replies that arrived, keyed (rollout, turn, step), never the attempt. A row outlives the death of any process once `record` has returned;
 * whether also a power cut is up to the database (SQLite here: all but the last moments).
 * All methods throw MaestroError STORE_UNAVAILABLE when the database is locked for long, full, damaged or gone.
 */
export interface Ledger {
  /** The standing row, if any; the caller compares its `requestHash`. */
  find(rolloutId: string, turn: number, step: string): Promise<CallRow | undefined>;
  /** All rows of a rollout by turn, and within a turn in the order in which their steps were first recorded. */
  list(rolloutId: string): Promise<CallRow[]>;
  /** How many rows `list` would give. */
  count(rolloutId: string): Promise<number>;
  /**
   * Writes a row and returns the one that stands: for the same (rollout, turn, step, request hash) the first write wins;
   * a row with another request hash is superseded by the new one, as the id was reused for another question.
   */
  record(row: CallRow): Promise<CallRow>;
}

export interface RolloutRecord {
  readonly rollout: RecordedRollout;
  readonly turns: readonly TurnRow[];
  readonly calls: readonly CallRow[];
  readonly failures: readonly FailedCallRow[];
}

/** How a finished rollout ended, without what was said. */
export type RolloutStatus = Pick<RolloutRow, 'id' | 'outcome' | 'correct' | 'tainted' | 'finishedAt' | 'costUsd'> & {
  /** Prompt and completion together. */
  readonly tokens: number;
};

export interface BatchCounts {
  readonly done: number;
  readonly answered: number;
  readonly right: number;
  /** Of the answered ones, those that could be graded. */
  readonly graded: number;
  readonly tainted: number;
  readonly costUsd: number;
  readonly tokens: number;
}

/** Every condition given must hold. */
export interface RolloutFilter {
  readonly suite?: string;
  readonly batch?: string;
  readonly policy?: string;
  readonly ids?: readonly string[];
  readonly limit?: number;
}

export interface Documents extends ContentStore {
  /** Hashes that begin so, in order, at most `limit`; the prefix is of lower-case hex digits. Errors as in {@link Ledger}. */
  beginningWith(prefix: string, limit: number): Promise<readonly string[]>;
}

/** Errors of all methods as in {@link Ledger}. */
export interface ResultStore {
  readonly url: string;
  /** What the database's clock says, milliseconds since the epoch; undefined: it lies on this machine, whose clock it has. */
  readonly time: (() => Promise<number>) | undefined;
  readonly ledger: Ledger;
  /** Attempts at calls that failed, beside the replies that arrived. */
  readonly failures: FailedCalls;
  /** Plans, registry snapshots, checkpoints and their records, as canonical JSON in UTF-8; prompts. */
  readonly documents: Documents;
  /** What workers share about calls of endpoint models: who may call, what is down, what is known. */
  readonly calls: CallStore;
  /** Verdicts and costs that were worked out again, beside those of the rollouts themselves. */
  readonly scores: Scores;
  /** What is read by those who look after the stores. */
  readonly upkeep: Upkeep;
  /** What is known of batches, also of those that the Temporal server has forgotten. */
  readonly batches: Batches;
  /** What reports read. */
  readonly reports: Reports;
  /** Training runs, checkpoints, and which of them is in use. */
  readonly learning: LearningStore;
  /**
   * Writes a rollout with its turns in one transaction, replacing what was written under its id before. One that began at another
   * time than the one that stands was run again; the same one is only written again.
   */
  recordRollout(rollout: RolloutRow, turns: readonly TurnRow[]): Promise<void>;
  getRollout(id: string): Promise<RolloutRecord | undefined>;
  /** Newest first. */
  listRollouts(filter?: RolloutFilter): Promise<RecordedRollout[]>;
  /** Of those that are there, in no order. */
  statusOf(ids: readonly string[]): Promise<readonly RolloutStatus[]>;
  /** Counts of a batch's rollouts that have a row. */
  countBatch(batch: string): Promise<BatchCounts>;
  /** Ids that begin so, in order, at most `limit`: of finished rollouts, and of those of which only calls are known. */
  idsBeginning(prefix: string, limit: number): Promise<string[]>;
  /** Ends all use of the database; further calls fail. */
  close(): Promise<void>;
}
