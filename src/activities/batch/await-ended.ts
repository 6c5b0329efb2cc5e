/** @module `awaitEnded`: the ends of rollouts whose parent's run is over, as the store tells them; and of those that died. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultStore } from '../../store/result-store.js';
import type { AwaitEndedInput, EndedRollout } from './contract.js';

/**
 * Is the workflow of that id still to be waited for, or that one run of it? Throws TEMPORAL_UNAVAILABLE when the server does
 * not say.
 */
export type IsRunning = (workflowId: string, runId?: string) => Promise<boolean>;

const POLL_MS = 500;
/** How often workflows without a row are asked for: rollouts that were terminated or timed out never write one. */
const SWEEP_MS = 15_000;

/** @param isRunning undefined: nobody is asked, only the store is looked at */
export function createAwaitEnded(results: Pick<ResultStore, 'statusOf'>, isRunning: IsRunning | undefined) {
  return async ({ ids, after = '' }: AwaitEndedInput, signal: AbortSignal): Promise<readonly EndedRollout[]> => {
    let sweptAt = performance.now();
    for (;;) {
      const ended = await inStore(results, ids, after);
      if (ended.length > 0) return ended;
      if (isRunning !== undefined && performance.now() - sweptAt > SWEEP_MS) {
        const dead = await withoutRow(results, ids, after, isRunning);
        if (dead.length > 0) return dead;
        sweptAt = performance.now();
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  };
}

async function inStore(
  results: Pick<ResultStore, 'statusOf'>,
  ids: readonly string[],
  after: string,
): Promise<readonly EndedRollout[]> {
  const rows = await results.statusOf(ids);
  return rows
    .filter((row) => row.finishedAt >= after)
    .map(({ id, outcome, correct, costUsd, tokens }) => ({ id, outcome, correct, costUsd, tokens }));
}

async function withoutRow(
  results: Pick<ResultStore, 'statusOf'>,
  ids: readonly string[],
  after: string,
  isRunning: IsRunning,
): Promise<readonly EndedRollout[]> {
  const over: string[] = [];
  for (const id of ids) if (!(await isRunning(id))) over.push(id);
  // One that ended a moment ago wrote its row before.
  const rows = await inStore(results, over, after);
  const dead = over.filter((id) => !rows.some((row) => row.id === id));
  return [...rows, ...dead.map((id) => ({ id, outcome: '', correct: null, costUsd: 0, tokens: 0 }))];
}
