/**
 * @module Limits on the time of a computation that count what it had of a processor: whether it ends in time must not depend on what
 * else the machine does.
 */

/** A computation that hardly gets a processor is given up after so much more, milliseconds. */
const STARVED_MS = 60_000;
/** At least between two looks. */
const LOOK_MS = 10;

/**
 * Calls `onOver` when `ms` milliseconds have passed and the computation has used as many of a processor, or a minute more has passed.
 * @param usedMs what it has used so far, milliseconds; undefined: not known, and only the time that passes counts
 * @returns what ends the watch
 */
export function limitTime(ms: number, usedMs: () => number | undefined, onOver: () => void): () => void {
  const startedAt = performance.now();
  const before = usedMs() ?? 0;
  const look = (): void => {
    const passedMs = performance.now() - startedAt;
    const used = usedMs();
    const leftMs = Math.max(ms - passedMs, used === undefined ? 0 : ms - (used - before));
    if (leftMs <= 0 || passedMs >= ms + STARVED_MS) onOver();
    else timer = setTimeout(look, Math.max(LOOK_MS, leftMs)).unref();
  };
  let timer = setTimeout(look, ms).unref();
  return () => clearTimeout(timer);
}

export interface TimeLimit {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  clear(): void;
}

/** A limit for work on threads of this process: what all of them use counts, so that it never comes before `ms` have passed. */
export function processorTime(ms: number): TimeLimit {
  const over = new AbortController();
  return { signal: over.signal, clear: limitTime(ms, usedByProcess, () => over.abort()) };
}

/** The same for a computation that looks at it itself. @returns whether its time is over */
export function processorTimeCheck(ms: number): () => boolean {
  const startedAt = performance.now();
  const before = usedByProcess();
  return () => {
    const passedMs = performance.now() - startedAt;
    return passedMs > ms && (usedByProcess() - before > ms || passedMs > ms + STARVED_MS);
  };
}

function usedByProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
