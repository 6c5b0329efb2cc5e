/** @module Results of long waits that come when nobody wants them any more. */
import { abortReason } from '../../threads/abort.js';
import type { IsRunning } from './await-ended.js';

export interface ForRun {
  readonly workflowId: string;
  readonly runId: string;
  /** Undefined: nobody can be asked. */
  readonly isRunning: IsRunning | undefined;
  /** Aborted when the activity is cancelled. */
  readonly signal: AbortSignal;
}

/**
 * The result of an activity, for a run that goes on. A run that is over takes none: the server would refuse it, and the worker
 * warn of an activity that was not found. Its next heartbeat hears of that and cancels the activity, which is waited for here.
 * @throws the signal's reason
 */
export async function whileRunning<T>(result: T, { workflowId, runId, isRunning, signal }: ForRun): Promise<T> {
  // A server that does not say is left to decide itself.
  const wanted = isRunning === undefined || (await isRunning(workflowId, runId).catch(() => true));
  if (wanted) return result;
  return new Promise((_resolve, reject) => {
    const end = (): void => reject(abortReason(signal));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
