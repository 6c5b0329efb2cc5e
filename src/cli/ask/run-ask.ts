/** @module Asks one question: finds it answered, attaches to it running, or runs it. */
import type { RolloutInput } from '../../domain/task.js';
import { hashJson } from '../../store/hash.js';
import { openResultStore } from '../../store/open-result-store.js';
import { externalTarget } from '../../temporal/external-target.js';
import type { Context } from '../command.js';
import { overviewOf } from '../processes/overview.js';
import { withSession, type Session } from '../processes/session.js';
import { storePrompt } from '../prompt/prompt-file.js';
import { checkPolicy, DEFAULT_POLICY, readRegistry } from '../registry.js';
import { awaitRollout } from '../rollout/await-rollout.js';
import { finishedOf, finishedOfRecord } from '../rollout/finished.js';
import { linkToRollout } from '../rollout/link.js';
import { reportProgress } from '../rollout/progress.js';
import { stageImages } from '../rollout/stage-images.js';
import { startRollout, type StartedRollout } from '../rollout/start-rollout.js';
import { tellAnswer } from './tell-answer.js';
import { samplesOf, type Samples } from './samples.js';

export interface Question {
  readonly input: RolloutInput;
  /** Paths or data URLs. */
  readonly images: readonly string[];
  readonly policy: string | undefined;
  /** A file: the user's own prompt. */
  readonly prompt: string | undefined;
  readonly again: boolean;
}

const PRIORITY = { priorityKey: 2 };

/** @returns the exit code */
export async function runAsk(context: Context, { input, images, policy, prompt, again }: Question): Promise<number> {
  const { settings, env, cwd } = context;
  const snapshot = await readRegistry(context);
  const name = checkPolicy(policy ?? DEFAULT_POLICY, snapshot, env);
  const remote = externalTarget(env) !== undefined;
  const staged = await stageImages(images, { cwd, inbox: settings.inbox, remote });
  const { question } = input.task;
  const task = {
    ...input.task,
    id: `ask-${hashJson({ question, images: staged.hashes }).slice(0, 8)}`,
    ...(staged.sources.length === 0 ? {} : { images: staged.sources }),
  };
  const template = prompt === undefined ? {} : { prompt: await storePrompt(context, prompt, name, snapshot) };
  const asked: RolloutInput = { ...input, ...template, task, policy: name };
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

async function run(
  context: Context,
  session: Session,
  asked: RolloutInput,
  samples: Samples,
  again: boolean,
): Promise<number> {
  const { out, signal } = context;
  const { client, target, results } = session;
  const started = await start(session, asked, samples, again);
  const link = linkToRollout(target, started.id);
  if (started.attached) out.note(`This question is being answered already; waiting for it.`);
  out.note(out.noteColors.dim(`rollout ${started.id}${link === undefined ? '' : `  ${link}`}`));
  const end = new AbortController();
  const reporting = reportProgress(client, started.handle, out, end.signal);
  try {
    const result = await awaitRollout(started.handle, { signal: session.signal, note: (line) => out.note(line) });
    const finished = await finishedOf(result, results);
    end.abort();
    await reporting;
    const record = await results.getRollout(started.id);
    return tellAnswer(context, finished, { record, how: started.attached ? 'attached' : 'new', link });
  } catch (error) {
    if (signal.aborted) {
      out.note('The rollout goes on. Ask the same question again to see it.');
      out.emit({ id: started.id, interrupted: true, running: true, ui: link ?? null });
    }
    throw error;
  } finally {
    end.abort();
    await reporting;
  }
}

/** With `--again` the first number that nobody runs yet, else the running one. */
async function start(
  { client }: Session,
  asked: RolloutInput,
  { idOf, next }: Samples,
  again: boolean,
): Promise<StartedRollout> {
  for (let sample = next; ; sample += 1) {
    const started = await startRollout(client, { ...asked, sample }, { id: idOf(sample), priority: PRIORITY });
    if (!again || !started.attached) return started;
  }
}
