/** @module What is pinned of a batch, what it is given, and how it is steered: types only, so that no bundle holds them. */
import type { AnswerCheckInput } from './answer-check.js';
import type { Canary } from './batch.js';
import type { Budget } from './budget.js';
import type { BatchPriority } from './priority.js';
import type { LimitsInput, OnOutage, Task } from './task.js';

/** A page of tasks: a document of the results database. */
export interface PageRef {
  readonly sha256: string;
  readonly tasks: number;
}

/**
 * What is pinned of a batch, as a document of the results database; the batch's id is made from it, so the same tasks under the
 * same conditions are the same batch.
 */
export interface BatchSpec {
  readonly version: 1;
  readonly suite: string;
  /** Of the tasks in their order, images by content. */
  readonly fingerprint: string;
  readonly policies: readonly string[];
  readonly samples: number;
  readonly seed: number;
  readonly limits: LimitsInput;
  readonly onOutage: OnOutage;
  readonly cache: boolean;
  readonly prompt: string | null;
  /** Fingerprint of the dataset's files; null: a suite. */
  readonly dataset: string | null;
  /** SHA-256 of the reward's file; null: the paper's. */
  readonly reward: string | null;
  readonly check: AnswerCheckInput | null;
  readonly pages: readonly PageRef[];
}

/** One task of a page, with what its id is made of. */
export interface BatchTask {
  readonly task: Task;
  /** First digits of the hash of the task, its images counted by their content. */
  readonly key: string;
}

/** A rollout that is to be started. */
export interface BatchItem {
  readonly id: string;
  readonly task: Task;
  readonly policy: string;
  readonly sample: number;
  /** It ended before and is to be run once more. */
  readonly again: boolean;
}

/** What a batch run does with rollouts that are in the store already: nothing, or those that ended so are run once more. */
export type Retry = 'failed' | 'tainted';

/** Which rollouts of a batch are run once more: those that ended so before the retry began. */
export interface RetryRequest {
  readonly only: Retry;
  /** ISO 8601. */
  readonly before: string;
}

/** Input of `batchWorkflow`, whose workflow id is the batch's id: plain JSON, checked by `openBatch`. */
export interface BatchInput {
  /** SHA-256 of the batch's spec, which `maestro batch submit` stored in the results database. */
  readonly spec: string;
  /** Rollouts in flight. Left out: by the concurrency of the experts that can be called. */
  readonly concurrency?: number;
  /** Windows that share the pages; default 1. More than one for some hundred rollouts in flight. */
  readonly partitions?: number;
  readonly retry?: RetryRequest;
  /** The largest share of rollouts without an answer; above it the batch pauses. Default 0.2. */
  readonly max_without_answer?: number;
  /** Events of a window's history before it continues as new. Default 2,000. */
  readonly max_events?: number;
  /** Rollouts of each task under each policy; default: as the spec says. */
  readonly samples?: number;
  /** Of the whole batch; one that was set before stands. */
  readonly budget?: Budget;
  readonly canary?: Canary;
  /** Who hears of pauses, outages, budgets and the end: names in the file of notifications of the worker. */
  readonly notify?: readonly string[];
  /** Default `evaluation`. */
  readonly priority?: BatchPriority;
}

/** How a batch is steered while it runs; the latest version counts, so that a repeated or late message changes nothing. */
export interface BatchControl {
  readonly version: number;
  /** Rollouts in flight, over all partitions. */
  readonly concurrency: number;
  /** Why nothing new is started; empty while it is. */
  readonly paused: string;
  /** `graceful`: start nothing new, wait for what runs. `now`: cancel what runs as well. */
  readonly cancelled: '' | 'graceful' | 'now';
  /** Ids of tasks that are not to be started any more. */
  readonly skipped: readonly string[];
  /** Rollouts of each task under each policy. */
  readonly samples: number;
  readonly budget: Budget;
  /** Rollouts that may be started, over all partitions, until the canary is judged; null: all. */
  readonly quota: number | null;
}
