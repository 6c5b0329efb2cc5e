/** Batches against a real server: every task once, whatever is asked of them meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { createPages } from '../../src/activities/batch/page.js';
import { storeBatch, type Conditions } from '../../src/activities/batch/store-batch.js';
import type { BatchInput } from '../../src/domain/batch.js';
import { MaestroError } from '../../src/domain/errors.js';
import type { Task } from '../../src/domain/task.js';
import { untilAborted } from '../../src/threads/abort.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { WORKFLOW_QUEUE } from '../../src/temporal/settings.js';
import { batchQuery } from '../../src/workflows/batch.js';
import {
  cancelUpdate,
  concurrencyUpdate,
  pauseUpdate,
  resumeUpdate,
  skipUpdate,
} from '../../src/workflows/batch-updates.js';
import type { batchWorkflow } from '../../src/workflows/index.js';
import { answers } from '../support/policy-scripts.js';
import { rigSnapshot } from '../support/rig-snapshot.js';
import { openRig, type Rig } from '../support/rollout-rig.js';
import { until } from '../chaos/support/until.js';

let rig: Rig;
/** Task ids in the order of their first decisions. */
const decided: string[] = [];
/** Decisions about these tasks wait. */
const held = new Map<string, Promise<void>>();
/** The policy `sometimes` fails on these. */
const broken = new Set<string>();

/** @returns what lets the decision about the task go on */
function hold(id: string): () => void {
  let open = (): void => undefined;
  held.set(id, new Promise((resolve) => (open = resolve)));
  return () => open();
}

