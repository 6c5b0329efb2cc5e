/** @module How activities are called: timeouts, retries, queues. One place for every number. */
import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { RETRY } from '../domain/retry.js';
import type { CallOptions, Limits, OnOutage } from '../domain/task.js';

/** A pause of a local activity is some events of the history: one may be as long as the outage was so far, up to this. */
const QUICK_RETRY = { initialInterval: '100 ms', backoffCoefficient: 2, maximumInterval: '5 minutes' } as const;

/**
 * Longer pauses are timers of the workflow, which hold no workflow task open. And the SDK's core forgets a schedule-to-close
 * timeout that comes within a pause of its own; after a timer it looks at the time (`local_activities.rs`, `TimeoutBag`).
 */
const LONGEST_LOCAL_PAUSE_MS = 1_000;

/** Quick steps: in the workflow's own worker. Faults of the store are waited for. `maxAttempts`: 0 for as many as time allows. */
export function quickOptions(summary: string, endsAtMs?: number, maxAttempts = 0): LocalActivityOptions {
  return {
    startToCloseTimeout: '30 s',
    localRetryThreshold: LONGEST_LOCAL_PAUSE_MS,
    ...(endsAtMs === undefined ? {} : { scheduleToCloseTimeout: remaining(endsAtMs) }),
    retry: { ...QUICK_RETRY, ...(maxAttempts === 0 ? {} : { maximumAttempts: maxAttempts }) },
    summary,
  };
}

export const RECORD = quickOptions('write the trajectory to the results store');

/** Waits for what others do, on any worker. */
export const WATCH: ActivityOptions = {
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '10 s',
  // Attempts end with their workers, and there is no limit to how many workers may die.
  retry: { ...QUICK_RETRY, maximumInterval: '2 s' },
  summary: 'rollouts of earlier runs: wait for the next one to end',
};

/** Heartbeats come every 2 s; a worker that misses them this long is dead. */
const HEARTBEAT_TIMEOUT_MS = 10_000;
/** A reply that came at the last moment is still to be recorded, by a store that may be busy. */
const RECORDING_MS = 20_000;
/** How long a call waits for a worker of its queue before the policy hears `unavailable: no worker`. */
const NO_WORKER_MS = 120_000;

export interface RegularCall {
  readonly call: CallOptions;
  readonly limits: Limits;
  readonly onOutage: OnOutage;
  readonly summary: string;
  /** When the call is given up, milliseconds since the epoch; no later than the rollout's end. */
  readonly endsAtMs: number;
}

/** Whatever leaves the process, costs money or takes long: on its own queue, within what is left of the rollout. */
export function regularOptions({ call, limits, onOutage, summary, endsAtMs }: RegularCall): ActivityOptions {
  const left = Math.min(remaining(endsAtMs) + RECORDING_MS, remaining(limits.endsAtMs));
  // With a deadline of its own the activity also waits for a free slot of its model, and watches the time of the attempt itself.
  const run = call.deadlineMs === undefined ? call.timeoutMs + RECORDING_MS : left;
  const waits = onOutage === 'wait' || call.maxAttempts === 0;
  return {
    taskQueue: call.queue,
    startToCloseTimeout: Math.min(run, left),
    scheduleToStartTimeout: waits ? left : Math.min(NO_WORKER_MS, left),
    scheduleToCloseTimeout: left,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: {
      initialInterval: RETRY.firstMs,
      backoffCoefficient: RETRY.factor,
      maximumInterval: RETRY.longestMs,
      ...(waits ? {} : { maximumAttempts: call.maxAttempts }),
    },
    summary,
  };
}

/** Milliseconds until the rollout ends; at least 1, since Temporal takes 0 for no limit. */
export function remaining(endsAtMs: number): number {
  return Math.max(1, endsAtMs - Date.now());
}
