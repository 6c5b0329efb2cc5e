/** @module The tables as Kysely sees them: camelCase here, snake_case in the database. JSON is text, booleans are 0 and 1. */
import type { Generated } from 'kysely';
import type { Breaker } from '../domain/breaker.js';
import type { FailedCallRow } from './failed-calls.js';
import type { CheckpointRow, PromotionRow, TrainingRunRow, TrainingStepRow } from './learning-store.js';
import type { CallRow, RecordedRollout, TurnRow } from './rows.js';
import type { CostRow, ScoreRow } from './scores.js';

/** The row with some of its members stored as another type. */
type Stored<Row, Json extends keyof Row, Flags extends keyof Row = never> = {
  [Name in keyof Row]: Name extends Json ? string : Name extends Flags ? number | Extract<Row[Name], null> : Row[Name];
};

export type StoredRollout = Stored<
  RecordedRollout,
  'images' | 'groundTruth' | 'verdict' | 'trajectory',
  'correct' | 'tainted'
>;
export type StoredTurn = Stored<TurnRow, 'decision' | 'observation'>;
export type StoredCall = Omit<Stored<CallRow, 'body', 'cached' | 'hedged'>, 'usage'> & CallRow['usage'];

export type StoredFailedCall = Omit<FailedCallRow, 'usage'> & CallRow['usage'] & { readonly billed: number };

export interface StoredDocument {
  sha256: string;
  /** JSON. */
  body: string;
}

/** One row a model: whoever changes it is alone in the model's line until the transaction ends. */
export interface StoredLine {
  model: string;
  /** The last ticket that was given out. */
  ticket: number;
  /** The bucket of the rate; null: none was ever taken. */
  tokens: number | null;
  refilledAtMs: number | null;
}

export interface StoredLease {
  model: string;
  ticket: number;
  holder: string;
  expiresAtMs: number;
}

export interface StoredLock {
  name: string;
  holder: string;
  expiresAtMs: number;
}

/** One row a batch with a budget: whoever reserves changes it, and is alone with it until the transaction ends. */
export interface StoredBudget {
  batch: string;
  /** Null: not limited. */
  maxUsd: number | null;
  maxTokens: number | null;
  maxCalls: number | null;
  settledUsd: number;
  settledTokens: number;
  settledCalls: number;
  /** Why a call was refused since the budget was last raised; empty: none was. */
  refusal: string;
}

/** What a call that is under way may cost; one that is settled costs nothing more, and is remembered until it expires. */
export interface StoredReservation {
  batch: string;
  id: string;
  usd: number;
  tokens: number;
  calls: number;
  expiresAtMs: number;
  /** 0 or 1. */
  settled: number;
}

export interface StoredBatch {
  batch: string;
  spec: string;
  tasks: number;
  samples: number;
  rollouts: number;
  status: string;
  startedAt: string;
  endedAt: string | null;
  /** JSON. */
  skipped: string;
}

export type StoredBreaker = { model: string } & { -readonly [Name in keyof Breaker]: Breaker[Name] };

export interface StoredCachedCall {
  key: string;
  model: string;
  /** JSON. */
  body: string;
  promptTokens: number;
  completionTokens: number;
  costUsd: number;
  latencyMs: number;
  hits: number;
  createdAtMs: number;
  hitAtMs: number | null;
}

export interface Schema {
  rollouts: Omit<StoredRollout, 'runs'> & { runs: Generated<number> };
  turns: StoredTurn;
  /** `seq` keeps the order in which replies were first recorded. */
  calls: StoredCall & { seq: Generated<number> };
  failedCalls: StoredFailedCall;
  documents: StoredDocument;
  lines: StoredLine;
  leases: StoredLease;
  locks: StoredLock;
  breakers: StoredBreaker;
  callCache: StoredCachedCall;
  scores: Stored<ScoreRow, 'verdict', 'correct'>;
  costs: CostRow;
  budgets: StoredBudget;
  reservations: StoredReservation;
  batches: StoredBatch;
  trainingRuns: Stored<TrainingRunRow, 'suites' | 'settings'>;
  trainingSteps: TrainingStepRow;
  checkpoints: CheckpointRow;
  promotions: Stored<PromotionRow, 'evidence'> & { seq: Generated<number> };
}
