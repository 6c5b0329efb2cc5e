/** @module One partition of a batch: a sliding window over its pages. Continues as new, so that its history stays short. */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BatchActivities, OpenedBatch } from '../activities/batch/contract.js';
import {
  addTotals,
  reasonToPause,
  windowOf,
  type BatchControl,
  type BatchTotals,
  type RetryRequest,
} from '../domain/batch.js';
import { quickOptions } from './activity-options.js';
import { controlSignal, haltSignal } from './batch-signals.js';
import { RolloutsInFlight } from './rollouts-in-flight.js';

export interface WindowInput {
  readonly batch: string;
  readonly spec: string;
  readonly conditions: OpenedBatch['conditions'];
  readonly pages: number;
  readonly partition: number;
  readonly partitions: number;
  /** The largest share of rollouts without an answer. */
  readonly limit: number;
  /** When the batch began, ISO 8601. */
  readonly since: string;
  /** Events of the history before it continues as new. */
  readonly maxEvents: number;
  readonly retry?: RetryRequest;
  readonly control: BatchControl;
  /** Where to go on. */
  readonly page: number;
  readonly offset: number;
  /** Rollouts that earlier runs started and that are still in flight. */
  readonly carried: readonly string[];
  readonly totals: BatchTotals;
}

/** History before it continues as new. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Every this many of its pages is the partition's: `page`, `page + partitions`, ... @returns its totals over all runs */
export async function batchWindowWorkflow(input: WindowInput): Promise<BatchTotals> {
  const { batch, spec, conditions, pages, partition, partitions, limit, since, retry } = input;
  let { control, totals } = input;
  let toldPause = false;
  const inFlight = new RolloutsInFlight({ batch, conditions, since }, (ended) => {
    totals = addTotals(totals, ended);
    const reason = reasonToPause(totals, limit);
    if (reason === undefined || toldPause) return;
    toldPause = true;
    // Nothing new from here until the batch says more.
    control = { ...control, paused: reason };
    void getExternalWorkflowHandle(batch).signal(haltSignal, reason);
  });
  setHandler(controlSignal, (now) => {
    if (now.version <= control.version) return;
    control = now;
    if (now.cancelled === 'now') void inFlight.cancelAll();
  });
  inFlight.watch(input.carried);

  const isCancelled = (): boolean => control.cancelled !== '';
  const mayStart = (): boolean =>
    control.paused === '' && inFlight.size < windowOf(control.concurrency, partition, partitions);
  const work = async (): Promise<void> => {
    let { offset } = input;
    for (let page = input.page; page < pages; page += partitions) {
      if (isCancelled()) break;
      const { skipped } = control;
      const options = quickOptions(`page ${page + 1} of ${pages}: what is still to be done`);
      const { batchPage } = proxyLocalActivities<BatchActivities>(options);
      const { items, found } = await batchPage({
        spec,
        batch,
        page,
        offset,
        skipped,
        ...(retry === undefined ? {} : { retry }),
      });
      // What an earlier run of this workflow found in the page, it has counted.
      if (offset === 0) totals = { ...totals, found: totals.found + found };
      for (const item of items) {
        await condition(() => mayStart() || isCancelled());
        if (isCancelled()) break;
        if (control.skipped.includes(item.task.id)) continue;
        inFlight.start(item);
        if (historyIsLong(input.maxEvents)) await goOn({ page, offset: item.place + 1 });
      }
      offset = 0;
      if (historyIsLong(input.maxEvents)) await goOn({ page: page + partitions, offset });
    }
    await condition(() => inFlight.size === 0);
  };
  const goOn = async (place: { readonly page: number; readonly offset: number }): Promise<never> => {
    await inFlight.allStarted();
    await condition(allHandlersFinished);
    inFlight.stopWatching();
    return continueAsNew<typeof batchWindowWorkflow>({ ...input, ...place, control, totals, carried: inFlight.ids() });
  };

  try {
    await work();
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(async () => {
      void inFlight.cancelAll();
      await condition(() => inFlight.size === 0);
    });
    throw error;
  }
  return totals;
}

function historyIsLong(maxEvents: number): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength > maxEvents || historySize > MAX_BYTES;
}
