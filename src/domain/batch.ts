/** @module A batch: tasks x policies x samples, in pages; what is pinned of it, and how far it is. */
import { amount } from './budget.js';

export type * from './batch-spec.js';

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
