/** @module What those read who look after the stores: what is mentioned where, and what was begun and has no end. */

import type { CheckpointRow } from './learning-store.js';

/** The references of one finished rollout. */
export interface RolloutReferences {
  readonly id: string;
  /** SHA-256 of documents. */
  readonly plan: string | null;
  readonly registry: string;
  readonly prompt: string;
  /** JSON texts of the rollout and its turns, which mention blobs. */
  readonly texts: readonly string[];
}

/** Reads pages, so that memory does not grow with the store. Errors of all methods as in `Ledger`. */
export interface Upkeep {
  /** By id. */
  rollouts(): AsyncIterable<RolloutReferences>;
  documents(): AsyncIterable<{ readonly sha256: string; readonly body: string }>;
  /** By hash: with the documents that each consists of. */
  checkpoints(): AsyncIterable<Pick<CheckpointRow, 'hash' | 'document' | 'records'>>;
  /** JSON bodies of the ledger and of the cache of calls. */
  replies(): AsyncIterable<{ readonly place: string; readonly body: string }>;
  /** Other texts that may mention a blob: verdicts that were worked out again. */
  verdicts(): AsyncIterable<string>;
  /** Ids without a row: those with replies in the ledger, then those whose calls have all failed; each in order. */
  unfinished(): AsyncIterable<string>;
}
