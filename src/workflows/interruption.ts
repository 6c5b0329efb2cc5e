/** @module What may stop a rollout from outside: an abort signal, a cancellation, the end of its time. */
import { CancellationScope, CancelledFailure, isCancellation } from '@temporalio/workflow';
import type { Limits } from '../domain/task.js';
import type { RolloutEvent } from '../domain/transition.js';

type Stopped = Extract<RolloutEvent, { kind: 'stopped' }>;

export class Interruption {
  /** The workflow's own scope: an abort reaches the step in flight as a cancellation of the workflow does. */
  readonly #scope = CancellationScope.current();
  #abortReason: string | undefined;
  #cancelled = false;

  abort(reason: unknown): void {
    // A signal's argument is whatever its sender wrote.
    this.#abortReason ??= typeof reason === 'string' && reason !== '' ? reason.slice(0, 300) : 'aborted';
    this.#scope.cancel();
  }

  /** The event of a rollout that is to go no further; undefined while it may. */
  before(limits: Limits): Stopped | undefined {
    if (this.#abortReason === undefined && !this.#scope.consideredCancelled) return timeIsUp(limits);
    return this.stopped();
  }

  /** The event of a step that was cancelled in flight. */
  stopped(): Stopped {
    this.#cancelled = this.#abortReason === undefined;
    return { kind: 'stopped', outcome: 'cancelled', reason: this.#abortReason ?? 'the workflow was cancelled' };
  }

  /** Ends the workflow as Canceled if that is what was asked for; an abort ends it as completed. */
  rethrowCancellation(): void {
    if (this.#cancelled) throw new CancelledFailure('the rollout was cancelled; what it had is recorded');
  }
}

/**
 * Does the work whatever is cancelled before or meanwhile: activities are idempotent, so one that a cancellation cut short is
 * run again out of its reach. A scope is only made then, as it costs as much as an activity.
 */
export function regardless<T>(work: () => Promise<T>): Promise<T> {
  const shielded = (): Promise<T> => CancellationScope.nonCancellable(work);
  if (CancellationScope.current().consideredCancelled) return shielded();
  return work().catch((error: unknown) => {
    if (isCancellation(error)) return shielded();
    throw error;
  });
}

/** The event of a rollout whose time is over; undefined while there is some left. */
export function timeIsUp(limits: Limits): Stopped | undefined {
  return Date.now() < limits.endsAtMs ? undefined : outOfTime(limits);
}

/** The event of a rollout that can do no more within its time. */
export function outOfTime(limits: Limits): Stopped {
  const reason = limits.endsAs === 'deadline' ? 'the deadline has passed' : 'the wall-time budget is spent';
  return { kind: 'stopped', outcome: limits.endsAs, reason };
}
