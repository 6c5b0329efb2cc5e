/** @module How activities are called: timeouts, retries, queues. One place for every number. */
import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import type { CallOptions, Limits, OnOutage } from '../domain/task.js';

const QUICK_RETRY = { initialInterval: '100 ms', backoffCoefficient: 2, maximumInterval: '10 s' } as const;

/** Quick steps: in the workflow's own worker. Faults of the store are waited for. `maxAttempts`: 0 for as many as time allows. */
export function quickOptions(summary: string, endsAtMs?: number, maxAttempts = 0): LocalActivityOptions {
  return {
    startToCloseTimeout: '30 s',
    ...(endsAtMs === undefined ? {} : { scheduleToCloseTimeout: remaining(endsAtMs) }),
    retry: { ...QUICK_RETRY, ...(maxAttempts === 0 ? {} : { maximumAttempts: maxAttempts }) },
    summary,
  };
}

/** Faults of the stores are waited for this long before a rollout that has no plan yet, and so no time limit, is given up. */
const PREPARE_MS = 15 * 60_000;

export const PREPARE: LocalActivityOptions = {
  ...quickOptions('validate the input, pin registry and policy'),
  scheduleToCloseTimeout: PREPARE_MS,
};
export const RECORD = quickOptions('write the trajectory to the results store');

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
}

/** Whatever leaves the process, costs money or takes long: on its own queue, within what is left of the rollout. */
export function regularOptions({ call, limits, onOutage, summary }: RegularCall): ActivityOptions {
  const left = remaining(limits.endsAtMs);
  const waits = onOutage === 'wait' || call.maxAttempts === 0;
  return {
    taskQueue: call.queue,
    startToCloseTimeout: Math.min(call.timeoutMs + RECORDING_MS, left),
    scheduleToStartTimeout: waits ? left : Math.min(NO_WORKER_MS, left),
    scheduleToCloseTimeout: left,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: {
      initialInterval: '500 ms',
      backoffCoefficient: 2,
      maximumInterval: '15 s',
      ...(waits ? {} : { maximumAttempts: call.maxAttempts }),
    },
    summary,
  };
}

/** Milliseconds until the rollout ends; at least 1, since Temporal takes 0 for no limit. */
export function remaining(endsAtMs: number): number {
  return Math.max(1, endsAtMs - Date.now());
}
