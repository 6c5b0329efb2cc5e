/** What a batch is held to while it runs, against a real server: its budget, its canary, more samples, who hears of it. */
import { createServer, type Server } from 'node:http';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { storeBatch, type Conditions } from '../../src/activities/batch/store-batch.js';
import type { BatchInput } from '../../src/domain/batch.js';
import { MaestroError } from '../../src/domain/errors.js';
import { NO_USAGE } from '../../src/domain/expert.js';
import { untilAborted } from '../../src/threads/abort.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { WORKFLOW_QUEUE } from '../../src/temporal/settings.js';
import { batchQuery } from '../../src/workflows/batch.js';
import {
  budgetUpdate,
  cancelUpdate,
  pauseUpdate,
  resumeUpdate,
  samplesUpdate,
} from '../../src/workflows/batch-updates.js';
import type { batchWorkflow } from '../../src/workflows/index.js';
import { until } from '../chaos/support/until.js';
import { answers, calls } from '../support/policy-scripts.js';
import { rigSnapshot } from '../support/rig-snapshot.js';
import { answer, openRig, type Rig } from '../support/rollout-rig.js';

const LIMIT_MS = 180_000;
let rig: Rig;
let listener: Server;
/** Bodies that were posted. */
const heard: unknown[] = [];
/** Task ids of the calls that the expert was asked for. */
let asked = 0;
let open: () => void;
const gate = new Promise<void>((resolve) => (open = resolve));

