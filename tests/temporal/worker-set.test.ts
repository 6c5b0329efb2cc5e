/** @module Workers of models come, change and go while calls are in flight: a real server, real workers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { activityInfo } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { failureCode } from '../../src/temporal/failures.js';
import { modelQueue } from '../../src/temporal/settings.js';
import { callSignal } from '../../src/temporal/stop-interceptor.js';
import { STOP_GRACE_MS } from '../../src/temporal/worker-builder.js';
import { startWorkers, type WorkerSet } from '../../src/temporal/worker-set.js';
import { bundled, productWorkflows } from '../support/workflow-bundle.js';
import { temporalForTests, type TestTemporal } from '../support/temporal.js';
import { until } from '../chaos/support/until.js';
import type { runOn } from './workflows/run-on.js';

let temporal: TestTemporal;
let caller: Worker;
let calling: Promise<void>;

/** Calls that have begun, by key, each with what ends it. */
const open = new Map<string, (reply: string) => void>();

/** Replies when the test says so, with the attempt; ends with its signal. */
function call(key: string): Promise<string> {
  const signal = callSignal();
  const { attempt } = activityInfo();
  return new Promise((resolve, reject) => {
    open.set(key, (reply) => resolve(`${reply}, attempt ${attempt}`));
    signal.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error('?')));
  });
}

beforeAll(async () => {
  temporal = await temporalForTests();
  caller = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue: 'caller',
    ...(await bundled('tests/temporal/workflows/index.ts')),
  });
  calling = caller.run();
});

afterAll(async () => {
  caller.shutdown();
  await calling;
  await temporal.close();
});

function start(model: string, key: string): Promise<string> {
  const args = [modelQueue(model), key] satisfies [string, string];
  return temporal.client.workflow.execute<typeof runOn>('runOn', { taskQueue: 'caller', workflowId: key, args });
}

async function begun(key: string): Promise<void> {
  await until(`${key} has begun`, () => open.has(key));
}

interface Rig {
  readonly set: WorkerSet;
  readonly log: string[];
  stop(): Promise<void>;
}

