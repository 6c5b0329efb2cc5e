/**
 * @module A token bucket: how many calls may start per minute. In no 60 seconds do more than `ratePerMinute` calls start; a
 * tenth of them may start at once.
 */

export interface Bucket {
  /** May be a fraction. */
  readonly tokens: number;
  /** Milliseconds since the epoch: when `tokens` was right. */
  readonly refilledAtMs: number;
}

export type Taken =
  | { readonly kind: 'taken'; readonly bucket: Bucket }
  /** Nothing was taken; there is a token after `waitMs` milliseconds, unless others are quicker. */
  | { readonly kind: 'empty'; readonly waitMs: number };

const MINUTE_MS = 60_000;
/** Refilling in fractions never comes to exactly 1. */
const ROUNDING = 1e-6;

/** Takes a token; a missing bucket is a full one. A clock that goes back refills nothing. */
export function takeToken(bucket: Bucket | undefined, ratePerMinute: number, nowMs: number): Taken {
  const capacity = capacityOf(ratePerMinute);
  // A full bucket and what is refilled within a minute together must not exceed the rate.
  const perMs = (ratePerMinute - capacity + 1) / MINUTE_MS;
  const before = bucket ?? { tokens: capacity, refilledAtMs: nowMs };
  const elapsedMs = Math.max(0, nowMs - before.refilledAtMs);
  const tokens = Math.min(capacity, before.tokens + elapsedMs * perMs);
  if (tokens < 1 - ROUNDING) return { kind: 'empty', waitMs: Math.ceil((1 - tokens) / perMs) };
  return {
    kind: 'taken',
    bucket: { tokens: Math.max(0, tokens - 1), refilledAtMs: Math.max(nowMs, before.refilledAtMs) },
  };
}

/** Calls that may start at once after a pause. */
export function capacityOf(ratePerMinute: number): number {
  return Math.max(1, Math.floor(ratePerMinute / 10));
}