beforeAll(async () => {
  const snapshot = rigSnapshot();
  rig = await openRig({
    snapshot: {
      ...snapshot,
      models: snapshot.models.map((model) => ({ ...model, price: { ...model.price, perCall: 0.1 } })),
    },
    experts: {
      Slow: () => answer('ok', { usage: { ...NO_USAGE, calls: 1, costUsd: 0.05 } }),
      Quick: () => {
        asked += 1;
        return answer('ok', { usage: { ...NO_USAGE, calls: 1, costUsd: 0.05 } });
      },
    },
    policies: {
      caller: ({ task, turns }) => (turns.length === 0 ? calls('Quick@@Plain') : answers(task.question)),
      regular: ({ task, turns }) => (turns.length === 0 ? calls('Slow@@Plain') : answers(task.question)),
      half: ({ task }) => {
        if (Number(task.id.split('-')[1]) % 2 === 0) throw new MaestroError('POLICY_FAILED', 'the policy is broken');
        return answers(task.question);
      },
      slowpoke: async ({ task, signal }) => {
        await untilAborted(gate, signal);
        return answers(task.question);
      },
    },
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
  listener = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push(JSON.parse(body));
      response.end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  await mkdir(join(rig.folder, 'notify'));
  await writeFile(join(rig.folder, 'notify', 'me.json'), JSON.stringify({ url: `http://127.0.0.1:${port}/hook` }));
});

afterAll(async () => {
  listener.close();
  await rig.close();
});

async function pin(name: string, tasks: number, fields: Partial<Conditions> = {}) {
  async function* all() {
    for (let index = 0; index < tasks; index += 1)
      yield await Promise.resolve({ task: { id: `${name}-${index}`, question: 'q', ground_truth: 'q' }, images: [] });
  }
  return storeBatch(rig.results.documents, all(), {
    ...{ suite: name, policies: ['caller'], samples: 1, seed: 0, limits: {}, onOutage: 'wait', cache: true },
    ...{ prompt: null, dataset: null, reward: null, check: null, ...fields },
  });
}

async function start(name: string, tasks: number, input: Omit<BatchInput, 'spec'>, fields: Partial<Conditions> = {}) {
  const { batch, spec } = await pin(name, tasks, fields);
  return rig.temporal.client.workflow.start<typeof batchWorkflow>('batchWorkflow', {
    workflowId: batch,
    taskQueue: WORKFLOW_QUEUE,
    args: [{ spec, ...input }],
  });
}

type Handle = Awaited<ReturnType<typeof start>>;
const view = (handle: Handle) => handle.query(batchQuery);
const paused = (handle: Handle) => until('it is paused', async () => (await view(handle)).control.paused !== '');
const budgetOf = async (handle: Handle) => rig.results.calls.budgets.find(handle.workflowId, Date.now());

describe('a budget', () => {
  test(
    'pauses the batch before a call would exceed it; raised, the batch goes on and loses nothing',
    async () => {
      asked = 0;
      const handle = await start('money', 6, { concurrency: 2, budget: { usd: 0.22 } });
      await paused(handle);
      // A call may cost 0.10 and costs 0.05: the fourth one would fit only into 0.25.
      expect((await view(handle)).control.paused).toMatch(/used up: \$0\.15 of \$0\.22 spent, and the next call may/);
      expect([asked, (await budgetOf(handle))?.settled]).toEqual([
        3,
        { usd: expect.closeTo(0.15), tokens: 0, calls: 3 },
      ]);
      await expect(handle.executeUpdate(budgetUpdate, { args: [{ usd: 0.2 }] })).rejects.toThrow(/./);
      await expect(handle.executeUpdate(budgetUpdate, { args: [{}] })).rejects.toThrow(/./);
      const raised = await handle.executeUpdate(budgetUpdate, { args: [{ usd: 1 }] });
      expect(raised).toMatchObject({ paused: '', budget: { usd: 1 } });
      expect(await handle.result()).toMatchObject({ ended: 6, answered: 6, right: 6 });
      expect(asked).toBe(6);
      expect(await budgetOf(handle)).toMatchObject({ settled: { calls: 6 }, open: { calls: 0 } });
    },
    LIMIT_MS,
  );

  test(
    'that is not raised ends as `budget` what waits for it, when its own time is over',
    async () => {
      // A quick call, a call on a queue, a call that waits for no outage.
      const kinds = [
        ['caller', 'wait'],
        ['regular', 'wait'],
        ['regular', 'observe'],
      ] as const;
      const ends = kinds.map(async ([policy, onOutage]) => {
        const fields = { policies: [policy], onOutage, limits: { max_seconds: 15 } };
        const handle = await start('calls', 2, { concurrency: 2, budget: { calls: 1 } }, fields);
        await paused(handle);
        await handle.executeUpdate(cancelUpdate, { args: ['graceful'] });
        expect(await handle.result()).toMatchObject({ ended: 2, answered: 1 });
        return rig.results.listRollouts({ batch: handle.workflowId });
      });
      for (const rows of await Promise.all(ends)) {
        const refused = rows.find(({ outcome }) => outcome !== 'answered');
        expect(refused).toMatchObject({ outcome: 'budget', reason: expect.stringContaining('budget of the batch') });
      }
    },
    LIMIT_MS,
  );
});

test(
  'samples are added while it runs, and again when it would have ended; wall time pauses it',
  async () => {
    const hours = 1.5 / 3_600;
    const handle = await start('more', 3, { concurrency: 2, budget: { hours } }, { policies: ['slowpoke'] });
    await paused(handle);
    expect((await view(handle)).control.paused).toMatch(/0\.000417 hours have passed/);
    await expect(handle.executeUpdate(samplesUpdate, { args: [1] })).rejects.toThrow(/./);
    await expect(handle.executeUpdate(samplesUpdate, { args: [2.5] })).rejects.toThrow(/./);
    expect(await handle.executeUpdate(samplesUpdate, { args: [3] })).toMatchObject({ samples: 3 });
    expect(await handle.executeUpdate(budgetUpdate, { args: [{ hours: 1 }] })).toMatchObject({ paused: '' });
    open();
    expect(await handle.result()).toMatchObject({ ended: 9, answered: 9 });
    const rows = await rig.results.listRollouts({ batch: handle.workflowId });
    expect(rows.map(({ taskId, sample }) => `${taskId} ${sample}`).sort()).toEqual(
      [0, 1, 2].flatMap((task) => [0, 1, 2].map((sample) => `more-${task} ${sample}`)),
    );
    expect((await handle.describe()).memo).toMatchObject({ tasks: 3, rollouts: 9 });
    expect(await rig.results.batches.find(handle.workflowId)).toMatchObject({
      status: 'completed',
      samples: 3,
      rollouts: 9,
    });
  },
  LIMIT_MS,
);

describe('a canary', () => {
  test(
    'out of bounds stops the batch where it is, and somebody hears of it',
    async () => {
      const canary = { rollouts: 4, max_without_answer: 0.25 };
      const input = { concurrency: 8, canary, notify: ['me', 'nobody'] };
      const handle = await start('bad', 8, input, { policies: ['half'] });
      await paused(handle);
      const reason = 'the canary: 2 of 4 rollouts ended without an answer, more than 25 %';
      expect(await view(handle)).toMatchObject({
        control: { paused: reason },
        canary: { reason, totals: { ended: 4, answered: 2 } },
      });
      expect((await rig.results.listRollouts({ batch: handle.workflowId })).length).toBe(4);
      await handle.executeUpdate(resumeUpdate);
      expect((await handle.result()).ended).toBe(8);
      const batch = handle.workflowId;
      expect(heard).toEqual([
        expect.objectContaining({ batch, event: 'canary', text: reason }),
        expect.objectContaining({ batch, event: 'paused', text: reason }),
        expect.objectContaining({ batch, event: 'ended', text: 'completed: 8 rollouts ended, 4 answered, 0 failed' }),
      ]);
      // Who can't be told harms nobody.
      expect((await view(handle)).notices).toMatchObject({
        sent: 3,
        failed: 3,
        why: expect.stringContaining('nobody'),
      });
    },
    LIMIT_MS,
  );

  test(
    'within bounds lets it go on by itself',
    async () => {
      const canary = { rollouts: 2, max_without_answer: 0, max_usd: 0.06 };
      const handle = await start('good', 5, { concurrency: 5, canary });
      expect(await handle.result()).toMatchObject({ ended: 5, answered: 5 });
      expect(await view(handle)).toMatchObject({ canary: { reason: '', totals: { ended: 2 } } });
    },
    LIMIT_MS,
  );
});

test(
  'an update that comes with the start is done once the batch has read its spec, or refused then',
  async () => {
    const early = async (name: string, samples: number) => {
      const { batch, spec } = await pin(name, 1);
      const startWorkflowOperation = new WithStartWorkflowOperation<typeof batchWorkflow>('batchWorkflow', {
        ...{ workflowId: batch, workflowIdConflictPolicy: 'FAIL', taskQueue: WORKFLOW_QUEUE },
        args: [{ spec }],
      });
      const updated = rig.temporal.client.workflow.executeUpdateWithStart(samplesUpdate, {
        ...{ args: [samples], startWorkflowOperation },
      });
      const said = await updated.catch((error: unknown) => String((error as Error).cause));
      return [said, await (await startWorkflowOperation.workflowHandle()).result()];
    };
    expect(await early('early', 2)).toMatchObject([
      { version: 1, samples: 2 },
      { ended: 2, answered: 2 },
    ]);
    expect(await early('early-refused', 1)).toMatchObject([expect.stringMatching(/1 samples already/), { ended: 1 }]);
  },
  LIMIT_MS,
);

test('an input that is none ends the batch with what is wrong', async () => {
  const handle = await rig.temporal.client.workflow.start('batchWorkflow', {
    workflowId: 'wrong',
    taskQueue: WORKFLOW_QUEUE,
    args: [{ spec: 'x', concurrency: 0, command: 'rm' }],
  });
  await expect(handle.result()).rejects.toMatchObject({
    cause: { type: 'INVALID_INPUT', message: expect.stringMatching(/spec: .*concurrency: .*"command"/) },
  });
});

test(
  'a batch that one version of the workers began goes on under the next one, when that is the current one',
  async () => {
    const { workflowService } = rig.temporal.client;
    const change = async (buildId: string): Promise<void> => {
      await rig.stopWorkers();
      await rig.startWorkers({ deployment: 'maestro', buildId });
      await until(`the server knows version ${buildId}`, () =>
        workflowService
          .setWorkerDeploymentCurrentVersion({ namespace: 'default', deploymentName: 'maestro', buildId })
          .then(() => true)
          .catch(() => undefined),
      );
    };
    await change('one');
    const handle = await start('upgrade', 6, { concurrency: 1 });
    await until('it is open', async () => (await view(handle)).tasks === 6);
    await handle.executeUpdate(pauseUpdate, { args: ['an upgrade'] });
    await change('two');
    await handle.executeUpdate(resumeUpdate);
    expect(await handle.result()).toMatchObject({ ended: 6, answered: 6, failed: 0 });
    expect(await rig.results.listRollouts({ batch: handle.workflowId })).toHaveLength(6);
    const { raw } = await handle.describe();
    expect(raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion).toMatchObject({ buildId: 'two' });
  },
  LIMIT_MS,
);