async function startSet(models: Record<string, number>, lingerMs?: number): Promise<Rig> {
  const log: string[] = [];
  const set = await startWorkers({
    connection: temporal.nativeConnection,
    namespace: 'default',
    activities: { call },
    workflows: await productWorkflows(),
    policySlots: 1,
    models: slots(models),
    log: (line) => void log.push(line),
    ...(lingerMs === undefined ? {} : { lingerMs }),
  });
  const stop = new AbortController();
  const ended = set.runUntil(stop.signal);
  return {
    set,
    log,
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}

function slots(models: Record<string, number>): { id: string; slots: number }[] {
  return Object.entries(models).map(([id, count]) => ({ id, slots: count }));
}

const queuesOf = ({ set }: Rig): string[] =>
  set.queues
    .filter((queue) => queue.startsWith(modelQueue('')))
    .map((queue) => queue.replace(modelQueue(''), ''))
    .sort();

test('a model that is added gets a worker, and nothing else changes', async () => {
  const rig = await startSet({ A: 1 });
  try {
    await rig.set.reconcile(slots({ A: 1, B: 2 }));
    expect(queuesOf(rig)).toEqual(['A', 'B']);
    const reply = start('B', 'added');
    await begun('added');
    open.get('added')?.('yes');
    expect(await reply).toBe('yes, attempt 1');
    await rig.set.reconcile(slots({ A: 1, B: 2 }));
    expect(rig.log).toEqual(['B: 2 at once']);
  } finally {
    await rig.stop();
  }
});

test('a spare slot takes one call more from the queue, to wait in the worker', async () => {
  const rig = await startSet({});
  try {
    await rig.set.reconcile([{ id: 'S', slots: 1, spare: 1 }]);
    expect(rig.log).toEqual(['S: 1 at once']);
    const keys = ['s1', 's2', 's3'];
    const replies = keys.map((key) => start('S', key));
    const taken = (): string[] => keys.filter((key) => open.has(key));
    await until('two calls are taken', () => taken().length >= 2);
    await sleep(300);
    expect(taken()).toHaveLength(2);
    for (const key of taken()) open.get(key)?.('yes');
    await until('the third is taken', () => taken().length === 3);
    for (const key of keys) open.get(key)?.('yes');
    expect(await Promise.all(replies)).toEqual(keys.map(() => 'yes, attempt 1'));
  } finally {
    await rig.stop();
  }
});

test('another number of slots gives the model another worker; the call in flight ends on the old one, as late as it likes', async () => {
  const rig = await startSet({ C: 1 });
  try {
    const [first, second, third] = ['c1', 'c2', 'c3'].map((key) => start('C', key));
    await until('one call has begun', () => open.has('c1') || open.has('c2') || open.has('c3'));
    await sleep(300);
    const begunFirst = ['c1', 'c2', 'c3'].filter((key) => open.has(key));
    expect(begunFirst).toHaveLength(1);
    await rig.set.reconcile(slots({ C: 2 }));
    expect(queuesOf(rig)).toEqual(['C']);
    await Promise.all(['c1', 'c2', 'c3'].map(begun));
    await sleep(STOP_GRACE_MS + 1_000);
    for (const key of ['c1', 'c2', 'c3']) open.get(key)?.(key);
    expect(await Promise.all([first, second, third])).toEqual(['c1, attempt 1', 'c2, attempt 1', 'c3, attempt 1']);
    expect(rig.log).toEqual(['C: 2 at once instead of 1']);
  } finally {
    await rig.stop();
  }
});

test('a model that is taken out is served on for rollouts that began with it, and its call in flight is not lost', async () => {
  const rig = await startSet({ D: 2, E: 1 }, 6_000);
  try {
    const held = start('D', 'd-held');
    await begun('d-held');
    await rig.set.reconcile(slots({ E: 1 }));
    expect(queuesOf(rig)).toEqual(['D', 'E']);
    const late = start('D', 'd-late');
    await begun('d-late');
    open.get('d-late')?.('late');
    expect(await late).toBe('late, attempt 1');
    await until('it goes', () => queuesOf(rig).length === 1);
    // What is asked now waits for its own time meanwhile.
    const gone = start('D', 'd-gone').catch((error: unknown) => error);
    await sleep(STOP_GRACE_MS + 1_000);
    open.get('d-held')?.('held');
    expect(await held).toBe('held, attempt 1');
    const failure = await gone;
    expect(failure).toBeInstanceOf(WorkflowFailedError);
    expect(failureCode(failure)).toBe('TIMEOUT_SCHEDULE_TO_START');
    expect(rig.log).toEqual([
      'D: taken out; served for 6 s more, for rollouts that began with it',
      'D: no longer served',
    ]);
  } finally {
    await rig.stop();
  }
});

test('a model that comes back in time keeps its worker', async () => {
  const rig = await startSet({ F: 1 }, 60_000);
  try {
    await rig.set.reconcile([]);
    await rig.set.reconcile(slots({ F: 1 }));
    expect(queuesOf(rig)).toEqual(['F']);
    expect(rig.log[1]).toBe('F: back again');
  } finally {
    await rig.stop();
  }
});

test('all stop in a few seconds whatever is in flight: it is tried again by another process', async () => {
  const first = await startSet({ G: 1 });
  const reply = start('G', 'g');
  await begun('g');
  const stopped = Date.now();
  open.delete('g');
  await first.stop();
  expect(Date.now() - stopped).toBeLessThan(STOP_GRACE_MS + 30_000);
  const second = await startSet({ G: 1 });
  try {
    await begun('g');
    open.get('g')?.('again');
    expect(await reply).toBe('again, attempt 2');
  } finally {
    await second.stop();
  }
});
