/** @module `maestro batch submit`: pins the tasks, starts the batch, and watches it unless told to go. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { storeBatch, type PinnedBatch, type PinnedTask } from '../../activities/batch/store-batch.js';
import { MaestroError } from '../../domain/errors.js';
import type { BatchInput, RetryRequest } from '../../domain/batch.js';
import { priorityKeyOf } from '../../domain/priority.js';
import { DEFAULT_CALLS, type LimitsInput } from '../../domain/task.js';
import { inspectImage } from '../../activities/inspect-image.js';
import { resolveAdapter } from '../../datasets/adapters/load-adapter.js';
import type { AnswerCheckInput } from '../../domain/answer-check.js';
import { loadTasks, resolveSource, type TaskSource } from '../../datasets/load.js';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';
import type { batchWorkflow } from '../../workflows/index.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { withSession, type Session } from '../processes/session.js';
import { storePrompt } from '../prompt/prompt-file.js';
import { storeRewardFile } from '../reward/read-reward.js';
import { checkPolicy, readRegistry } from '../registry.js';
import { rootsOf, stageImages } from '../rollout/stage-images.js';
import type { batchConditions } from './batch-options.js';
import { dryRun } from './dry-run.js';
import { storeTargets } from './notify-option.js';
import { watchBatch } from './watch.js';

export interface SubmitRequest {
  readonly source: string;
  readonly limit: number | undefined;
  readonly policies: readonly string[];
  readonly samples: number;
  readonly seed: number;
  /** How the columns of a dataset are read. */
  readonly adapter: string | undefined;
  readonly prompt: string | undefined;
  readonly reward: string | undefined;
  readonly check: AnswerCheckInput | undefined;
  readonly limits: LimitsInput;
  readonly onOutage: 'observe' | 'wait';
  readonly cache: boolean;
  /** Undefined: by the concurrency of the experts. */
  readonly concurrency: number | undefined;
  readonly partitions: number;
  readonly detach: boolean;
  readonly dryRun: boolean;
  /** Store what the batch is, and start nothing. */
  readonly pin: boolean;
  readonly conditions: ReturnType<typeof batchConditions>;
}

/** What a batch's workflow says of itself without being asked: `list` and `watch` read it. */
export interface BatchMemo {
  readonly spec: string;
  readonly tasks: number;
  readonly rollouts: number;
}

const RUNS_ALREADY =
  'it runs already, and goes on as it was submitted (batch budget, samples and concurrency change that)';

/** @returns the exit code */
export async function submitBatch(context: Context, request: SubmitRequest): Promise<number> {
  const { settings, cwd } = context;
  const snapshot = await readRegistry(context);
  const policies = await Promise.all(request.policies.map((policy) => checkPolicy(policy, snapshot, context)));
  const source = await loadTasks({
    source: resolveSource(request.source, cwd),
    limit: request.limit,
    seed: request.seed,
    imagesDir: settings.inbox,
    files: {
      adapter: request.adapter === undefined ? undefined : resolveAdapter(request.adapter, cwd),
      dataDir: settings.dataDir,
      inspect: inspectImage,
    },
  });
  if (request.dryRun) {
    const { samples, concurrency, limits } = request;
    const maxCalls = limits.max_calls ?? DEFAULT_CALLS;
    const of = { suite: source.name, tasks: source.total, policies, samples, concurrency, maxCalls, snapshot };
    return dryRun(context, of);
  }
  const prompt =
    request.prompt === undefined ? null : await storePrompt(context, request.prompt, policies[0] ?? '', snapshot);
  const reward = request.reward === undefined ? null : await storeRewardFile(context, request.reward);
  const check = request.check ?? null;
  return withSession(context, snapshot, async (session) => {
    const { samples, seed, limits, onOutage, cache, concurrency, partitions } = request;
    const { fingerprint: dataset, name: suite } = source;
    const conditions = { suite, dataset, policies, samples, seed, limits, onOutage, cache, prompt, reward, check };
    const batch = await storeBatch(
      session.results.documents,
      pinnedTasks(context, session, source, request.source),
      conditions,
    );
    const what = `${count(batch.rollouts, 'rollout')} of ${count(batch.tasks, 'task')}`;
    if (request.pin) {
      context.out.emit({ ...batch });
      context.out.print(`Batch ${batch.batch}: ${what}, spec ${batch.spec}. Nothing was started.`);
      return EXIT.ok;
    }
    const notify = await storeTargets(context, request.conditions.targets);
    const attached = await startBatch(session.server.client, batch, {
      ...{ spec: batch.spec, partitions, ...request.conditions.input },
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(notify.length === 0 ? {} : { notify }),
    });
    context.out.note(`Batch ${batch.batch}: ${what}${attached ? `; ${RUNS_ALREADY}` : ''}.`);
    if (request.detach) {
      context.out.emit({ batch: batch.batch, tasks: batch.tasks, rollouts: batch.rollouts, attached });
      context.out.print(`It goes on by itself. Look at it with: maestro batch watch ${batch.batch}`);
      return EXIT.ok;
    }
    return watchBatch(context, session, batch.batch, request.conditions.input.canary !== undefined);
  });
}

/** @returns it was running already */
export async function startBatch(
  client: Client,
  { batch, tasks, rollouts }: PinnedBatch,
  input: BatchInput,
): Promise<boolean> {
  const memo: BatchMemo = { spec: input.spec, tasks, rollouts };
  try {
    await client.workflow.start<typeof batchWorkflow>('batchWorkflow', {
      workflowId: batch,
      taskQueue: WORKFLOW_QUEUE,
      args: [input],
      memo: { ...memo },
      staticSummary: `${count(rollouts, 'rollout')} of ${count(tasks, 'task')}`,
      priority: { priorityKey: priorityKeyOf(input.priority ?? 'evaluation') },
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    });
    return false;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
    throw error;
  }
}

/** Runs once more what ended so before now. */
export function retryBefore(only: RetryRequest['only'], now: number): RetryRequest {
  return { only, before: new Date(now).toISOString() };
}

/** The tasks of a source with their images where workers find them. A line that is no task ends the submission: a batch is what its file says, whole. */
export async function* pinnedTasks(
  context: Context,
  { server, shared, signal }: Session,
  { tasks, name }: TaskSource,
  given: string,
): AsyncGenerator<PinnedTask> {
  const { cwd, settings } = context;
  for await (const entry of tasks) {
    signal.throwIfAborted();
    if (entry.kind === 'fault') throw new MaestroError('INVALID_INPUT', `${entry.message} Nothing was started.`);
    const { task, line } = entry;
    const staged = await stageImages(task.images, {
      cwd,
      inbox: settings.inbox,
      remote: server.target.kind === 'external',
      shared,
      roots: rootsOf(context, given),
      nameOf: (index) => `${name}, line ${line}: field "images.${index}"`,
    });
    const images = staged.sources.length === 0 ? {} : { images: staged.sources };
    yield { task: { ...task, ...images }, images: staged.hashes };
  }
}
