/** @module What a failed call to a policy's own server means for the rollout. */
import { MaestroError, isMaestroError } from '../domain/errors.js';

/**
 * The policy's error for a failure of the chat client: whatever may pass is waited for, what can't pass ends the rollout. Anything
 * that isn't ours, such as the reason of a cancellation, is given back as it is.
 */
export function asPolicyError(policy: string, error: unknown): unknown {
  if (!isMaestroError(error)) return error;
  const message = `Policy "${policy}": ${error.message}`;
  const wait = error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs };
  if (error.code === 'EXPERT_UNAVAILABLE' || error.code === 'EXPERT_TIMED_OUT') {
    return new MaestroError('POLICY_UNAVAILABLE', message, { cause: error, data: error.data, ...wait });
  }
  if (error.code === 'EXPERT_MALFORMED') {
    return new MaestroError('POLICY_UNAVAILABLE', message, { cause: error, data: { ...error.data, garbage: true } });
  }
  if (error.code === 'EXPERT_REJECTED') {
    return new MaestroError('POLICY_FAILED', message, { cause: error, data: error.data });
  }
  return error;
}
