/** @module What a failed call to a policy's own server means for the rollout. */
import { MaestroError, isMaestroError } from '../domain/errors.js';

/** With these a server says that it does not understand a request, or can't do it. */
const REFUSALS = [400, 404, 422, 500, 501];

/**
 * The policy's error for a failure of the chat client: whatever may pass is waited for, what can't pass ends the rollout. Anything
 * that isn't ours, such as the reason of a cancellation, is given back as it is.
 * @param adviceOn what to do where the server refuses the policy's way of talking to it; empty: it says no such thing. A refusal of
 * that kind never passes, whatever its status.
 */
export function asPolicyError(policy: string, error: unknown, adviceOn: (message: string) => string): unknown {
  if (!isMaestroError(error)) return error;
  const advice = REFUSALS.some((status) => status === error.data['status']) ? adviceOn(error.message) : '';
  const message = [`Policy "${policy}": ${error.message}`, advice].join(' ').trimEnd();
  if (advice !== '') return new MaestroError('POLICY_FAILED', message, { cause: error, data: error.data });
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
