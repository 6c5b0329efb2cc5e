/** @module A second call beside one that takes longer than usual: the first reply wins, the other call is aborted at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Model } from '../../domain/registry.js';

/** When a second call is worth its cost, milliseconds from the begin of the first; undefined: never. Pure. */
export function hedgeAfterMs(
  { hedge, latency }: Pick<Model, 'hedge' | 'latency'>,
  attemptMs: number,
): number | undefined {
  return hedge && latency !== undefined && latency.p95Ms < attemptMs ? latency.p95Ms : undefined;
}

type Call<T> = (signal: AbortSignal) => Promise<T>;

export interface Hedged<T> {
  readonly reply: T;
  /** Was a second call made? */
  readonly hedged: boolean;
  /** The reply of the other call, had it come as well. */
  readonly other: T | undefined;
}

/**
 * @param second asked for after `afterMs`: the second call, or undefined if there is no room for one
 * @throws what the first call throws, unless the second brings a reply
 */
export async function withHedge<T>(
  first: Call<T>,
  second: () => Promise<Call<T> | undefined>,
  afterMs: number,
  signal: AbortSignal,
): Promise<Hedged<T>> {
  const loser = new AbortController();
  const both = AbortSignal.any([signal, loser.signal]);
  const ended = new AbortController();
  const replies: T[] = [];
  const run = async (call: Call<T>): Promise<T> => {
    const reply = await call(both);
    replies.push(reply);
    return reply;
  };
  const running = run(first);
  const early = running.finally(() => ended.abort());
  let hedged = false;
  const late = sleep(afterMs, undefined, { signal: ended.signal })
    .then(second)
    .then((call) => {
      if (call === undefined) return running;
      hedged = true;
      return run(call);
    });
  try {
    const reply = await Promise.any([early, late]);
    return { reply, hedged, other: replies.find((known) => known !== reply) };
  } catch {
    // Both failed: the first one's failure is the call's.
    return { reply: await running, hedged, other: undefined };
  } finally {
    loser.abort();
  }
}
