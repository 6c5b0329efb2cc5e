/** 64 rollouts in flight with real OCR: heavy work stays off the event loop, so that no workflow task ever times out. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createActivities } from '../../src/activities/create-activities.js';
import { findSuite } from '../../src/datasets/suite.js';
import { openHost, type Host } from '../../src/host.js';
import { readSettings } from '../../src/settings.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { WORKFLOW_QUEUE } from '../../src/temporal/settings.js';
import { buildWorkers, runWorkers } from '../../src/temporal/worker-builder.js';
import type { rolloutWorkflow } from '../../src/workflows/index.js';
import { temporalForTests, type TestTemporal } from '../support/temporal.js';

const IN_FLIGHT = 64;
const WORKFLOW_TASK_TIMED_OUT = 8;
const WORKFLOW_TASK_FAILED = 9;

let temporal: TestTemporal;
let folder: string;
let host: Host;
let ended: Promise<void>;
const stop = new AbortController();

beforeAll(async () => {
  temporal = await temporalForTests();
  await registerSearchAttributes(temporal.client.connection, 'default');
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-load-test-')));
  await mkdir(join(folder, 'inbox'));
  host = await openHost(readSettings({ MAESTRO_DATA_DIR: folder }, folder), {});
  const workers = await buildWorkers({
    connection: temporal.nativeConnection,
    namespace: 'default',
    activities: createActivities(host.deps),
    models: host.models,
    policySlots: 8,
  });
  ended = runWorkers(workers, stop.signal);
});

afterAll(async () => {
  stop.abort();
  await ended;
  await host.close();
  await temporal.close();
  await rm(folder, { recursive: true, force: true });
});

test(`${IN_FLIGHT} rollouts at once with OCR: all answered, no workflow task timed out or failed`, async () => {
  const suite = findSuite('blindtest');
  const letters = suite.families.indexOf('circled-letter');
  const handles = await Promise.all(
    Array.from({ length: IN_FLIGHT }, (_, index) => {
      const item = suite.item(letters + index * suite.families.length, 64);
      const image = `data:image/png;base64,${Buffer.from(item.image ?? []).toString('base64')}`;
      const task = { id: item.id, question: item.question, images: [image], data_source: item.dataSource };
      return temporal.client.workflow.start<typeof rolloutWorkflow>('rolloutWorkflow', {
        workflowId: `load-${index}`,
        taskQueue: WORKFLOW_QUEUE,
        args: [{ task }],
      });
    }),
  );
  const results = await Promise.all(handles.map((handle) => handle.result()));
  expect(results.map((result) => result.outcome)).toEqual(Array.from({ length: IN_FLIGHT }, () => 'answered'));
  const histories = await Promise.all(handles.map((handle) => handle.fetchHistory()));
  const types = histories.flatMap(({ events }) => (events ?? []).map((event) => Number(event.eventType)));
  expect(types.length).toBeGreaterThan(IN_FLIGHT * 10);
  expect(types.filter((type) => type === WORKFLOW_TASK_TIMED_OUT || type === WORKFLOW_TASK_FAILED)).toEqual([]);
}, 180_000);
