/** @module How an abort ends work on a thread or in a queue. */
import { MaestroError } from '../domain/errors.js';

/** An aborted call rejects with the signal's own reason, so that a cancelled activity is seen as cancelled. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error
    ? reason
    : new MaestroError('EXPERT_TIMED_OUT', 'The call was aborted.', { cause: reason });
}
