/** @module How a call divides the time that is left to its step. Pure; all in milliseconds. */

export interface CallTimes {
  /** Of one attempt, by the model's card. */
  readonly timeoutMs: number;
  /** When the step is to be over, milliseconds since the epoch. */
  readonly endsAtMs: number;
}

/** How long an attempt that begins now may take, in whole milliseconds: shares of a deadline are none. */
export function attemptMs({ timeoutMs, endsAtMs }: CallTimes, nowMs: number): number {
  return Math.max(1, Math.floor(Math.min(timeoutMs, endsAtMs - nowMs)));
}

/** With less time than this a call is not worth sending: it would only hide what the one before said. */
export function leastMs(timeoutMs: number): number {
  return Math.min(200, timeoutMs / 4);
}

/** Until when room may be waited for: so that a whole attempt still fits, or at least half of what is left. */
export function waitUntilMs({ timeoutMs, endsAtMs }: CallTimes, nowMs: number): number {
  const leftMs = Math.max(0, endsAtMs - nowMs);
  return Math.round(nowMs + Math.max(leftMs - timeoutMs, leftMs / 2));
}
