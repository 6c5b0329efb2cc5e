/** @module What may stop a rollout from outside: an abort signal, a cancellation, the end of its time. */
import { CancellationScope, CancelledFailure, isCancellation } from '@temporalio/workflow';
import type { Limits } from '../domain/task.js';
import type { RolloutEvent } from '../domain/transition.js';

type Stopped = Extract<RolloutEvent, { kind: 'stopped' }>;

export class Interruption {
  #scope: CancellationScope | undefined;
  #abortReason: string | undefined;
  #cancelled = false;

  abort(reason: unknown): void {
    // A signal's argument is whatever its sender wrote.
    this.#abortReason ??= typeof reason === 'string' && reason !== '' ? reason.slice(0, 300) : 'aborted';
    this.#scope?.cancel();
  }

  /** Runs a piece of the rollout unless or until it is stopped. */
  async guard(limits: Limits, piece: () => Promise<RolloutEvent>): Promise<RolloutEvent> {
    const before = this.#stopped(limits);
    if (before !== undefined) return before;
    this.#scope = new CancellationScope();
    try {
      return await this.#scope.run(piece);
    } catch (error) {
      if (!isCancellation(error)) throw error;
      this.#cancelled = this.#abortReason === undefined;
      return this.#stopped(limits) ?? { kind: 'stopped', outcome: 'cancelled', reason: 'the workflow was cancelled' };
    }
  }

  /** Ends the workflow as Canceled if that is what was asked for; an abort ends it as completed. */
  rethrowCancellation(): void {
    if (this.#cancelled) throw new CancelledFailure('the rollout was cancelled; what it had is recorded');
  }

  #stopped(limits: Limits): Stopped | undefined {
    if (this.#abortReason !== undefined) return { kind: 'stopped', outcome: 'cancelled', reason: this.#abortReason };
    if (this.#cancelled) return { kind: 'stopped', outcome: 'cancelled', reason: 'the workflow was cancelled' };
    return timeIsUp(limits);
  }
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
