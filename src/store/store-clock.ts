/**
 * @module The clock that leases, deadlines and pauses are judged by: the database's, which all workers share. So a worker whose own
 * clock is an hour off neither takes another's place nor gives up a call too soon.
 */

export interface StoreClock {
  /** Milliseconds since the epoch, whole. */
  now(): number;
  /** Asks the database no more. */
  stop(): void;
}

export interface StoreClockOptions {
  /** How often it is asked again, milliseconds: clocks drift, and are set. */
  readonly againMs?: number;
  /** Milliseconds of a clock that never goes back and that nobody sets. */
  readonly elapsed?: () => number;
}

const AGAIN_MS = 60_000;
/** An answer that took longer, as the database was away, says too little. */
const SLOW_MS = 1_000;
const TRIES = 5;

/**
 * @param time what the database's clock says; undefined: the database lies on this machine, whose clock it has
 * @throws what `time` throws the first time; later the last answer goes on counting
 */
export async function openStoreClock(
  time: (() => Promise<number>) | undefined,
  { againMs = AGAIN_MS, elapsed = () => performance.now() }: StoreClockOptions = {},
): Promise<StoreClock> {
  if (time === undefined) return { now: () => Date.now(), stop: () => undefined };
  let aheadMs = await measure(time, elapsed);
  const again = (): void =>
    void measure(time, elapsed).then(
      (fresh) => (aheadMs = fresh),
      () => undefined,
    );
  const timer = setInterval(again, againMs).unref();
  return { now: () => Math.round(elapsed() + aheadMs), stop: () => clearInterval(timer) };
}

/** By how much the database's clock is ahead of ours; it was asked halfway through. */
async function measure(time: () => Promise<number>, elapsed: () => number): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const before = elapsed();
    const then = await time();
    const after = elapsed();
    if (after - before <= SLOW_MS || tries >= TRIES) return then - (before + after) / 2;
  }
}
