/**
 * The histories of a batch stay short, however many items it has. MAESTRO_LONG_BATCH=100000 runs the long form, with the default
 * number of events, and prints how the histories grow.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import type { AwaitEndedInput, EndedRollout } from '../../src/activities/batch/contract.js';
import { createBatchActivities } from '../../src/activities/batch/create-batch-activities.js';
import { storeBatch } from '../../src/activities/batch/store-batch.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { WORKFLOW_QUEUE } from '../../src/temporal/settings.js';
import type { batchWorkflow } from '../../src/workflows/index.js';
import { temporalForTests, type TestTemporal } from '../support/temporal.js';
import { bundled } from '../support/workflow-bundle.js';

const LONG = Number(process.env['MAESTRO_LONG_BATCH'] ?? 0);
const ITEMS = LONG === 0 ? 120 : LONG;
const MAX_EVENTS = LONG === 0 ? 100 : 2_000;
const PARTITIONS = LONG === 0 ? 1 : 4;
/** Of each window. In the short form half of all are in flight, and their ends alone are more than a run's events. */
const IN_FLIGHT = LONG === 0 ? 60 : 8;
/** Starts that were under way when it was time to go on. */
const MARGIN = 100;
/** What the issue allows any workflow before it continues as new. */
const MOST_EVENTS = 4_096;
const MOST_BYTES = 4 * 1024 * 1024;

let temporal: TestTemporal;
let results: ResultStore;
let folder: string;

beforeAll(async () => {
  temporal = await temporalForTests();
  await registerSearchAttributes(temporal.client.connection, 'default');
  folder = await mkdtemp(join(tmpdir(), 'maestro-long-'));
  results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
});
afterAll(async () => {
  await results.close();
  await temporal.close();
  await rm(folder, { recursive: true, force: true });
});

interface Grown {
  readonly runs: number;
  readonly events: number;
  readonly most: number;
  readonly bytes: number;
}

/** Over all runs of the workflow. */
async function growthOf(workflowId: string): Promise<Grown> {
  let grown: Grown = { runs: 0, events: 0, most: 0, bytes: 0 };
  let runId: string | undefined;
  for (;;) {
    const handle = temporal.client.workflow.getHandle(workflowId, runId);
    const { events } = await handle.fetchHistory();
    const { historySize = 0 } = await handle.describe();
    const length = events?.length ?? 0;
    grown = {
      runs: grown.runs + 1,
      events: grown.events + length,
      most: Math.max(grown.most, length),
      bytes: Math.max(grown.bytes, historySize),
    };
    // From the last run back to the first.
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
    if (runId === '') return grown;
  }
}

test(
  `a batch of ${ITEMS} items`,
  async () => {
    async function* all() {
      for (let index = 0; index < ITEMS; index += 1)
        yield await Promise.resolve({ task: { id: `t${index}`, question: `q${index}` }, images: [] });
    }
    const { batch, spec } = await storeBatch(results.documents, all(), {
      ...{ suite: 'long', policies: ['none'], samples: 1, seed: 0, limits: {}, onOutage: 'wait', cache: true },
      ...{ prompt: null, dataset: null, reward: null, check: null },
    });
    const worker = await Worker.create({
      connection: temporal.nativeConnection,
      taskQueue: WORKFLOW_QUEUE,
      ...(await bundled('tests/workflows/support/no-op-rollouts.ts')),
      activities: {
        ...createBatchActivities({
          ...{ results, dataDir: folder, env: {} },
          registry: () => Promise.resolve({ models: [] }),
        }),
        // Whatever was started before a window went on has ended, and these rollouts write no row.
        awaitEnded: ({ ids }: AwaitEndedInput): Promise<readonly EndedRollout[]> =>
          Promise.resolve(ids.map((id) => ({ id, outcome: 'answered', correct: true, costUsd: 0, tokens: 0 }))),
      },
    });
    const totals = await worker.runUntil(
      temporal.client.workflow.execute<typeof batchWorkflow>('batchWorkflow', {
        ...{ workflowId: batch, taskQueue: WORKFLOW_QUEUE },
        args: [
          {
            spec,
            concurrency: IN_FLIGHT * PARTITIONS,
            partitions: PARTITIONS,
            max_events: MAX_EVENTS,
            max_without_answer: 1,
          },
        ],
      }),
    );
    expect(totals.ended + totals.failed).toBe(ITEMS);
    const parent = await growthOf(batch);
    expect(parent).toMatchObject({ runs: 1 });
    expect(parent.events).toBeLessThan(40 * PARTITIONS + 40);
    for (let partition = 1; partition <= PARTITIONS; partition += 1) {
      const grown = await growthOf(`${batch}/window-${partition}`);
      if (LONG > 0) process.stderr.write(`${ITEMS} items, window ${partition}: ${JSON.stringify(grown)}\n`);
      expect(grown.most).toBeLessThan(Math.min(MAX_EVENTS + MARGIN, MOST_EVENTS));
      expect(grown.bytes).toBeLessThan(MOST_BYTES);
      expect(grown.runs).toBeGreaterThan(LONG === 0 ? 3 : 0);
    }
  },
  LONG === 0 ? 120_000 : 3_600_000,
);
