/** @module The activities of a batch, typed once. The workflows import only these types. */
import type { BatchItem, BatchSpec, RetryRequest } from '../../domain/batch.js';

export interface OpenBatchInput {
  /** SHA-256 of the batch's spec, a document of the results database. */
  readonly spec: string;
}

/** The spec without its pages. */
export interface OpenedBatch {
  readonly conditions: Omit<BatchSpec, 'pages'>;
  readonly pages: number;
  readonly tasks: number;
}

export interface PageInput extends OpenBatchInput {
  readonly batch: string;
  readonly page: number;
  /** Items of the page that an earlier run of the workflow has dealt with. */
  readonly offset: number;
  readonly skipped: readonly string[];
  readonly retry?: RetryRequest;
}

export interface PageItems {
  /** What is to be started, in order, each with its place in the page, from 0. */
  readonly items: readonly (BatchItem & { readonly place: number })[];
  /** How many are in the store already and not to be run again. */
  readonly found: number;
}

export interface EndedRollout {
  readonly id: string;
  /** Empty: its workflow is over and it has no row. */
  readonly outcome: string;
  readonly correct: boolean | null;
  readonly costUsd: number;
  readonly tokens: number;
}

export interface AwaitEndedInput {
  readonly ids: readonly string[];
  /** Rows older than this are of an earlier run of the same rollout. ISO 8601; absent: any row counts. */
  readonly after?: string;
}

export interface BatchActivities {
  /** Reads the spec. */
  readonly openBatch: (input: OpenBatchInput) => Promise<OpenedBatch>;
  /** The rollouts of a page that are still to be started: the store is the authority on what is done. */
  readonly batchPage: (input: PageInput) => Promise<PageItems>;
  /** Waits until at least one of the rollouts is over; looks after those whose workflows died without a row. */
  readonly awaitEnded: (input: AwaitEndedInput) => Promise<readonly EndedRollout[]>;
}
