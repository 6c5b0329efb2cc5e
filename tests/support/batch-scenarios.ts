/** @module The batches whose histories are kept for replay: the batch's own, and the last run of its first window's. */
import { storeBatch } from '../../src/activities/batch/store-batch.js';
import type { BatchInput } from '../../src/domain/batch.js';
import { WORKFLOW_QUEUE } from '../../src/temporal/settings.js';
import { batchQuery } from '../../src/workflows/batch.js';
import {
  budgetUpdate,
  cancelUpdate,
  pauseUpdate,
  resumeUpdate,
  samplesUpdate,
  skipUpdate,
} from '../../src/workflows/batch-updates.js';
import type { batchWorkflow } from '../../src/workflows/index.js';
import { until } from '../chaos/support/until.js';
import type { Rig } from './rollout-rig.js';

export interface BatchScenario {
  readonly name: string;
  readonly tasks: number;
  readonly policy: string;
  readonly input: Omit<BatchInput, 'spec'>;
  /** What is done to it while it runs. */
  readonly steer?: (handle: Handle) => Promise<void>;
}

type Handle = Awaited<ReturnType<typeof startScenario>>;

const isPaused = (handle: Handle, by: string) =>
  until(`paused by ${by}`, async () => (await handle.query(batchQuery)).control.paused.includes(by));

export const BATCH_SCENARIOS: readonly BatchScenario[] = [
  { name: 'batch-plain', tasks: 3, policy: 'once', input: { concurrency: 2, partitions: 2 } },
  // The window goes on as new while rollouts of the run before are in flight.
  { name: 'batch-continued', tasks: 12, policy: 'once', input: { concurrency: 3, max_events: 30 } },
  {
    name: 'batch-steered',
    tasks: 4,
    policy: 'once',
    input: {
      ...{ concurrency: 2, budget: { calls: 1 }, notify: ['nobody'] },
      canary: { rollouts: 1, max_without_answer: 0.5 },
    },
    steer: async (handle) => {
      await isPaused(handle, 'the budget');
      await handle.executeUpdate(skipUpdate, { args: ['batch-steered-3'] });
      await handle.executeUpdate(samplesUpdate, { args: [2] });
      await handle.executeUpdate(budgetUpdate, { args: [{ calls: 1_000 }] });
    },
  },
  {
    name: 'batch-cancelled',
    tasks: 4,
    policy: 'hangs',
    input: { concurrency: 2 },
    steer: async (handle) => {
      await handle.executeUpdate(pauseUpdate, { args: ['lunch'] });
      await handle.executeUpdate(resumeUpdate);
      await handle.executeUpdate(cancelUpdate, { args: ['now'] });
    },
  },
];

/**
 * Batches that were recorded by earlier code which did otherwise, and that are never recorded anew: what began under it goes on.
 * `batch-crowded`: 28 rollouts at once in a window of 30 events, from before there was a bound (`workflows/history-bound.ts`).
 */
export const EARLIER_BATCHES = ['batch-crowded'];

export async function startScenario(rig: Rig, { name, tasks, policy, input }: BatchScenario) {
  async function* all() {
    for (let index = 0; index < tasks; index += 1) {
      const task = { id: `${name}-${index}`, question: 'q', family: 'Quick@@Plain' };
      yield await Promise.resolve({ task, images: [] });
    }
  }
  const { spec } = await storeBatch(rig.results.documents, all(), {
    ...{ suite: name, policies: [policy], samples: 1, seed: 0, limits: {}, onOutage: 'wait', cache: true },
    ...{ prompt: null, dataset: null, reward: null, check: null },
  });
  return rig.temporal.client.workflow.start<typeof batchWorkflow>('batchWorkflow', {
    workflowId: name,
    taskQueue: WORKFLOW_QUEUE,
    args: [{ spec, ...input }],
  });
}
