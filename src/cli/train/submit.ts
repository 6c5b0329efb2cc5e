/** @module `maestro train <suite...>`: pins a run, starts it, and watches it unless told to go. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { storeTraining } from '../../activities/training/store-training.js';
import type { PinnedTask } from '../../activities/batch/store-batch.js';
import { inspectImage } from '../../activities/inspect-image.js';
import { findCheckpoint } from '../../activities/learned/stored-checkpoints.js';
import { resolveAdapter } from '../../datasets/adapters/load-adapter.js';
import { loadTasks, resolveSource } from '../../datasets/load.js';
import { findSuite, SUITES } from '../../datasets/suite.js';
import { MaestroError } from '../../domain/errors.js';
import { priorityKeyOf } from '../../domain/priority.js';
import { fittingPairs } from '../../policies/pairs.js';
import { hashJson } from '../../store/hash.js';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';
import type { trainingWorkflow } from '../../workflows/index.js';
import { pinnedTasks } from '../batch/submit.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { withSession, type Session } from '../processes/session.js';
import { readRegistry } from '../registry.js';
import { storeRewardFile } from '../reward/read-reward.js';
import { collectable, type CollectRequest } from './collectable.js';
import { learnSettings, modelSpecOf, type Preset } from './settings.js';
import { fileSplit, splitSeed, type Split } from './splits.js';
import { watchTraining } from './watch.js';

export interface TrainRequest {
  readonly sources: readonly string[];
  readonly adapter: string | undefined;
  readonly seed: number;
  readonly preset: Preset;
  readonly changes: readonly string[];
  readonly model: string;
  /** Tasks of each suite: to train on, and to validate with. */
  readonly tasks: number;
  readonly validation: number;
  /** Tasks of each family that every pair is tried on; 0: none. */
  readonly probes: number;
  readonly reward: string | undefined;
  readonly onOutage: 'observe' | 'wait';
  readonly trainer: string;
  /** A checkpoint to begin with. */
  readonly from: string | undefined;
  readonly cache: boolean;
  readonly detach: boolean;
  /** Given: groups of a chat policy are collected, and nothing is updated. */
  readonly collect?: CollectRequest;
}

/** @returns the exit code */
export async function submitTraining(context: Context, request: TrainRequest): Promise<number> {
  const { out, cwd } = context;
  const learn = learnSettings(request.preset, request.changes);
  const model = modelSpecOf(request.model);
  const sources = request.sources.map((source) => resolveSource(source, cwd));
  for (const source of sources) if (!/[./\\*?]/.test(source)) findSuite(source);
  const snapshot = await readRegistry(context);
  const collect = request.collect && (await collectable(context, request.collect, snapshot));
  const reward = request.reward === undefined ? null : await storeRewardFile(context, request.reward);
  return withSession(context, snapshot, async (session) => {
    const of = (split: Split, limit: (source: string) => number): AsyncGenerator<PinnedTask> =>
      splitTasks(context, session, { ...request, sources }, split, limit);
    const probe: PinnedTask[] = [];
    if (request.probes > 0)
      for await (const task of of('probe', (source) => request.probes * familiesOf(source))) probe.push(task);
    const shapes = [...new Set(probe.map(({ images }) => images.length > 0))];
    const pairs = new Set(
      shapes.flatMap((hasImages) =>
        fittingPairs(snapshot, { images: hasImages ? [ANY_IMAGE] : [] }).map(({ name }) => name),
      ),
    );
    const from = request.from === undefined ? null : await findCheckpoint(session.results, request.from);
    const { seed, trainer, onOutage, cache } = request;
    const pinned = await storeTraining(
      session.results.documents,
      {
        suites: sources.map(nameOf),
        ...{ seed, registry: hashJson(snapshot), ...learn, model, trainer, reward, onOutage, from },
        ...{ pairs: [...pairs], cache },
        ...(collect === undefined ? {} : { collect }),
      },
      {
        train: of('train', () => request.tasks),
        probe: listed(probe),
        validation: of('validation', () => request.validation),
      },
    );
    const { run, spec, tasks, families } = pinned;
    const attached = await startTraining(session.server.client, run, spec, seed);
    out.note(
      `Run ${run}: ${count(learn.settings.steps, 'step')} on ${count(tasks, 'task')} of ${count(families, 'family', 'families')}${attached ? '; it runs already' : ''}.`,
    );
    if (!request.detach) {
      const code = await watchTraining(context, session, run);
      if (collect !== undefined && code === EXIT.ok)
        out.note(`Write its groups out with: maestro train export ${run} --out groups.parquet`);
      return code;
    }
    out.emit({ run, spec, tasks, families, attached });
    out.print(`It goes on by itself. Look at it with: maestro train watch ${run}`);
    return EXIT.ok;
  });
}

/** @returns it was running already */
export async function startTraining(client: Client, run: string, spec: string, seed: number): Promise<boolean> {
  try {
    await client.workflow.start<typeof trainingWorkflow>('trainingWorkflow', {
      ...{ workflowId: run, taskQueue: WORKFLOW_QUEUE, args: [{ spec }], memo: { spec, seed } },
      staticSummary: 'a training run',
      priority: { priorityKey: priorityKeyOf('training') },
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    });
    return false;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
    throw error;
  }
}

/** Only whether there is one counts. */
const ANY_IMAGE = { sha256: '', bytes: 0, mime: 'image/png', width: 1, height: 1 } as const;

function isSuite(source: string): boolean {
  return SUITES.some(({ name }) => name === source);
}

function nameOf(source: string): string {
  return isSuite(source) ? source : (source.split(/[/\\]/).at(-1) ?? source);
}

/** Of a file nobody knows before it is read: as many as most suites have. */
function familiesOf(source: string): number {
  return isSuite(source) ? findSuite(source).families.length : 8;
}

type Sources = Pick<TrainRequest, 'sources' | 'adapter' | 'seed'>;

/** The tasks of a split: a suite's by a seed of the split's own and in wordings that learning may see, a file's by their pictures. */
async function* splitTasks(
  context: Context,
  session: Session,
  { sources, adapter, seed }: Sources,
  split: Split,
  limit: (source: string) => number,
): AsyncGenerator<PinnedTask> {
  const { settings, cwd } = context;
  for (const source of sources) {
    const most = limit(source);
    const loaded = await loadTasks({
      ...{ source, seed: splitSeed(seed, split), wording: 'known', imagesDir: settings.inbox },
      limit: isSuite(source) ? most : undefined,
      files: {
        adapter: adapter === undefined ? undefined : resolveAdapter(adapter, cwd),
        ...{ dataDir: settings.dataDir, inspect: inspectImage },
      },
    });
    let taken = 0;
    for await (const pinned of pinnedTasks(context, session, loaded, source)) {
      if (!isSuite(source) && fileSplit(seed, { ...pinned.task, images: pinned.images }) !== split) continue;
      if (taken >= most) break;
      taken += 1;
      yield pinned;
    }
    if (taken === 0)
      throw new MaestroError('INVALID_INPUT', `${source} has no task for the split ${split}: give it more tasks.`);
  }
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
