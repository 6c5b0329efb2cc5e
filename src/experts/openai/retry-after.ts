/** @module How long a server asks us to wait. */

/** Longer waits are cut: a wrong clock on a server must not park a rollout for days. */
const LONGEST_WAIT_MS = 60 * 60 * 1_000;

/**
 * Milliseconds to wait, from `retry-after-ms`, or `retry-after` in seconds or as an HTTP date; undefined when there is neither.
 * A date is read by the server's own clock, which the reply's `date` tells: ours may be off.
 * @param nowMs milliseconds since the epoch, for dates in replies without one of their own
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const sentMs = dateMs(headers.get('date') ?? '') ?? nowMs;
  const wait = fromMilliseconds(headers.get('retry-after-ms')) ?? fromRetryAfter(headers.get('retry-after'), sentMs);
  return wait === undefined ? undefined : Math.min(Math.max(Math.ceil(wait), 0), LONGEST_WAIT_MS);
}

function fromMilliseconds(value: string | null): number | undefined {
  return value !== null && NUMBER.test(value) ? Number(value) : undefined;
}

function fromRetryAfter(value: string | null, sentMs: number): number | undefined {
  if (value === null) return undefined;
  if (NUMBER.test(value)) return Number(value) * 1_000;
  const date = dateMs(value);
  return date === undefined ? undefined : date - sentMs;
}

/** An HTTP date names a month; anything else that Date.parse would guess at is not one. */
function dateMs(value: string): number | undefined {
  const date = /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

const NUMBER = /^\s*\d+(\.\d+)?\s*$/;
