/** Where calls of a model wait, a question of a person goes before evaluations, and these before training. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { INTERACTIVE, priorityKeyOf } from '../../src/domain/priority.js';
import { modelQueue } from '../../src/temporal/settings.js';
import { workerBuilder } from '../../src/temporal/worker-builder.js';
import { until } from '../chaos/support/until.js';
import { bundled } from '../support/workflow-bundle.js';
import { temporalForTests, type TestTemporal } from '../support/temporal.js';
import type { flood } from './workflows/flood.js';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await temporalForTests();
});
afterAll(() => temporal.close());

test('with one slot and 200 calls for training waiting, a question is among the next two', async () => {
  const started: string[] = [];
  const waiting: (() => void)[] = [];
  let over = false;
  const call = (name: string): Promise<void> => {
    started.push(name);
    if (over) return Promise.resolve();
    return new Promise((end) => waiting.push(end));
  };
  const build = { connection: temporal.nativeConnection, namespace: 'default', activities: { call }, policySlots: 1 };
  const model = await workerBuilder(build, new AbortController().signal).forModel({ id: 'Busy', slots: 1 });
  const workflows = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue: 'floods',
    ...(await bundled('tests/temporal/workflows/index.ts')),
  });
  const start = async (name: string, calls: number, priorityKey: number): Promise<void> => {
    const handle = await temporal.client.workflow.start<typeof flood>('flood', {
      ...{ taskQueue: 'floods', workflowId: name, args: [modelQueue('Busy'), name, calls] },
      // As batches have it.
      priority: { priorityKey, fairnessKey: name },
    });
    await until(`${name} waits`, async () => (await handle.describe()).raw.pendingActivities?.length === calls);
  };
  const next = async (): Promise<string | undefined> => {
    const count = started.length;
    waiting.shift()?.();
    await until('the next one has begun', () => started.length > count);
    return started.at(-1);
  };
  await workflows.runUntil(
    model.runUntil(async () => {
      await start('training', 200, priorityKeyOf('training'));
      await until('the slot is taken', () => started.length === 1);
      await start('evaluation', 2, priorityKeyOf('evaluation'));
      await start('question', 1, INTERACTIVE);
      const order = [await next(), await next(), await next(), await next(), await next()];
      expect(order.slice(0, 2)).toContain('question');
      expect(order.lastIndexOf('evaluation')).toBeLessThan(4);
      expect(order.filter((name) => name === 'training').length).toBeLessThanOrEqual(2);
      await temporal.client.workflow.getHandle('training').terminate();
      over = true;
      waiting.forEach((end) => end());
    }),
  );
});
