/** @module What the interceptors do to an activity, on a real worker and server. */
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { WorkflowFailedError } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { MaestroError } from '../../src/domain/errors.js';
import { failureInterceptor } from '../../src/temporal/failure-interceptor.js';
import { failureCode } from '../../src/temporal/failures.js';
import { heartbeatInterceptor } from '../../src/temporal/heartbeat.js';
import { recentPollers } from '../../src/temporal/pollers.js';
import { HEARTBEAT_THROTTLE_MS } from '../../src/temporal/settings.js';
import { callSignal, stopInterceptor } from '../../src/temporal/stop-interceptor.js';
import { bundled } from '../support/workflow-bundle.js';
import { temporalForTests, type TestTemporal } from '../support/temporal.js';
import type { runOne } from './workflows/run-one.js';

let temporal: TestTemporal;
let worker: Worker;
let running: Promise<void>;
let attempts = 0;
let begunAt: number | undefined;
let cancelledAfterMs: number | undefined;
/** Goes on beside the other tests. */
let slow: Promise<string>;

/** The activities under test; each has its own way to end. */
const activities = {
  /** Answers after more than its heartbeat timeout, without ever reporting by itself. */
  slow: async (): Promise<string> => {
    await sleep(14_000);
    return 'done';
  },
  busy: (): Promise<string> => {
    attempts += 1;
    if (attempts < 2) throw new MaestroError('EXPERT_UNAVAILABLE', 'come back', { retryAfterMs: 50 });
    return Promise.resolve('second try');
  },
  refused: (): Promise<string> => {
    attempts += 1;
    throw new MaestroError('EXPERT_REJECTED', 'no', { data: { status: 400 } });
  },
  endless: async (): Promise<string> => {
    const started = (begunAt = Date.now());
    const signal = Context.current().cancellationSignal;
    try {
      await sleep(110_000, undefined, { signal });
    } finally {
      cancelledAfterMs = Date.now() - started;
    }
    return 'never';
  },
};

beforeAll(async () => {
  temporal = await temporalForTests();
  worker = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue: 'interceptors',
    ...(await bundled('tests/temporal/workflows/index.ts')),
    activities,
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    interceptors: { activity: [failureInterceptor, heartbeatInterceptor] },
  });
  running = worker.run();
  slow = run('slow');
  // Its test tells of a failure.
  slow.catch(() => undefined);
});

afterAll(async () => {
  worker.shutdown();
  await running;
  await temporal.close();
});

async function run(activity: keyof typeof activities): Promise<string> {
  attempts = 0;
  const options = { taskQueue: 'interceptors', workflowId: `one-${activity}`, args: [activity] satisfies [string] };
  return temporal.client.workflow.execute<typeof runOne>('runOne', options);
}

describe('an activity behind the interceptors', () => {
  test('is tried again when its error may pass, after the delay that the error names', async () => {
    const started = Date.now();
    expect(await run('busy')).toBe('second try');
    expect(attempts).toBe(2);
    // The retry policy of the workflow would have waited 100 s.
    expect(Date.now() - started).toBeLessThan(90_000);
  });

  test('fails at once with its code when trying again is pointless', async () => {
    const failure = await run('refused').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkflowFailedError);
    expect(failureCode(failure)).toBe('EXPERT_REJECTED');
    expect(attempts).toBe(1);
  });

  test('hears of its cancellation within seconds', async () => {
    const handle = await temporal.client.workflow.start<typeof runOne>('runOne', {
      taskQueue: 'interceptors',
      workflowId: 'one-endless',
      args: ['endless'],
    });
    while (begunAt === undefined) await sleep(20);
    await handle.cancel();
    expect(failureCode(await handle.result().catch((error: unknown) => error))).toBe('CANCELLED');
    expect(cancelledAfterMs).toBeLessThan(30_000);
  });

  test('outlives its heartbeat timeout without a line of its own', async () => {
    expect(await slow).toBe('done');
  });

  test('its worker is listed among those who poll the queue', async () => {
    expect(await recentPollers(temporal.client, 'interceptors', 120_000)).toEqual([worker.options.identity]);
    expect(await recentPollers(temporal.client, 'nobody-is-here', 120_000)).toEqual([]);
  });
});

test('calls end when their process has to go: one listener for all that run, none for those that ended', async () => {
  const stopping = new AbortController();
  const interceptor = stopInterceptor(stopping.signal);
  const run = async (work: (signal: AbortSignal) => Promise<unknown>, environment = new MockActivityEnvironment()) =>
    interceptor(environment.context).inbound?.execute?.({ args: [], headers: {} }, () => work(callSignal()));
  const untilAborted = (signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));
  const ended: AbortSignal[] = [];
  await run((signal) => Promise.resolve(ended.push(signal)));
  const calls = Array.from({ length: 30 }, () => run(untilAborted));
  const cancelled = new MockActivityEnvironment();
  const alone = run(untilAborted, cancelled);
  cancelled.cancel('CANCELLED');
  expect(await alone).toBeInstanceOf(CancelledFailure);
  expect(getEventListeners(stopping.signal, 'abort')).toHaveLength(1);
  const reason = new CancelledFailure('WORKER_SHUTDOWN');
  stopping.abort(reason);
  expect(new Set(await Promise.all(calls))).toEqual(new Set([reason]));
  expect(ended[0]?.aborted).toBe(false);
  // One that begins afterwards is not begun.
  expect(await run((signal) => Promise.resolve(signal.aborted))).toBe(true);
});
