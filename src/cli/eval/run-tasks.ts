/** @module Runs the tasks of an evaluation, so many at once; each ends as finished or with its error, none is lost. */
import { priorityKeyOf } from '../../domain/priority.js';
import { isMaestroError, MaestroError, type ErrorCode } from '../../domain/errors.js';
import type { Task } from '../../domain/task.js';
import type { TaskLine } from '../../datasets/jsonl.js';
import type { Context } from '../command.js';
import type { Session } from '../processes/session.js';
import { awaitRollout, throughOutages } from '../rollout/await-rollout.js';
import { finishedOf, finishedOfRecord, type FinishedRollout } from '../rollout/finished.js';
import { evalRolloutId } from '../rollout/rollout-id.js';
import { rootsOf, stageImages } from '../rollout/stage-images.js';
import { startRollout } from '../rollout/start-rollout.js';
import type { EndedTask } from './ended-task.js';
import type { RunNote } from './run-note.js';
import { slidingWindow } from './window.js';

export interface RunTasks {
  readonly note: RunNote;
  /** The suite's name, or the file's. */
  readonly suite: string;
  readonly tasks: AsyncIterable<TaskLine>;
  readonly concurrency: number;
  /** Takes what concerns all rollouts, e.g. that the server is away. */
  readonly tell: (line: string) => void;
  readonly onEnd: (ended: EndedTask) => Promise<void>;
  readonly onFault: (fault: Extract<TaskLine, { kind: 'fault' }>) => void;
}

/** Failures of the ground that all rollouts stand on: they end the run, and `--resume` goes on with it. */
const OF_ALL: ReadonlySet<ErrorCode> = new Set(['TEMPORAL_UNAVAILABLE', 'SERVER_CONFLICT', 'STORE_UNAVAILABLE']);

/** @returns the tasks that ended, in the order of the tasks @throws MaestroError when the run as a whole can't go on */
export async function runTasks(context: Context, session: Session, run: RunTasks): Promise<readonly EndedTask[]> {
  const ended: EndedTask[] = [];
  await slidingWindow(tasksOf(run), run.concurrency, session.signal, async (line, index) => {
    const end = await runTask(context, session, run, line);
    ended[index] = end;
    await run.onEnd(end);
  });
  session.signal.throwIfAborted();
  return ended;
}

type TaskAt = Extract<TaskLine, { kind: 'task' }>;

async function* tasksOf({ tasks, onFault }: RunTasks): AsyncGenerator<TaskAt> {
  for await (const line of tasks) {
    if (line.kind === 'fault') onFault(line);
    else yield line;
  }
}

async function runTask(context: Context, session: Session, run: RunTasks, { task, line }: TaskAt): Promise<EndedTask> {
  const about = { taskId: task.id, family: task.family ?? '', rollout: '' };
  try {
    const { inbox } = context.settings;
    const images = await stageImages(task.images, {
      cwd: context.cwd,
      inbox,
      remote: session.server.target.kind === 'external',
      shared: session.shared,
      roots: rootsOf(context, run.note.source),
      nameOf: (index) => `${run.note.source}, line ${line}: field "images.${index}"`,
    });
    const id = evalRolloutId({ run: run.note.run, suite: run.suite, sample: 0 }, task, images.hashes);
    const staged = { ...task, ...(images.sources.length === 0 ? {} : { images: images.sources }) };
    const finished = await finishRollout(session, run, { id, task: staged });
    return { ...about, rollout: id, kind: 'finished', finished };
  } catch (error) {
    if (!isMaestroError(error) || OF_ALL.has(error.code)) throw error;
    return { ...about, kind: 'error', code: error.code, message: error.message };
  }
}

async function finishRollout(
  { server, results, signal }: Session,
  { note: facts, suite, tell: note }: RunTasks,
  { id, task }: { readonly id: string; readonly task: Task },
): Promise<FinishedRollout> {
  const record = await results.getRollout(id);
  if (record !== undefined && record.rollout.outcome !== 'cancelled') return finishedOfRecord(record);
  const { run, policy, prompt, reward, check, limits, on_outage, cache, seed } = facts;
  const dataset = facts.dataset === null ? {} : { dataset: facts.dataset };
  const template = prompt === null ? {} : { prompt };
  const composed = { ...(reward === null ? {} : { reward }), ...(check === null ? {} : { check }) };
  const given = { ...template, ...dataset, ...composed };
  const input = { task, policy, ...given, limits, on_outage, cache, seed, suite, batch: run };
  // Evaluations give way to questions, and share the workers evenly among themselves.
  const priority = { priorityKey: priorityKeyOf('evaluation'), fairnessKey: run.slice(0, 64) };
  const waiting = { server, signal, note };
  await throughOutages(waiting, (client) => startRollout(client, input, { id, priority }));
  const result = await awaitRollout(id, waiting);
  if (result.id !== id) throw new MaestroError('INTERNAL', `Rollout ${id} returned the result of ${result.id}.`);
  return finishedOf(result, results);
}
