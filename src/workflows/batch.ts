/** @module A batch: partitions with a sliding window each; how it is steered while it runs. */
import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  defineQuery,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  proxyLocalActivities,
  setHandler,
  startChild,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { BatchActivities } from '../activities/batch/contract.js';
import { addTotals, NO_TOTALS, type BatchControl, type BatchTotals, type RetryRequest } from '../domain/batch.js';
import { MAESTRO_BATCH, MAESTRO_POLICY, MAESTRO_SUITE } from '../temporal/search-attributes.js';
import { quickOptions } from './activity-options.js';
import { steerBatch } from './batch-updates.js';
import { controlSignal, haltSignal } from './batch-signals.js';
import type { batchWindowWorkflow } from './batch-window.js';

/** Input of `batchWorkflow`, whose workflow id is the batch's id. */
export interface BatchInput {
  /** SHA-256 of the batch's spec, which `maestro batch submit` stored in the results database. */
  readonly spec: string;
  /** Rollouts in flight. */
  readonly concurrency: number;
  /** Windows that share the pages; default 1. More than one for some hundred rollouts in flight. */
  readonly partitions?: number;
  readonly retry?: RetryRequest;
  /** The largest share of rollouts without an answer; above it the batch pauses. Default 0.2. */
  readonly max_without_answer?: number;
  /** Events of a window's history before it continues as new. Default 2,000. */
  readonly max_events?: number;
}

export interface BatchView {
  readonly control: BatchControl;
  readonly tasks: number;
  /** Of the windows that are through. */
  readonly totals: BatchTotals;
}

export const batchQuery = defineQuery<BatchView>('batch');

const { openBatch } = proxyLocalActivities<BatchActivities>(quickOptions('read what the batch consists of'));

/**
 * Runs every task of the batch under every policy, each as often as it has samples. What is in the results store is not run again.
 * @returns how many rollouts ended, and how
 * @throws BLOB_MISSING for a spec that is not in the store; CancelledFailure when cancelled, after what runs has ended
 */
export async function batchWorkflow(input: BatchInput): Promise<BatchTotals> {
  const { workflowId: batch } = workflowInfo();
  const {
    spec,
    concurrency,
    partitions = 1,
    retry,
    max_without_answer: limit = 0.2,
    max_events: maxEvents = 2_000,
  } = input;
  const since = new Date().toISOString();
  const windows: string[] = [];
  let totals = NO_TOTALS;
  let tasks = 0;
  const steering = steerBatch(concurrency, async (control) => {
    await Promise.all(windows.map((id) => getExternalWorkflowHandle(id).signal(controlSignal, control).catch(isOver)));
  });
  setHandler(batchQuery, () => ({ control: steering.control(), tasks, totals }));
  setHandler(haltSignal, async (reason) => {
    const { paused, cancelled } = steering.control();
    if (paused === '' && cancelled === '') await steering.pause(reason);
  });

  const { conditions, pages, tasks: all } = await openBatch({ spec });
  tasks = all;
  upsertSearchAttributes([
    { key: MAESTRO_BATCH, value: batch },
    { key: MAESTRO_SUITE, value: conditions.suite },
    { key: MAESTRO_POLICY, value: conditions.policies.join(' ').slice(0, 200) },
  ]);
  const common = {
    batch,
    spec,
    conditions,
    pages,
    partitions,
    limit,
    since,
    maxEvents,
    ...(retry === undefined ? {} : { retry }),
  };
  const run = async (partition: number): Promise<void> => {
    const control = steering.control();
    const workflowId = `${batch}/window-${partition + 1}`;
    const handle = await startChild<typeof batchWindowWorkflow>('batchWindowWorkflow', {
      workflowId,
      args: [
        {
          ...common,
          partition,
          control,
          page: partition,
          offset: 0,
          carried: [],
          totals: NO_TOTALS,
        },
      ],
      parentClosePolicy: ParentClosePolicy.TERMINATE,
      staticSummary: `${conditions.suite}: pages ${partition + 1} of every ${partitions}`,
    });
    windows.push(workflowId);
    // What changed while it started, it has not heard.
    const now = steering.control();
    if (now.version > control.version) await handle.signal(controlSignal, now).catch(isOver);
    const ended = await handle.result();
    totals = addTotals(totals, ended);
  };
  // A cancellation reaches the windows as a change of control: they see to what is in flight first.
  const running = CancellationScope.nonCancellable(() =>
    Promise.all(Array.from({ length: Math.min(partitions, Math.max(1, pages)) }, (_, index) => run(index))),
  );
  try {
    await Promise.race([running, CancellationScope.current().cancelRequested]);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => steering.cancel('now'));
    await running;
    throw new CancelledFailure('the batch was cancelled; what ended is recorded');
  }
  await condition(allHandlersFinished);
  return totals;
}

/** A window that is through needs no steering. */
function isOver(error: unknown): void {
  if (isCancellation(error)) throw error;
}
