/** @module The activities of a batch, typed once. The workflows import only these types. */
import type { BatchEvent, BatchInput, BatchItem, BatchSpec, RetryRequest } from '../../domain/batch.js';
import type { Budget } from '../../domain/budget.js';

export interface OpenBatchInput {
  readonly batch: string;
  readonly input: BatchInput;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** The spec without its pages, and the input with all defaults filled in. */
export interface OpenedBatch {
  readonly conditions: Omit<BatchSpec, 'pages'>;
  readonly pages: number;
  readonly tasks: number;
  readonly input: BatchInput & Required<Pick<BatchInput, 'concurrency' | 'samples' | 'budget' | 'priority' | 'notify'>>;
}

export interface PageInput {
  readonly spec: string;
  readonly batch: string;
  readonly page: number;
  /** Items of the page that an earlier run of the workflow has dealt with. */
  readonly offset: number;
  readonly skipped: readonly string[];
  /** Samples of each task: from the first one to the one before the second, counted from 0. */
  readonly samples: readonly [from: number, to: number];
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

export interface NoteBatchInput {
  readonly batch: string;
  readonly status: 'running' | 'completed' | 'cancelled' | 'failed';
  readonly samples: number;
  /** Ids of tasks that were left out; absent: of none is known. */
  readonly skipped?: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

export interface WatchInput {
  readonly batch: string;
  /** What was told already: limits that are nearly spent (`usd 5`), models that are down. */
  readonly told: readonly string[];
}

/** What happened to a batch outside its own workflows; `told` names it among what was told. */
export type Watched =
  | { readonly kind: 'near' | 'outage'; readonly text: string; readonly told: readonly string[] }
  | { readonly kind: 'spent'; readonly text: string };

export interface NotifyInput {
  /** A name in the worker's file of notifications. */
  readonly target: string;
  readonly event: BatchEvent;
}

export interface BatchActivities {
  /** Checks the input, reads the spec, sets the budget, and notes that the batch runs. @throws INVALID_INPUT, BLOB_MISSING */
  readonly openBatch: (input: OpenBatchInput) => Promise<OpenedBatch>;
  /** The rollouts of a page that are still to be started: the store is the authority on what is done. */
  readonly batchPage: (input: PageInput) => Promise<PageItems>;
  /** Waits until at least one of the rollouts is over; looks after those whose workflows died without a row. */
  readonly awaitEnded: (input: AwaitEndedInput) => Promise<readonly EndedRollout[]>;
  /** Notes in the store how the batch is, for when the server has forgotten it. */
  readonly noteBatch: (input: NoteBatchInput) => Promise<void>;
  /** Raises the batch's budget in the store; what it is then. */
  readonly setBudget: (input: { readonly batch: string; readonly budget: Budget }) => Promise<Budget>;
  /** Waits until a budget is nearly spent or used up, or a model goes down. */
  readonly watchBatch: (input: WatchInput) => Promise<Watched>;
  /** Tells somebody. @throws INVALID_INPUT for a target that the worker does not know; NOTIFY_FAILED */
  readonly notify: (input: NotifyInput) => Promise<void>;
}
