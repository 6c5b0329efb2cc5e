/** @module What the rollouts of a run or batch can't get just now, as the results store tells it, and what to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMaestroError } from '../../domain/errors.js';
import type { ResultStore } from '../../store/result-store.js';
import { onceInARow } from '../once-in-a-row.js';
import { modelOf } from '../rescore/prices.js';

/** A circuit is probed at least so often while somebody waits, unless its server asks for a longer pause. */
const RECENT_MS = 120_000;
const LOOK_MS = 5_000;
/** One failure passes by itself, mostly. */
const LEAST_FAILURES = 2;

type Stores = Pick<ResultStore, 'failures'> & { readonly calls: Pick<ResultStore['calls'], 'breakers'> };

/** A line for each model that fails, in the calls of this run's rollouts, and has not answered since. @throws as `Ledger` */
export async function outagesOf({ failures, calls }: Stores, run: string, nowMs: number): Promise<readonly string[]> {
  const latest = await failures.latest(`${run}-`, new Date(nowMs - RECENT_MS).toISOString());
  if (latest.length === 0) return [];
  const breakers = await calls.breakers.list();
  return latest.flatMap(({ kind, model }) => {
    const breaker = breakers.find((row) => row.model === modelOf(model))?.breaker;
    if (breaker === undefined || breaker.failures < LEAST_FAILURES) return [];
    return [
      kind === 'decide'
        ? `The rollouts wait for ${model}: ${breaker.reason} They go on by themselves once it answers; see maestro services check.`
        : `${model} does not answer: ${breaker.reason} See maestro services status.`,
    ];
  });
}

/** Tells of outages, each once in a row, until the signal is aborted. */
export async function tellOutages(
  stores: Stores,
  run: string,
  { note, now }: { readonly note: (line: string) => void; readonly now: () => number },
  signal: AbortSignal,
): Promise<void> {
  const tellers = new Map<number, (line: string) => void>();
  for (;;) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined); // aborted: seen in the next line
    if (signal.aborted) return;
    try {
      for (const [index, line] of (await outagesOf(stores, run, now())).entries()) {
        const tell = tellers.get(index) ?? onceInARow(note);
        tellers.set(index, tell);
        tell(line);
      }
    } catch (error) {
      // Whoever waits for the results hears that the store is away.
      if (!isMaestroError(error) || error.code !== 'STORE_UNAVAILABLE') throw error;
    }
  }
}
