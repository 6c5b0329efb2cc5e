/** @module An attempt at a call that failed, on its way into the store: why, and what it cost all the same. */
import { billedBy, withSpent } from '../domain/billed.js';
import { isMaestroError, messageOf, type MaestroError } from '../domain/errors.js';
import { oneLine } from '../domain/escape.js';
import { addUsage, type Usage } from '../domain/expert.js';
import type { FailedCallRow } from '../store/failed-calls.js';
import type { ActivityDeps } from './deps.js';

const MAX_REASON = 500;

/** Refused before anything was sent, since many wait or a circuit is open: nothing was attempted, and it will come again and again. */
const NO_ATTEMPT = ['circuit_open', 'busy'];

/** What is known of the attempt besides its failure. */
export type Attempt = Omit<FailedCallRow, 'code' | 'reason' | 'usage'>;

/**
 * Writes the attempt if it was one, in time or after the store has come back.
 * @param spent what failed attempts at the same request had cost before
 * @returns the error that tells what they have cost now
 */
export async function noteFailure(
  { results, gate }: Pick<ActivityDeps, 'results' | 'gate'>,
  attempt: Attempt,
  error: unknown,
  spent: Usage,
): Promise<unknown> {
  if (!isMaestroError(error)) return error;
  const usage = billedBy(error) ?? null;
  if (isAttempt(error) || usage !== null) {
    const reason = oneLine(withoutCredentials(error.message), MAX_REASON);
    const write = (): Promise<void> => results.failures.record({ ...attempt, code: error.code, reason, usage });
    await write().catch((failure: unknown) => {
      // What went wrong with the call says more than that the store is away.
      gate.afterwards(`a failed attempt of ${attempt.rolloutId} (${messageOf(failure)})`, write);
    });
  }
  return withSpent(error, usage === null ? spent : addUsage(spent, usage));
}

function isAttempt({ code, data }: MaestroError): boolean {
  const { reason } = data;
  if (typeof reason === 'string' && NO_ATTEMPT.includes(reason)) return false;
  return code.startsWith('EXPERT_') || code.startsWith('POLICY_') || code === 'MISSING_KEY';
}

/** Servers and programs quote addresses: user and password in one are nobody's business. */
export function withoutCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1');
}
