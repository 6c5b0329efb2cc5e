/** @module Server, store and worker of a benchmark, made of the product's own parts, in a folder of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime, type NativeConnection } from '@temporalio/worker';
import { createBatchActivities } from '../../dist/activities/batch/create-batch-activities.js';
import { storeBatch } from '../../dist/activities/batch/store-batch.js';
import { createGate } from '../../dist/activities/calls/gate.js';
import { createActivities } from '../../dist/activities/create-activities.js';
import type { ActivityDeps } from '../../dist/activities/deps.js';
import type { Expert, ExpertReply } from '../../dist/domain/expert.js';
import type { RegistrySnapshot } from '../../dist/domain/registry.js';
import { createChatClient } from '../../dist/experts/openai/chat-client.js';
import { createOpenAiExpert } from '../../dist/experts/openai/openai-expert.js';
import { createGrading } from '../../dist/grading/grading.js';
import { queuesOf } from '../../dist/temporal/model-queues.js';
import type { Policy } from '../../dist/policies/policy.js';
import { openBlobStore } from '../../dist/store/open-blob-store.js';
import { openResultStore } from '../../dist/store/open-result-store.js';
import type { ResultStore } from '../../dist/store/result-store.js';
import { connectClient, resolveTarget, type Target } from '../../dist/temporal/connection.js';
import { connectWorker } from '../../dist/temporal/worker-connection.js';
import { readServer } from '../../dist/temporal/embedded/files.js';
import { stopEmbedded } from '../../dist/temporal/embedded/stop.js';
import { runningWorkflows } from '../../dist/temporal/running-workflows.js';
import { WORKFLOW_QUEUE } from '../../dist/temporal/settings.js';
import { startWorkers } from '../../dist/temporal/worker-set.js';
import { QUESTION } from './two-turn.js';

/** What an expert without work says. */
export const NO_WORK: ExpertReply = {
  kind: 'answer',
  text: '{2}',
  confidence: 0.97,
  data: {},
  images: [],
  reasoning: '',
  usage: { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 },
};

export interface Place {
  readonly dataDir: string;
  readonly target: Target;
  readonly client: Client;
  readonly connection: NativeConnection;
  readonly results: ResultStore;
  /** Process id of the Temporal server. */
  readonly serverPid: number;
  close(): Promise<void>;
}

/** A Temporal server and a results store; `storage`: URL of a PostgreSQL for the server's history. */
export async function openPlace(storage?: string): Promise<Place> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const dataDir = await mkdtemp(join(tmpdir(), 'maestro-bench-'));
  const target = await resolveTarget({
    ...{ env: process.env, dataDir, start: true, log: (line) => void process.stderr.write(`${line}\n`) },
    ...(storage === undefined ? {} : { storage }),
  });
  const [client, connection] = await Promise.all([connectClient(target), connectWorker(target)]);
  const results = await openResultStore(pathToFileURL(join(dataDir, 'results.db')).href);
  const serverPid = (await readServer(dataDir))?.pid ?? 0;
  const close = async (): Promise<void> => {
    await results.close();
    await client.connection.close();
    await connection.close();
    await stopEmbedded(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  };
  return { dataDir, target, client, connection, results, serverPid, close };
}

export interface WorkOptions {
  readonly snapshot: RegistrySnapshot;
  readonly policy: Policy;
  /** How long an expert without an address takes; default 0. */
  readonly workMs?: number;
}

/** The worker of `maestro worker` with that registry and that policy. @returns what ends it */
export async function startWork(
  { dataDir, target, connection, results }: Pick<Place, 'dataDir' | 'target' | 'connection' | 'results'>,
  { snapshot, policy, workMs = 0 }: WorkOptions,
): Promise<() => Promise<void>> {
  const clock = { now: () => Date.now(), elapsed: () => performance.now() };
  const worker = `bench:${process.pid}`;
  const gate = createGate({ store: results.calls, worker, now: clock.now, warn: (line) => console.error(line) });
  const endpoint = createOpenAiExpert({ chat: createChatClient({ env: process.env }) });
  const engine: Expert = {
    call: async () => {
      if (workMs > 0) await sleep(workMs);
      return NO_WORK;
    },
  };
  const deps: ActivityDeps = {
    blobs: await openBlobStore(pathToFileURL(join(dataDir, 'blobs')).href),
    results,
    registry: () => Promise.resolve(snapshot),
    expertFor: ({ provider }) => (provider === 'openai' ? endpoint : engine),
    createPolicy: () => policy,
    grading: createGrading(),
    imageRoots: [dataDir],
    ...{ worker, clock, gate, cacheCalls: false },
  };
  const workers = await startWorkers({
    connection,
    namespace: target.namespace,
    activities: {
      ...createActivities(deps),
      ...createBatchActivities({
        ...{ results, dataDir, env: process.env, registry: () => Promise.resolve(snapshot) },
        isRunning: runningWorkflows(connection, target.namespace),
      }),
    },
    models: queuesOf(snapshot),
    policySlots: 8,
  });
  const stop = new AbortController();
  const running = workers.runUntil(stop.signal);
  return async () => {
    stop.abort();
    await running;
    await gate.close();
  };
}

export function taskOf(id: string): { id: string; question: string; data_source: string; ground_truth: string } {
  return { id, question: QUESTION, data_source: 'blindtest', ground_truth: '2' };
}

/** Submits a batch of so many tasks as `maestro batch submit` does, and waits for its end. @throws when one did not answer */
export async function runBatch({ client, results }: Place, name: string, count: number, concurrency?: number) {
  async function* tasks() {
    for (let at = 0; at < count; at++) yield await Promise.resolve({ task: taskOf(`${name}-${at}`), images: [] });
  }
  const { batch, spec } = await storeBatch(results.documents, tasks(), {
    ...{ suite: name, dataset: null, policies: ['two-turn'], samples: 1, seed: 0, limits: {}, onOutage: 'wait' },
    ...{ cache: false, prompt: null, reward: null, check: null },
  });
  await client.workflow.execute('batchWorkflow', {
    workflowId: batch,
    taskQueue: WORKFLOW_QUEUE,
    args: [{ spec, max_without_answer: 1, ...(concurrency === undefined ? {} : { concurrency }) }],
  });
  const { done, answered } = await results.countBatch(batch);
  if (answered !== count) throw new Error(`of ${count} rollouts ${done} ended and ${answered} answered`);
}

/** One rollout, started as any client does. @throws when it is wrong */
export async function runRollout({ client }: Place, id: string): Promise<void> {
  const result: unknown = await client.workflow.execute('rolloutWorkflow', {
    workflowId: id,
    taskQueue: WORKFLOW_QUEUE,
    args: [{ task: { ...taskOf(id), family: 'bench' }, policy: 'two-turn' }],
  });
  if (typeof result !== 'object' || result === null || !('correct' in result) || result.correct !== true) {
    throw new Error(`a rollout went wrong: ${JSON.stringify(result)}`);
  }
}
