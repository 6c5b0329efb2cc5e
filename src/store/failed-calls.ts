/** @module Attempts at calls that failed, or whose reply could not be used: why, and what they cost all the same. */
import type { Usage } from '../domain/expert.js';

/** One attempt. */
export interface FailedCallRow {
  readonly rolloutId: string;
  readonly turn: number;
  readonly step: string;
  /** Which execution of the activity: attempts are counted anew by a model that stands in, and in a later run of the workflow. */
  readonly execution: string;
  /** From 1. */
  readonly attempt: number;
  /** Hash of what was asked, as in the ledger. */
  readonly requestHash: string;
  /** `decide`, or the kind of the step. */
  readonly kind: string;
  readonly model: string;
  /** Of the table of errors. */
  readonly code: string;
  /** One line, bounded. */
  readonly reason: string;
  /** What the endpoint billed; null: nothing, or that is not known. */
  readonly usage: Usage | null;
  /** All of it, waiting included. */
  readonly latencyMs: number;
  readonly worker: string;
  readonly failedAt: string;
}

export type FailedStep = Pick<FailedCallRow, 'rolloutId' | 'turn' | 'step' | 'requestHash'>;

/** The latest failure of a model. */
export type LatestFailure = Pick<FailedCallRow, 'kind' | 'model' | 'code' | 'reason' | 'failedAt'>;

/** Errors of all methods as in `Ledger`. */
export interface FailedCalls {
  /** Writing an attempt again changes nothing. */
  record(row: FailedCallRow): Promise<void>;
  /** What the failed attempts at this very request have cost so far. */
  spent(step: FailedStep): Promise<Usage>;
  /** Of a rollout, in the order in which they failed. */
  list(rolloutId: string): Promise<readonly FailedCallRow[]>;
  /** The latest one of each kind and model since a time (ISO 8601), of rollouts whose ids begin so; newest first. */
  latest(prefix: string, since: string): Promise<readonly LatestFailure[]>;
}
