/**
 * @module The circuit breaker of a model as a pure state machine. Closed: calls pass. After some failures in a row it opens: no
 * call passes until a pause is over; then it is half open: one call, the probe, passes, and its end closes the circuit or opens it for
 * a longer pause.
 */

export interface Breaker {
  readonly state: 'closed' | 'open';
  /** Failures since the last sign of life. */
  readonly failures: number;
  /** Times it opened since it was last closed. */
  readonly trips: number;
  /** When it opened, and when it may be probed; milliseconds since the epoch. Null while closed. */
  readonly openedAtMs: number | null;
  readonly retryAtMs: number | null;
  /** What the last failure said; empty when there was none. */
  readonly reason: string;
}

export const CLOSED: Breaker = {
  state: 'closed',
  failures: 0,
  trips: 0,
  openedAtMs: null,
  retryAtMs: null,
  reason: '',
};

/** How a call ended, as far as the health of its server goes. */
export type CallEnd =
  /** It answered, be it to reject the request. */
  | { readonly kind: 'up' }
  /** It was unavailable or gave no reply in time. */
  | { readonly kind: 'down'; readonly reason: string; readonly retryAfterMs: number | undefined };

export type Admission = 'pass' | 'probe' | 'refuse';

/** Failures in a row that open the circuit. */
export const OPENS_AFTER = 5;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** A server may ask for a longer pause than ours, up to this. */
const LONGEST_ASKED_MS = 600_000;

/** May a call be made now? `probe`: only by whoever gets the lock for it. */
export function admission({ state, retryAtMs }: Breaker, nowMs: number): Admission {
  if (state === 'closed') return 'pass';
  return nowMs >= (retryAtMs ?? 0) ? 'probe' : 'refuse';
}

/** The breaker after a call; the same object when nothing changed, so that nothing need be written. */
export function afterCall(breaker: Breaker, end: CallEnd, nowMs: number): Breaker {
  if (end.kind === 'up') return isClean(breaker) ? breaker : CLOSED;
  const failures = breaker.failures + 1;
  if (breaker.state === 'closed' && failures < OPENS_AFTER) return { ...breaker, failures, reason: end.reason };
  // Calls that were under way when it opened say nothing new.
  if (breaker.state === 'open' && admission(breaker, nowMs) === 'refuse') return breaker;
  return {
    state: 'open',
    failures,
    trips: breaker.trips + 1,
    openedAtMs: breaker.openedAtMs ?? nowMs,
    retryAtMs: nowMs + pauseMs(breaker.trips, end.retryAfterMs ?? 0),
    reason: end.reason,
  };
}

/** Closed, and no failure since the last sign of life. */
export function isClean({ state, failures }: Breaker): boolean {
  return state === 'closed' && failures === 0;
}

function pauseMs(trips: number, askedMs: number): number {
  const ours = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(trips, 10));
  return Math.max(ours, Math.min(askedMs, LONGEST_ASKED_MS));
}
