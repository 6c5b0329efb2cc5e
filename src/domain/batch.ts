/** @module A batch: tasks x policies x samples, in pages; what is pinned of it, and how far it is. */
import type { AnswerCheckInput } from './answer-check.js';
import { amount, type Budget } from './budget.js';
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

/** The first rollouts of a batch, which go before the others: it goes on by itself only if they are within bounds. */
export interface Canary {
  readonly rollouts: number;
  /** The largest share of them without an answer. */
  readonly max_without_answer: number;
  /** The most that they may cost each on average, US dollars; left out: whatever they cost. */
  readonly max_usd?: number;
}

/** What the canary came to; `reason` why the batch does not go on by itself, empty when it does. */
export interface CanaryResult {
  readonly totals: BatchTotals;
  readonly reason: string;
}

/** Why a batch stays where its canary is; empty: it goes on. */
export function judgeCanary({ max_without_answer: share, max_usd: usd }: Canary, totals: BatchTotals): string {
  const all = totals.ended + totals.failed;
  if (all === 0) return '';
  const without = all - totals.answered;
  if (without > share * all) {
    return `the canary: ${without} of ${all} rollouts ended without an answer, more than ${Math.round(share * 100)} %`;
  }
  const each = totals.costUsd / all;
  if (usd === undefined || each <= usd) return '';
  return `the canary: a rollout costs ${amount('usd', each)} on average, more than ${amount('usd', usd)}`;
}

export const BATCH_EVENTS = ['canary', 'paused', 'outage', 'budget', 'ended'] as const;

/** What somebody who does not look at a batch wants to hear of it: the body of a notification. */
export interface BatchEvent {
  readonly batch: string;
  readonly event: (typeof BATCH_EVENTS)[number];
  /** One line for people. */
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface BatchTotals {
  /** Rollouts that ended while the batch ran. */
  readonly ended: number;
  /** Of these, those that ended in an answer, and those that were right. */
  readonly answered: number;
  readonly right: number;
  /** Rollouts that were found in the store, done. */
  readonly found: number;
  /** Workflows that failed, were terminated, or timed out: no row was written. */
  readonly failed: number;
  readonly costUsd: number;
  readonly tokens: number;
}

export const NO_TOTALS: BatchTotals = {
  ended: 0,
  answered: 0,
  right: 0,
  found: 0,
  failed: 0,
  costUsd: 0,
  tokens: 0,
};

/** A signal may bring anything. */
export function isTotals(value: unknown): value is BatchTotals {
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  return Object.keys(NO_TOTALS).every((name) => Number.isFinite(members.get(name)));
}

export function addTotals(a: BatchTotals, b: BatchTotals): BatchTotals {
  return {
    ended: a.ended + b.ended,
    answered: a.answered + b.answered,
    right: a.right + b.right,
    found: a.found + b.found,
    failed: a.failed + b.failed,
    costUsd: a.costUsd + b.costUsd,
    tokens: a.tokens + b.tokens,
  };
}

/** So many must have ended before their share without an answer says anything. */
const ENOUGH = 20;

/** Why a batch should not go on as it is; undefined while it may. `limit`: the largest share of rollouts without an answer. */
export function reasonToPause({ ended, answered, failed }: BatchTotals, limit: number): string | undefined {
  const all = ended + failed;
  const without = all - answered;
  if (all < ENOUGH || without <= limit * all) return undefined;
  return `${without} of ${all} rollouts ended without an answer, more than ${Math.round(limit * 100)} %`;
}

/** How many of the canary's rollouts are one partition's. */
export function quotaOf(quota: number, partition: number, partitions: number): number {
  return Math.floor((quota + partitions - 1 - partition) / partitions);
}

/** The share of one partition, at least 1: the shares of all of them add up to `concurrency` when that is enough for each. */
export function windowOf(concurrency: number, partition: number, partitions: number): number {
  return Math.max(1, quotaOf(concurrency, partition, partitions));
}
