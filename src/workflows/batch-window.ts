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
  quotaOf,
  reasonToPause,
  windowOf,
  type BatchControl,
  type BatchTotals,
  type RetryRequest,
} from '../domain/batch.js';
import type { BatchPriority } from '../domain/priority.js';
import { quickOptions } from './activity-options.js';
import { canarySignal, controlSignal, haltSignal } from './batch-signals.js';
import { isBurst, isTooLongFor } from './history-bound.js';
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
  readonly priority: BatchPriority;
  readonly retry?: RetryRequest;
  readonly control: BatchControl;
  /** Samples of each task: from the first one to the one before the second, counted from 0. */
  readonly samples: readonly [from: number, to: number];
  /** Where to go on. */
  readonly page: number;
  readonly offset: number;
  /** What was found in the page is counted already, though nothing of it was started. */
  readonly counted?: boolean;
  /** Rollouts that earlier runs started and that are still in flight. */
  readonly carried: readonly string[];
  readonly totals: BatchTotals;
}

export interface WindowResult {
  /** Over all runs. */
  readonly totals: BatchTotals;
  /** Samples of each task that it has dealt with. */
  readonly samples: number;
}

const NO_CHILDREN = { running: 0, starting: 0, characters: 0 };
/** History before it continues as new. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Every this many of its pages is the partition's: `page`, `page + partitions`, ... All of them again for samples that are added. */
export async function batchWindowWorkflow(input: WindowInput): Promise<WindowResult> {
  const { batch, spec, conditions, pages, partition, partitions, limit, since, priority, retry } = input;
  let { control, totals } = input;
  let toldPause = false;
  let toldCanary = false;
  const inFlight = new RolloutsInFlight({ batch, conditions, since, priority }, (ended) => {
    totals = addTotals(totals, ended);
    tellCanary();
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
  const quotaLeft = (): number =>
    control.quota === null
      ? Infinity
      : quotaOf(control.quota, partition, partitions) - totals.ended - totals.failed - inFlight.size;
  /** All of this partition's share of the canary have ended. */
  function tellCanary(): void {
    if (toldCanary || quotaLeft() > 0 || inFlight.size > 0) return;
    toldCanary = true;
    void getExternalWorkflowHandle(batch).signal(canarySignal, partition, totals);
  }
  const mayStart = (): boolean =>
    control.paused === '' && quotaLeft() > 0 && inFlight.size < windowOf(control.concurrency, partition, partitions);
  const isLong = (): boolean => historyIsLong(input.maxEvents) || isTooLongFor(inFlight.children, input.maxEvents);
  /** While it waits for children, of whose ends it has counted on when it started them. */
  const isTooLong = (): boolean => isTooLongFor(NO_CHILDREN, input.maxEvents);
  const runPages = async (from: Place, samples: WindowInput['samples']): Promise<void> => {
    let { offset } = from;
    for (let { page } = from; page < pages; page += partitions) {
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
        samples,
        ...(retry === undefined ? {} : { retry }),
      });
      // What an earlier run of this workflow found in the page, it has counted.
      if (offset === 0 && !(from.counted === true && page === from.page))
        totals = { ...totals, found: totals.found + found };
      for (const item of items) {
        await condition(() => mayStart() || isCancelled() || isTooLong());
        if (isCancelled()) break;
        if (!mayStart() && isTooLong()) await goOn({ page, offset: item.place, counted: true }, samples);
        if (control.skipped.includes(item.task.id)) continue;
        inFlight.start(item);
        if (isBurst(inFlight.children)) await inFlight.allStarted();
        if (isLong()) await goOn({ page, offset: item.place + 1 }, samples);
      }
      offset = 0;
      if (isLong()) await goOn({ page: page + partitions, offset }, samples);
    }
  };
  /** @returns the samples that were dealt with */
  const work = async (): Promise<number> => {
    let { samples } = input;
    const isAddedTo = (): boolean => control.samples > samples[1] && !isCancelled();
    await runPages(input, samples);
    for (;;) {
      await condition(() => inFlight.size === 0 || isAddedTo() || isTooLong());
      if (!isAddedTo()) {
        if (inFlight.size === 0) return samples[1];
        if (isTooLong()) await goOn({ page: pages, offset: 0 }, samples);
        continue;
      }
      samples = [samples[1], control.samples];
      await runPages({ page: partition, offset: 0 }, samples);
    }
  };
  const goOn = async (place: Place, samples: WindowInput['samples']): Promise<never> => {
    await inFlight.allStarted();
    await condition(allHandlersFinished);
    inFlight.stopWatching();
    const carried = inFlight.ids();
    return continueAsNew<typeof batchWindowWorkflow>({
      ...{ ...input, ...place, counted: place.counted === true },
      ...{ samples, control, totals, carried },
    });
  };

  try {
    const samples = await work();
    return { totals, samples };
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(async () => {
      void inFlight.cancelAll();
      await condition(() => inFlight.size === 0);
    });
    throw error;
  }
}

interface Place {
  readonly page: number;
  readonly offset: number;
  /** What was found in the page is counted already. */
  readonly counted?: boolean;
}

function historyIsLong(maxEvents: number): boolean {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength > maxEvents || historySize > MAX_BYTES;
}
