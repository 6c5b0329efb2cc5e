/** @module Whether another attempt could come to anything: if not, a failure is final, and its own words are the observation. */
import { ERROR_CODES, isMaestroError, MaestroError } from '../../domain/errors.js';
import type { Model } from '../../domain/registry.js';
import { retryDelayMs } from '../../domain/retry.js';
import type { OnOutage } from '../../domain/task.js';
import { leastMs } from './budget.js';

export interface AttemptOf {
  /** From 1. */
  readonly attempt: number;
  /** When the step is to be over, milliseconds since the epoch. */
  readonly endsAtMs: number;
  readonly onOutage: OnOutage;
}

/** Does the work; what it throws is final when it is the last chance. */
export async function lastChance<T>(
  model: Pick<Model, 'maxAttempts' | 'timeoutMs'>,
  attempt: AttemptOf,
  clock: { readonly now: () => number },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isMaestroError(error) || error.final || !isLast(error, model, attempt, clock.now())) throw error;
    const { code, message, data, retryAfterMs } = error;
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    throw new MaestroError(code, message, { cause: error, data, ...wait, final: true });
  }
}

/** Pure. Faults of our own are no matter of the expert's attempts. */
export function isLast(
  { code, retryAfterMs }: Pick<MaestroError, 'code' | 'retryAfterMs'>,
  { maxAttempts, timeoutMs }: Pick<Model, 'maxAttempts' | 'timeoutMs'>,
  { attempt, endsAtMs, onOutage }: AttemptOf,
  nowMs: number,
): boolean {
  if (!code.startsWith('EXPERT_') || !ERROR_CODES[code].retryable) return false;
  // Outages are waited for if so wished; a server that keeps sending garbage is no outage.
  const counts = onOutage === 'observe' || code === 'EXPERT_MALFORMED';
  if (counts && attempt >= maxAttempts) return true;
  return nowMs + (retryAfterMs ?? retryDelayMs(attempt)) + leastMs(timeoutMs) >= endsAtMs;
}
