/** @module How an abort ends work on a thread or in a queue. */
import { MaestroError } from '../domain/errors.js';

/** An aborted call rejects with the signal's own reason, so that a cancelled activity is seen as cancelled. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error
    ? reason
    : new MaestroError('EXPERT_TIMED_OUT', 'The call was aborted.', { cause: reason });
}

/** Waits for work that others may wait for too: an abort ends the waiting, not the work. @throws the signal's reason when aborted */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw abortReason(signal);
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortReason(signal));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
