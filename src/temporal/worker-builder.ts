/** @module How each Temporal worker of a process is made: for workflows and quick steps, for policies, for one model. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { failureInterceptor } from './failure-interceptor.js';
import { heartbeatInterceptor } from './heartbeat.js';
import { HEARTBEAT_THROTTLE_MS, modelQueue, POLICY_QUEUE, WORKFLOW_QUEUE } from './settings.js';
import { stopInterceptor } from './stop-interceptor.js';

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
  /** Decisions of chat policies in flight in this process. */
  readonly policySlots: number;
}

/** Makes workers, not running yet. Each method throws what `Worker.create` throws. */
export interface WorkerBuilder {
  forWorkflows(): Promise<Worker>;
  forPolicies(): Promise<Worker>;
  forModel(model: ModelSlots): Promise<Worker>;
}

/** Rollouts kept in memory between their workflow tasks; measured at about 30 KiB each. */
const CACHED_WORKFLOWS = 1_000;

/** A killed worker's rollouts wait this long before they go to another; 10 s by default. */
const STICKY_TIMEOUT = '4 seconds';

/** What is running when a process is told to stop has so long to finish; then it is cancelled, and tried again elsewhere. */
export const STOP_GRACE_MS = 5_000;

/** Longer than any call may last: a model's worker that goes alone, since the registry changed, waits for its calls. */
const DRAIN_MS = 70 * 60_000;

/** @param stopping aborted {@link STOP_GRACE_MS} after the process was told to stop: ends the calls of models */
export function workerBuilder(build: WorkerBuild, stopping: AbortSignal): WorkerBuilder {
  const { connection, namespace, activities, policySlots } = build;
  const common = {
    connection,
    namespace,
    activities,
    shutdownGraceTime: STOP_GRACE_MS,
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    interceptors: { activity: [failureInterceptor, heartbeatInterceptor] },
  } satisfies Partial<WorkerOptions>;
  const queue = (taskQueue: string, slots: number, more: Partial<WorkerOptions> = {}): Promise<Worker> =>
    Worker.create({
      ...common,
      ...more,
      taskQueue,
      maxConcurrentActivityTaskExecutions: slots,
      maxConcurrentActivityTaskPolls: Math.min(4, slots),
    });
  const drains = {
    shutdownGraceTime: DRAIN_MS,
    interceptors: { activity: [...common.interceptors.activity, stopInterceptor(stopping)] },
  };
  return {
    forWorkflows: () =>
      Worker.create({
        ...common,
        ...workflowSource(),
        taskQueue: WORKFLOW_QUEUE,
        maxCachedWorkflows: CACHED_WORKFLOWS,
        stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
        maxConcurrentWorkflowTaskExecutions: 40,
        maxConcurrentLocalActivityExecutions: 40,
      }),
    forPolicies: () => queue(POLICY_QUEUE, policySlots),
    forModel: ({ id, slots }) => queue(modelQueue(id), slots, drains),
  };
}

/** The bundle that `npm run build` made, else the sources, bundled at start (about 2 s). */
function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'> {
  const fromSources = import.meta.url.endsWith('.ts');
  const built = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (!fromSources && existsSync(built)) return { workflowBundle: { codePath: built } };
  const workflowsPath = fileURLToPath(new URL(`../workflows/index${fromSources ? '.ts' : '.js'}`, import.meta.url));
  // Evaluated once a worker, not once a workflow: our modules hold no state (a lint rule), and evaluating them took a rollout 0.9 ms.
  return { workflowsPath, bundlerOptions: { preloadModules: [workflowsPath] } };
}
