/** @module Watches over a batch while it runs: pauses it when its budget is used up, tells of that and of outages. */
import { CancellationScope, condition, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { BatchActivities } from '../activities/batch/contract.js';
import { amount, BUDGET_USED_UP } from '../domain/budget.js';
import { WATCH } from './activity-options.js';
import type { Notices } from './batch-notices.js';
import type { Steering } from './batch-updates.js';

const { watchBatch } = proxyActivities<BatchActivities>({ ...WATCH, summary: 'the budget, and models that go down' });

const HOUR_MS = 3_600_000;
/** Of the wall time, before somebody is told. */
const NEAR = 0.8;

export interface Watch {
  readonly batch: string;
  /** When the batch began, milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Is there somebody to tell? */
  readonly told: boolean;
  readonly steering: Steering;
  readonly notices: Notices;
}

/** @returns ends the watch */
export function watchOver(watch: Watch): () => void {
  const scope = new CancellationScope();
  for (const work of [watchStore, watchTime]) {
    void scope
      .run(() => work(watch))
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }
  return () => scope.cancel();
}

async function watchStore({ batch, told: hasListener, steering, notices }: Watch): Promise<void> {
  let told: readonly string[] = [];
  await condition(() => {
    const { usd, tokens, calls } = steering.control().budget;
    return hasListener || [usd, tokens, calls].some((limit) => limit !== undefined);
  });
  for (;;) {
    const seen = await watchBatch({ batch, told });
    if (seen.kind === 'spent') {
      await steering.pause(seen.text, 'budget');
      // Whoever goes on without a higher budget is paused again.
      await condition(() => steering.control().paused === '');
    } else {
      told = [...told, ...seen.told];
      notices.tell(seen.kind === 'near' ? 'budget' : 'outage', seen.text);
    }
  }
}

async function watchTime({ sinceMs, steering, notices }: Watch): Promise<void> {
  const hoursNow = (): number | undefined => steering.control().budget.hours;
  for (;;) {
    await condition(() => hoursNow() !== undefined);
    const hours = hoursNow() ?? 0;
    const isRaised = (): boolean => hoursNow() !== hours;
    const until = (share: number): number => Math.max(1, sinceMs + share * hours * HOUR_MS - Date.now());
    if (await condition(isRaised, until(NEAR))) continue;
    notices.tell(
      'budget',
      `the budget of the batch: ${Math.round(NEAR * 100)} % of ${amount('hours', hours)} have passed`,
    );
    if (await condition(isRaised, until(1))) continue;
    while (!isRaised()) {
      await steering.pause(`${BUDGET_USED_UP}: ${amount('hours', hours)} have passed`, 'budget');
      await condition(() => isRaised() || steering.control().paused === '');
    }
  }
}