beforeAll(async () => {
  rig = await openRig({
    snapshot: rigSnapshot(),
    policies: {
      parrot: ({ task }) => {
        decided.push(task.id);
        return answers(task.question);
      },
      sometimes: ({ task }) => {
        decided.push(task.id);
        if (broken.has(task.id)) throw new MaestroError('POLICY_FAILED', 'the policy is broken');
        return answers(task.question);
      },
      slowpoke: async ({ task, signal }) => {
        decided.push(task.id);
        const waiting = held.get(task.id);
        if (waiting !== undefined) await untilAborted(waiting, signal);
        return answers(task.question);
      },
    },
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
});

afterAll(() => rig.close());

const CONDITIONS: Conditions = {
  suite: 'test',
  policies: ['parrot'],
  samples: 1,
  seed: 0,
  limits: {},
  onOutage: 'wait',
  cache: true,
  prompt: null,
  dataset: null,
  reward: null,
  check: null,
};

function tasks(name: string, count: number): Task[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${name}-${index}`,
    question: `q${index}`,
    ground_truth: index % 2 === 0 ? `q${index}` : 'x',
  }));
}

async function pin(list: readonly Task[], fields: Partial<Conditions> = {}) {
  async function* all() {
    for (const task of list) yield await Promise.resolve({ task, images: [] });
  }
  return storeBatch(rig.results.documents, all(), { ...CONDITIONS, ...fields });
}

function start(batch: string, input: BatchInput) {
  return rig.temporal.client.workflow.start<typeof batchWorkflow>('batchWorkflow', {
    workflowId: batch,
    taskQueue: WORKFLOW_QUEUE,
    args: [input],
  });
}

const idsOf = async (batch: string): Promise<string[]> =>
  (await rig.results.listRollouts({ batch }))
    .map(({ taskId, policy, sample }) => `${taskId} ${policy} ${sample}`)
    .sort();

const LIMIT_MS = 180_000;

test(
  'every task is run as often as there are samples, by windows that continue as new',
  async () => {
    const list = tasks('all', 60);
    const { batch, spec, rollouts } = await pin(list, { samples: 2 });
    expect(rollouts).toBe(120);
    const handle = await start(batch, { spec, concurrency: 6, partitions: 2, max_events: 60 });
    expect(await handle.result()).toMatchObject({ ended: 120, answered: 120, right: 60, found: 0, failed: 0 });
    expect(await idsOf(batch)).toEqual(list.flatMap(({ id }) => [`${id} parrot 0`, `${id} parrot 1`]).sort());
    expect(decided.filter((id) => id.startsWith('all-')).length).toBe(120);
    for (const window of [1, 2]) {
      const { historyLength } = await rig.temporal.client.workflow.getHandle(`${batch}/window-${window}`).describe();
      expect(historyLength).toBeLessThan(120);
    }
    expect((await handle.describe()).historyLength).toBeLessThan(40);
  },
  LIMIT_MS,
);

describe('the store is the authority', () => {
  test(
    'a batch that is submitted again is the same batch, and finds what is done',
    async () => {
      const list = tasks('again', 12);
      const first = await pin(list.slice(0, 7));
      await (await start(first.batch, { spec: first.spec, concurrency: 4 })).result();
      expect(await pin(list.slice(0, 7))).toEqual(first);
      decided.length = 0;
      const totals = await (await start(first.batch, { spec: first.spec, concurrency: 4 })).result();
      expect(totals).toMatchObject({ ended: 0, found: 7 });
      expect(decided).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    'a rollout that runs already is waited for, not started twice',
    async () => {
      const open = hold('running-1');
      const { batch, spec } = await pin(tasks('running', 3), { policies: ['slowpoke'] });
      const first = await start(batch, { spec, concurrency: 3 });
      await until('the held one has begun', () => Promise.resolve(decided.includes('running-1')));
      // Its parent dies; the child does not.
      await first.terminate('the test');
      const second = await start(batch, { spec, concurrency: 3 });
      await until('the second run is there', async () => (await second.query(batchQuery)).tasks === 3);
      open();
      const { ended, found, failed } = await second.result();
      expect([ended + found, failed]).toEqual([3, 0]);
      expect(decided.filter((id) => id === 'running-1').length).toBe(1);
    },
    LIMIT_MS,
  );

  test(
    'a retry runs once more what ended without an answer, and nothing else',
    async () => {
      const { batch, spec } = await pin(tasks('retry', 5), { policies: ['sometimes'] });
      broken.add('retry-2').add('retry-4');
      await (await start(batch, { spec, concurrency: 5, max_without_answer: 1 })).result();
      broken.clear();
      decided.length = 0;
      const retry = { only: 'failed', before: new Date().toISOString() } as const;
      const totals = await (await start(batch, { spec, concurrency: 5, retry })).result();
      expect(totals).toMatchObject({ ended: 2, answered: 2, found: 3 });
      expect([...new Set(decided)].sort()).toEqual(['retry-2', 'retry-4']);
    },
    LIMIT_MS,
  );
});

describe('while it runs', () => {
  test(
    'it is paused, resumed, narrowed, and told to leave a task out',
    async () => {
      const opens = new Map(['steer-0', 'steer-1'].map((id) => [id, hold(id)]));
      const { batch, spec } = await pin(tasks('steer', 8), { policies: ['slowpoke'] });
      const handle = await start(batch, { spec, concurrency: 2 });
      await until('two have begun', () =>
        Promise.resolve(decided.filter((id) => id.startsWith('steer-')).length === 2),
      );
      expect(await handle.executeUpdate(pauseUpdate, { args: ['lunch'] })).toMatchObject({ paused: 'lunch' });
      await expect(handle.executeUpdate(pauseUpdate, { args: ['dinner'] })).rejects.toThrow(/./);
      await handle.executeUpdate(skipUpdate, { args: ['steer-5'] });
      await handle.executeUpdate(concurrencyUpdate, { args: [1] });
      await expect(handle.executeUpdate(concurrencyUpdate, { args: [0] })).rejects.toThrow(/./);
      opens.forEach((open) => open());
      await until('the two have ended', async () => (await rig.results.listRollouts({ batch })).length === 2);
      expect(decided.filter((id) => id.startsWith('steer-')).length).toBe(2);
      await handle.executeUpdate(resumeUpdate);
      expect(await handle.result()).toMatchObject({ ended: 7, answered: 7 });
      expect(decided.filter((id) => id.startsWith('steer-')).sort()).not.toContain('steer-5');
    },
    LIMIT_MS,
  );

  test.each(['graceful', 'now'] as const)(
    'it is cancelled: %s',
    async (how) => {
      const open = hold(`cancel-${how}-0`);
      const { batch, spec } = await pin(tasks(`cancel-${how}`, 4), { policies: ['slowpoke'] });
      const handle = await start(batch, { spec, concurrency: 1 });
      await until('one has begun', () => Promise.resolve(decided.includes(`cancel-${how}-0`)));
      await handle.executeUpdate(cancelUpdate, { args: [how] });
      if (how === 'graceful') open();
      await handle.result();
      const rows = await rig.results.listRollouts({ batch });
      expect(rows.map(({ outcome }) => outcome)).toEqual([how === 'graceful' ? 'answered' : 'cancelled']);
      open();
      // What was cancelled is not done.
      const totals = await (await start(batch, { spec, concurrency: 4 })).result();
      expect(totals).toMatchObject(how === 'graceful' ? { ended: 3, found: 1 } : { ended: 4, found: 0 });
    },
    LIMIT_MS,
  );

  test(
    'a cancelled workflow cancels what runs, and says so when that has ended',
    async () => {
      const open = hold('stop-0');
      const { batch, spec } = await pin(tasks('stop', 3), { policies: ['slowpoke'] });
      const handle = await start(batch, { spec, concurrency: 1 });
      await until('one has begun', () => Promise.resolve(decided.includes('stop-0')));
      await handle.cancel();
      await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
      open();
      expect((await rig.results.listRollouts({ batch })).map(({ outcome }) => outcome)).toEqual(['cancelled']);
    },
    LIMIT_MS,
  );

  test(
    'too many rollouts without an answer pause it, with the reason',
    async () => {
      const list = tasks('bad', 40);
      list.forEach(({ id }) => broken.add(id));
      const { batch, spec } = await pin(list, { policies: ['sometimes'] });
      const handle = await start(batch, { spec, concurrency: 4 });
      await until('it is paused', async () => (await handle.query(batchQuery)).control.paused !== '');
      expect((await handle.query(batchQuery)).control.paused).toMatch(
        /^2\d of 2\d rollouts ended without an answer, more than 20 %$/,
      );
      broken.clear();
      await handle.executeUpdate(resumeUpdate);
      expect((await handle.result()).ended).toBe(40);
    },
    LIMIT_MS,
  );
});

test(
  'a rollout that was terminated counts as failed, also when its parent began anew meanwhile',
  async () => {
    const open = hold('killed-0');
    const { batch, spec } = await pin(tasks('killed', 2), { policies: ['slowpoke'] });
    const handle = await start(batch, { spec, concurrency: 2 });
    await until('it has begun', () => Promise.resolve(decided.includes('killed-0')));
    const { batchPage } = createPages(rig.results);
    const { items } = await batchPage({ spec, batch, page: 0, offset: 0, skipped: [], samples: [0, 1] });
    await rig.temporal.client.workflow.getHandle(items[0]?.id ?? '').terminate('the test');
    expect(await handle.result()).toMatchObject({ ended: 1, failed: 1 });
    open();
  },
  LIMIT_MS,
);
