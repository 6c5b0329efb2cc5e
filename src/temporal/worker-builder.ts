/** @module Builds the Temporal workers of one process: one for workflows and quick steps, one for policies, one per model. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { failureInterceptor } from './failure-interceptor.js';
import { heartbeatInterceptor } from './heartbeat.js';
import { HEARTBEAT_THROTTLE_MS, modelQueue, POLICY_QUEUE, WORKFLOW_QUEUE } from './settings.js';

/** A queue of its own for a model whose calls are not quick. */
export interface ModelSlots {
  readonly id: string;
  /** Calls in flight in this process. */
  readonly slots: number;
}

export interface WorkerBuild {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: object;
  readonly models: readonly ModelSlots[];
  /** Decisions of chat policies in flight in this process. */
  readonly policySlots: number;
}

/** Rollouts kept in memory between their workflow tasks; measured at about 30 KiB each. */
const CACHED_WORKFLOWS = 1_000;

/** A killed worker's rollouts wait this long before they go to another; 10 s by default. */
const STICKY_TIMEOUT = '4 seconds';

/** @returns the workers, not running yet: `runWorkers` runs them */
export async function buildWorkers({
  connection,
  namespace,
  activities,
  models,
  policySlots,
}: WorkerBuild): Promise<Worker[]> {
  const common = {
    connection,
    namespace,
    activities,
    shutdownGraceTime: '5 seconds',
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    interceptors: { activity: [failureInterceptor, heartbeatInterceptor] },
  } satisfies Partial<WorkerOptions>;
  const queue = (taskQueue: string, slots: number): Promise<Worker> =>
    Worker.create({
      ...common,
      taskQueue,
      maxConcurrentActivityTaskExecutions: slots,
      maxConcurrentActivityTaskPolls: Math.min(4, slots),
    });
  return Promise.all([
    Worker.create({
      ...common,
      ...workflowSource(),
      taskQueue: WORKFLOW_QUEUE,
      maxCachedWorkflows: CACHED_WORKFLOWS,
      stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
      maxConcurrentWorkflowTaskExecutions: 40,
      maxConcurrentLocalActivityExecutions: 40,
    }),
    queue(POLICY_QUEUE, policySlots),
    ...models.map(({ id, slots }) => queue(modelQueue(id), slots)),
  ]);
}

/** Runs them until one fails or `stop` is aborted; then all drain. @throws the first failure, after all have stopped */
export async function runWorkers(workers: readonly Worker[], stop: AbortSignal): Promise<void> {
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  stop.addEventListener('abort', shutdown, { once: true });
  const runs = workers.map((worker) => worker.run().finally(shutdown));
  if (stop.aborted) shutdown();
  const ends = await Promise.allSettled(runs);
  stop.removeEventListener('abort', shutdown);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** The bundle that `npm run build` made, else the sources, bundled at start (about 2 s). */
function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const fromSources = import.meta.url.endsWith('.ts');
  const built = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (!fromSources && existsSync(built)) return { workflowBundle: { codePath: built } };
  return { workflowsPath: fileURLToPath(new URL(`../workflows/index${fromSources ? '.ts' : '.js'}`, import.meta.url)) };
}
