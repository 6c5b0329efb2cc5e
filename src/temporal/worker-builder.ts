/** @module How each Temporal worker of a process is made: for workflows and quick steps, for policies, for the trainer, for one model. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection, type WorkerDeploymentOptions, type WorkerOptions } from '@temporalio/worker';
import { bundlerOptions } from './bundler-options.js';
import { failureInterceptor } from './failure-interceptor.js';
import { heartbeatInterceptor } from './heartbeat.js';
import { HEARTBEAT_THROTTLE_MS, modelQueue, POLICY_QUEUE, TRAINER_QUEUE, WORKFLOW_QUEUE } from './settings.js';
import { stopInterceptor } from './stop-interceptor.js';

/** A queue of its own for a model whose calls are not quick. */
export interface ModelSlots {
  readonly id: string;
  /** Calls in flight in this process. */
  readonly slots: number;
  /** Calls beyond these that are taken from the queue to wait here; default 0. */
  readonly spare?: number;
}

export interface WorkerBuild {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: object;
  /** Decisions of chat policies in flight in this process. */
  readonly policySlots: number;
  /** The version of this code, for a server that is told which version is current; left out: it takes what comes. */
  readonly version?: { readonly deployment: string; readonly buildId: string };
  /** Where the workflows come from, when they do not come from here. */
  readonly workflows?: WorkflowSource;
}

export type WorkflowSource = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'>;

/** Makes workers, not running yet. Each method throws what `Worker.create` throws. */
export interface WorkerBuilder {
  forWorkflows(): Promise<Worker>;
  forPolicies(): Promise<Worker>;
  forTrainer(): Promise<Worker>;
  forModel(model: ModelSlots): Promise<Worker>;
}

/** Rollouts kept in memory between their workflow tasks; measured at about 30 KiB each. */
const CACHED_WORKFLOWS = 1_000;

/** A killed worker's rollouts wait this long before they go to another; 10 s by default. */
const STICKY_TIMEOUT = '4 seconds';

/** Updates of the embedded policy at once: each is some milliseconds of one core. */
const TRAINER_SLOTS = 2;

/** What is running when a process is told to stop has so long to finish; then it is cancelled, and tried again elsewhere. */
export const STOP_GRACE_MS = 5_000;

/** Longer than any call may last: a model's worker that goes alone, since the registry changed, waits for its calls. */
const DRAIN_MS = 70 * 60_000;

/** @param stopping aborted {@link STOP_GRACE_MS} after the process was told to stop: ends the calls of models */
export function workerBuilder(build: WorkerBuild, stopping: AbortSignal): WorkerBuilder {
  const { connection, namespace, activities, policySlots, version, workflows = workflowSource() } = build;
  const common = {
    connection,
    namespace,
    activities,
    shutdownGraceTime: STOP_GRACE_MS,
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    interceptors: { activity: [failureInterceptor, heartbeatInterceptor] },
    ...(version === undefined ? {} : { workerDeploymentOptions: deploymentOptions(version) }),
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
        ...workflows,
        taskQueue: WORKFLOW_QUEUE,
        maxCachedWorkflows: CACHED_WORKFLOWS,
        stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
        maxConcurrentWorkflowTaskExecutions: 40,
        maxConcurrentLocalActivityExecutions: 40,
      }),
    forPolicies: () => queue(POLICY_QUEUE, policySlots),
    forTrainer: () => queue(TRAINER_QUEUE, TRAINER_SLOTS),
    forModel: ({ id, slots, spare = 0 }) => queue(modelQueue(id), slots + spare, drains),
  };
}

/** What has begun goes on under the version that is current: changes of workflows are patched, so none has to wait for old workers. */
function deploymentOptions({ deployment, buildId }: NonNullable<WorkerBuild['version']>): WorkerDeploymentOptions {
  return {
    version: { deploymentName: deployment, buildId },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'AUTO_UPGRADE',
  };
}

/** The bundle that `npm run build` made, else the sources, bundled at start (about 2 s). */
function workflowSource(): WorkflowSource {
  const fromSources = import.meta.url.endsWith('.ts');
  const built = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (!fromSources && existsSync(built)) return { workflowBundle: { codePath: built } };
  const workflowsPath = fileURLToPath(new URL(`../workflows/index${fromSources ? '.ts' : '.js'}`, import.meta.url));
  return { workflowsPath, bundlerOptions: bundlerOptions(workflowsPath) };
}
