/** @module When an attempt follows a failed one, and how the models that stand in for each other share the time of a step. All in milliseconds. */

/** As Temporal is told (`workflows/activity-options.ts`): each pause twice the one before. */
export const RETRY = { firstMs: 500, factor: 2, longestMs: 15_000 } as const;

/** The pause after an attempt, which are counted from 1. */
export function retryDelayMs(attempt: number): number {
  return Math.min(RETRY.longestMs, RETRY.firstMs * RETRY.factor ** Math.min(attempt - 1, 30));
}

/** Room for every attempt in full and the pauses between them. */
export function wholeDeadlineMs(timeoutMs: number, maxAttempts: number): number {
  const pauses = Array.from({ length: maxAttempts - 1 }, (_, index) => retryDelayMs(index + 1));
  return maxAttempts * timeoutMs + pauses.reduce((sum, pause) => sum + pause, 0);
}

/**
 * How much of what is left of a step the next model gets: an equal share with those that stand in for it, and at least one whole
 * attempt.
 * @param models how many there are still to be tried, this one included
 */
export function shareMs(leftMs: number, models: number, timeoutMs: number): number {
  return Math.min(leftMs, Math.max(leftMs / models, timeoutMs));
}
