/** @module Asks one question: finds it answered, attaches to it running, or runs it. */
import { INTERACTIVE } from '../../domain/priority.js';
import type { RolloutInput } from '../../domain/task.js';
import { hashJson } from '../../store/hash.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore } from '../../store/result-store.js';
import { externalTarget } from '../../temporal/external-target.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { overviewOf } from '../processes/overview.js';
import { withSession, type Session } from '../processes/session.js';
import { storePrompt } from '../prompt/prompt-file.js';
import { checkPolicy, DEFAULT_POLICY, readRegistry } from '../registry.js';
import { awaitRollout } from '../rollout/await-rollout.js';
import { finishedOf, finishedOfRecord } from '../rollout/finished.js';
import { linkToRollout } from '../rollout/link.js';
import { reportProgress } from '../rollout/progress.js';
import { stageImages } from '../rollout/stage-images.js';
import { withSharedBlobs } from '../shared-blobs.js';
import { startRollout, type StartedRollout } from '../rollout/start-rollout.js';
import { callJson, failedCallJson, turnsSoFarJson } from '../show/rollout-json.js';
import { tellAnswer } from './tell-answer.js';
import { storeRewardFile } from '../reward/read-reward.js';
import { samplesOf, type Samples } from './samples.js';

export interface Question {
  readonly input: RolloutInput;
  /** Paths or data URLs. */
  readonly images: readonly string[];
  readonly policy: string | undefined;
  /** A file: the user's own prompt. */
  readonly prompt: string | undefined;
  /** A file, or the name of a shipped one. */
  readonly reward: string | undefined;
  readonly again: boolean;
}

const PRIORITY = { priorityKey: INTERACTIVE };

/** @returns the exit code */
export async function runAsk(
  context: Context,
  { input, images, policy, prompt, reward, again }: Question,
): Promise<number> {
  const { settings, env, cwd } = context;
  const snapshot = await readRegistry(context);
  const name = await checkPolicy(policy ?? DEFAULT_POLICY, snapshot, context);
  const remote = externalTarget(env) !== undefined;
  const staged = await withSharedBlobs(context, (shared) =>
    stageImages(images, { cwd, inbox: settings.inbox, remote, shared, nameOf: optionOf(images) }),
  );
  const { question } = input.task;
  const task = {
    ...input.task,
    id: `ask-${hashJson({ question, images: staged.hashes }).slice(0, 8)}`,
    ...(staged.sources.length === 0 ? {} : { images: staged.sources }),
  };
  const template = prompt === undefined ? {} : { prompt: await storePrompt(context, prompt, name, snapshot) };
  const composed = reward === undefined ? {} : { reward: await storeRewardFile(context, reward) };
  const asked: RolloutInput = { ...input, ...template, ...composed, task, policy: name };
  const results = await openResultStore(settings.resultsUrl);
  try {
    const samples = await samplesOf(asked, staged.hashes, hashJson(snapshot), results);
    if (samples.answered !== undefined && !again) {
      const { server } = await overviewOf(context);
      const ui = server.state === 'running' && server.ui !== '' ? server.ui : undefined;
      return tellAnswer(context, finishedOfRecord(samples.answered), {
        record: samples.answered,
        how: 'finished',
        link: linkToRollout({ uiUrl: ui, namespace: server.namespace }, samples.answered.rollout.id),
      });
    }
    return await withSession(context, snapshot, (session) => run(context, session, asked, samples, again));
  } finally {
    await results.close();
  }
}

function optionOf({ length }: readonly string[]): (index: number) => string {
  return (index) => (length === 1 ? '--image' : `--image (number ${index + 1} of ${length})`);
}

async function run(
  context: Context,
  session: Session,
  asked: RolloutInput,
  samples: Samples,
  again: boolean,
): Promise<number> {
  const { out } = context;
  const { server, results, signal } = session;
  const note = (line: string): void => out.note(line);
  const started = await start(session, asked, samples, again);
  const { id, attached } = started;
  const link = linkToRollout(server.target, id);
  if (attached) note(`This question is being answered already; waiting for it.`);
  note(out.noteColors.dim(`rollout ${id}${link === undefined ? '' : `  ${link}`}`));
  const end = new AbortController();
  const reporting = reportProgress(server, id, out, end.signal);
  try {
    const result = await awaitRollout(id, { server, signal, note });
    const finished = await finishedOf(result, results);
    end.abort();
    await reporting;
    const record = await results.getRollout(id);
    return tellAnswer(context, finished, { record, how: attached ? 'attached' : 'new', link });
  } catch (error) {
    if (!context.signal.aborted) throw error;
    return await tellInterrupted(context, results, id, link);
  } finally {
    end.abort();
    await reporting;
  }
}

async function tellInterrupted({ out }: Context, results: ResultStore, id: string, link: string | undefined) {
  const resume = `maestro show ${id}`;
  out.note(`The rollout goes on. Ask the same question again to wait for it, or see it with: ${resume}`);
  const calls = await results.ledger.list(id);
  const failures = await results.failures.list(id);
  const made = { calls: calls.map(callJson), failed_calls: failures.map(failedCallJson) };
  const rollout = { id, interrupted: true, finished: false, outcome: null, answer: null };
  out.emit({ ...rollout, turns: turnsSoFarJson(calls), ...made, ui: link ?? null, resume });
  return EXIT.interrupted;
}

/** With `--again` the first number that nobody runs yet, else the running one. */
async function start(
  { server }: Session,
  asked: RolloutInput,
  { idOf, next }: Samples,
  again: boolean,
): Promise<StartedRollout> {
  for (let sample = next; ; sample += 1) {
    const started = await startRollout(server.client, { ...asked, sample }, { id: idOf(sample), priority: PRIORITY });
    if (!again || !started.attached) return started;
  }
}
