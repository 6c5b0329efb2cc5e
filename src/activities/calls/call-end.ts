/** @module What the failure of a call says about the health of its server. */
import type { CallEnd } from '../../domain/breaker.js';
import { isMaestroError } from '../../domain/errors.js';
import { oneLine } from '../../domain/escape.js';

/** Room for what a server said, and who it was. */
const MAX_REASON = 450;

/** Undefined: nothing, as when it was cancelled or never sent. */
export function endOf(error: unknown): CallEnd | undefined {
  if (!isMaestroError(error)) return undefined;
  switch (error.code) {
    case 'EXPERT_UNAVAILABLE':
    case 'EXPERT_TIMED_OUT':
      if (error.data.sent === false || error.data.cut === 'short') return undefined;
      return { kind: 'down', reason: oneLine(error.message, MAX_REASON), retryAfterMs: error.retryAfterMs };
    case 'EXPERT_REJECTED':
    case 'EXPERT_MALFORMED':
      // It answered, whatever it said; unless the request was not even sent.
      return error.data.sent === false ? undefined : { kind: 'up' };
    default:
      return undefined;
  }
}
