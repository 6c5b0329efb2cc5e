/** @module A batch: partitions with a sliding window each; how it is steered while it runs. */
import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  defineQuery,
  isCancellation,
  proxyLocalActivities,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { BatchActivities, NoteBatchInput, OpenedBatch } from '../activities/batch/contract.js';
import { NO_TOTALS, type BatchControl, type BatchInput, type BatchTotals, type CanaryResult } from '../domain/batch.js';
import { MAESTRO_BATCH, MAESTRO_POLICY, MAESTRO_SUITE } from '../temporal/search-attributes.js';
import { quickOptions } from './activity-options.js';
import { Notices, type NoticesView } from './batch-notices.js';
import { haltSignal } from './batch-signals.js';
import { steerBatch } from './batch-updates.js';
import { watchOver } from './batch-watch.js';
import { BatchWindows } from './batch-windows.js';
import { regardless } from './interruption.js';

export interface BatchView {
  readonly control: BatchControl;
  readonly tasks: number;
  /** Of the windows that are through. */
  readonly totals: BatchTotals;
  /** Null: it has none, or is not through. */
  readonly canary: CanaryResult | null;
  readonly notices: NoticesView;
}

export const batchQuery = defineQuery<BatchView>('batch');

const { openBatch } = proxyLocalActivities<BatchActivities>(quickOptions('read what the batch consists of'));
const { setBudget } = proxyLocalActivities<BatchActivities>(quickOptions('raise the budget'));
const { noteBatch } = proxyLocalActivities<BatchActivities>(quickOptions('note how the batch is'));

/**
 * Runs every task of the batch under every policy, each as often as it has samples. What is in the results store is not run again.
 * @returns how many rollouts ended, and how
 * @throws INVALID_INPUT for an input that is not one; BLOB_MISSING for a spec that is not in the store; CancelledFailure when
 *   cancelled, after what runs has ended
 */
export async function batchWorkflow(given: BatchInput): Promise<BatchTotals> {
  const { workflowId: batch } = workflowInfo();
  const steering = steerBatch();
  const notYet = { tasks: 0, totals: NO_TOTALS, canary: null, notices: { sent: 0, failed: 0, why: '' } };
  let view = (): BatchView => ({ control: steering.control(), ...notYet });
  setHandler(batchQuery, () => view());
  const startedAtMs = Date.now();
  const since = new Date(startedAtMs).toISOString();
  const opened = await openBatch({ batch, input: given, startedAt: since });
  const { conditions, tasks, input } = opened;
  const notices = new Notices(batch, input.notify);
  upsertSearchAttributes([
    { key: MAESTRO_BATCH, value: batch },
    { key: MAESTRO_SUITE, value: conditions.suite },
    { key: MAESTRO_POLICY, value: conditions.policies.join(' ').slice(0, 200) },
  ]);
  remember(opened, input.samples);

  const { concurrency, samples, budget, canary } = input;
  // An update that came early is handled before there are windows.
  let tellWindows: (control: BatchControl) => Promise<void> = () => Promise.resolve();
  const note = (status: NoteBatchInput['status'], { samples: each, skipped }: BatchControl): Promise<void> =>
    noteBatch({ batch, status, samples: each, skipped, at: new Date().toISOString() });
  steering.begin({
    ...{ concurrency, samples, budget, quota: canary?.rollouts ?? null },
    raise: (change) => setBudget({ batch, budget: change }),
    tell: async (control, before) => {
      if (control.paused !== '' && before.paused === '') notices.tell('paused', control.paused);
      if (control.samples !== before.samples) {
        remember(opened, control.samples);
        await note('running', control);
      }
      await tellWindows(control);
    },
  });
  const windows = new BatchWindows({ batch, since, opened, steering, notices });
  tellWindows = (control) => windows.tell(control);
  view = () => ({
    control: steering.control(),
    tasks,
    totals: windows.totals,
    canary: windows.canary,
    notices: notices.view,
  });
  setHandler(haltSignal, async (reason) => {
    if (typeof reason === 'string') await steering.pause(reason, 'answers');
  });
  const stopWatching = watchOver({
    ...{ batch, steering, notices },
    sinceMs: startedAtMs,
    told: input.notify.length > 0,
  });
  const end = (status: NoteBatchInput['status']): Promise<void> =>
    regardless(async () => {
      stopWatching();
      const { ended, answered, failed } = windows.totals;
      notices.tell('ended', `${status}: ${ended} rollouts ended, ${answered} answered, ${failed} failed`);
      await note(status, steering.control());
      await notices.sent();
    });

  // A cancellation reaches the windows as a change of control: they see to what is in flight first.
  const running = CancellationScope.nonCancellable(() => windows.run());
  try {
    await Promise.race([running, CancellationScope.current().cancelRequested]);
  } catch (error) {
    if (!isCancellation(error)) {
      await end('failed');
      throw error;
    }
    await CancellationScope.nonCancellable(() => steering.cancel('now'));
    await running;
    await end('cancelled');
    throw new CancelledFailure('the batch was cancelled; what ended is recorded');
  }
  await condition(allHandlersFinished);
  await end(steering.control().cancelled === '' ? 'completed' : 'cancelled');
  return windows.totals;
}

/** For those who look at it from outside, see `maestro batch list`. */
function remember({ conditions, tasks, input }: OpenedBatch, samples: number): void {
  upsertMemo({ spec: input.spec, tasks, rollouts: tasks * conditions.policies.length * samples });
}
