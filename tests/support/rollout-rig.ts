/** @module A whole Maestro for tests: real server, real stores, real workers; experts and policies are what the test says. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { createBatchActivities } from '../../src/activities/batch/create-batch-activities.js';
import { createActivities } from '../../src/activities/create-activities.js';
import { createGate } from '../../src/activities/calls/gate.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { learnedDeps } from '../../src/activities/learned/learned-deps.js';
import { createTrainingActivities } from '../../src/activities/training/create-training-activities.js';
import { createTrainer } from '../../src/activities/training/update-policy.js';
import type { Decision } from '../../src/domain/action.js';
import { NO_USAGE, type Expert, type ExpertReply, type ExpertRequest } from '../../src/domain/expert.js';
import type { Model, RegistrySnapshot } from '../../src/domain/registry.js';
import type { RolloutInput } from '../../src/domain/task.js';
import { createGrading } from '../../src/grading/grading.js';
import type { Policy, PolicyContext } from '../../src/policies/policy.js';
import { createPolicy } from '../../src/policies/create-policy.js';
import { createChatClient } from '../../src/experts/openai/chat-client.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { WORKFLOW_QUEUE } from '../../src/temporal/settings.js';
import { runningWorkflows } from '../../src/temporal/running-workflows.js';
import type { WorkerBuild } from '../../src/temporal/worker-builder.js';
import { startWorkers } from '../../src/temporal/worker-set.js';
import type { rolloutWorkflow } from '../../src/workflows/index.js';
import { temporalForTests, type TestTemporal } from './temporal.js';
import { productWorkflows } from './workflow-bundle.js';

export type ScriptedExpert = (request: ExpertRequest) => Promise<ExpertReply> | ExpertReply;
export type ScriptedPolicy = (context: PolicyContext) => Promise<Decision> | Decision;

export interface RigOptions {
  readonly snapshot: RegistrySnapshot;
  /** By model id. */
  readonly experts?: Readonly<Record<string, ScriptedExpert>>;
  /** Policies by name, besides the product's own. `quick` unless the name starts with `slow`. */
  readonly policies?: Readonly<Record<string, ScriptedPolicy>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Rig {
  readonly temporal: TestTemporal;
  readonly folder: string;
  readonly deps: ActivityDeps;
  readonly results: ResultStore;
  start(id: string, input: RolloutInput): Promise<WorkflowHandle<typeof rolloutWorkflow>>;
  /** Stops and starts the workers, as a restarted process would. */
  stopWorkers(): Promise<void>;
  /** @param version of their code, for Worker Versioning */
  startWorkers(version?: WorkerBuild['version']): Promise<void>;
  close(): Promise<void>;
}

export function answer(text: string, fields: Partial<Extract<ExpertReply, { kind: 'answer' }>> = {}): ExpertReply {
  const usage = { ...NO_USAGE, calls: 1 };
  return { kind: 'answer', text, confidence: 0.9, data: {}, images: [], reasoning: '', usage, ...fields };
}

export async function openRig(options: RigOptions): Promise<Rig> {
  const temporal = await temporalForTests();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-rig-')));
  const results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
  const deps = await rigDeps(options, folder, results);
  let running: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  const rig: Rig = {
    temporal,
    folder,
    deps,
    results,
    start: (id, input) =>
      temporal.client.workflow.start<typeof rolloutWorkflow>('rolloutWorkflow', {
        workflowId: id,
        taskQueue: WORKFLOW_QUEUE,
        args: [input],
      }),
    async startWorkers(version) {
      const workers = await startWorkers({
        connection: temporal.nativeConnection,
        namespace: 'default',
        activities: {
          ...createActivities(deps),
          ...createTrainer(deps.blobs),
          ...createTrainingActivities(deps),
          ...createBatchActivities({
            results,
            registry: deps.registry,
            dataDir: folder,
            env: process.env,
            isRunning: runningWorkflows(temporal.nativeConnection, 'default'),
          }),
        },
        models: options.snapshot.models
          .filter((model) => !(model.provider === 'engine' && model.quick))
          .map((model) => ({ id: model.id, slots: model.concurrency })),
        policySlots: 8,
        ...(version === undefined ? {} : { version }),
        workflows: await productWorkflows(),
      });
      const stop = new AbortController();
      running = { stop, ended: workers.runUntil(stop.signal) };
    },
    async stopWorkers() {
      running?.stop.abort();
      await running?.ended;
      running = undefined;
    },
    async close() {
      await rig.stopWorkers();
      await deps.gate.close();
      await deps.grading.close();
      await results.close();
      await temporal.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await rig.startWorkers();
  return rig;
}

/** Also for tests that drive a rollout in process. */
export async function rigDeps(options: RigOptions, folder: string, results: ResultStore): Promise<ActivityDeps> {
  const env = options.env ?? {};
  const chat = createChatClient({ env });
  const learned = learnedDeps(results);
  const clock = { now: () => Date.now(), elapsed: () => performance.now() };
  const warn = (line: string): void => void process.stderr.write(`rig: ${line}\n`);
  return {
    blobs: await openBlobStore(pathToFileURL(join(folder, 'blobs')).href),
    results,
    registry: () => Promise.resolve(options.snapshot),
    expertFor: (model) => scripted(model, options.experts ?? {}),
    createPolicy: (name, snapshot) => {
      const script = options.policies?.[name];
      return script === undefined ? createPolicy(name, { snapshot, env, chat, learned }) : policyOf(name, script);
    },
    grading: createGrading(),
    imageRoots: [folder],
    worker: 'rig',
    clock,
    gate: createGate({ store: results.calls, worker: 'rig', now: clock.now, warn }),
    cacheCalls: true,
  };
}

function scripted(model: Model, experts: NonNullable<RigOptions['experts']>): Expert {
  const script = experts[model.id];
  if (script === undefined) throw new Error(`the test has no script for ${model.id}`);
  return { call: async (request) => script(request) };
}

function policyOf(name: string, script: ScriptedPolicy): Policy {
  return {
    name,
    quick: !name.startsWith('slow'),
    timeoutMs: 60_000,
    systemPrompt: () => '',
    decide: async (context) => ({ ...(await script(context)), usage: NO_USAGE }),
  };
}
