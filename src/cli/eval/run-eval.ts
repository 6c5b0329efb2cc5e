/** @module Runs an evaluation: a suite or a file of tasks under one policy, to a table and a file of results. */
import { resolve } from 'node:path';
import type { AnswerCheckInput } from '../../domain/answer-check.js';
import { isMaestroError, MaestroError } from '../../domain/errors.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import type { LimitsInput } from '../../domain/task.js';
import { inspectImage } from '../../activities/inspect-image.js';
import { resolveAdapter } from '../../datasets/adapters/load-adapter.js';
import { loadTasks, resolveSource } from '../../datasets/load.js';
import { hashJson } from '../../store/hash.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { withSession } from '../processes/session.js';
import { onceInARow } from '../once-in-a-row.js';
import { storePrompt } from '../prompt/prompt-file.js';
import { checkPolicy, DEFAULT_POLICY, readRegistry } from '../registry.js';
import { tellOutages } from '../rollout/outages.js';
import type { EndedTask } from './ended-task.js';
import { startProgress } from './progress.js';
import { reportJson, reportLines, type EvalReport, type Faulty } from './report.js';
import { openResultsFile } from './results-file.js';
import { newRunId, readRun, writeRun, type RunNote } from './run-note.js';
import { runTasks } from './run-tasks.js';
import { storeRewardFile } from '../reward/read-reward.js';
import { tellNextSteps } from './next-steps.js';

export interface EvalRequest {
  /** A suite's name or a path; undefined: that of the run to go on with. */
  readonly source: string | undefined;
  /** Of a dataset: a name, or a path. */
  readonly adapter: string | undefined;
  readonly limit: number | undefined;
  readonly policy: string | undefined;
  /** A file: the user's own prompt. */
  readonly prompt: string | undefined;
  /** A file, or the name of a shipped one. */
  readonly reward: string | undefined;
  readonly check: AnswerCheckInput | undefined;
  readonly seed: number | undefined;
  readonly limits: LimitsInput;
  readonly cache: boolean;
  readonly onOutage: 'observe' | 'wait' | undefined;
  readonly concurrency: number;
  readonly out: string | undefined;
  readonly resume: string | undefined;
}

/** @returns the exit code */
export async function runEval(context: Context, request: EvalRequest): Promise<number> {
  const { settings, cwd, out, clock, signal } = context;
  const snapshot = await readRegistry(context);
  const earlier = request.resume === undefined ? undefined : await readRun(settings.dataDir, request.resume);
  const given = {
    ...request,
    prompt: await promptHash(context, request, earlier, snapshot),
    reward: request.reward === undefined ? undefined : await storeRewardFile(context, request.reward),
  };
  const draft = earlier === undefined ? newRun(context, given) : sameRun(context, earlier, given);
  const policy = await checkPolicy(draft.policy, snapshot, context);
  const source = await loadTasks({
    source: draft.source,
    limit: draft.limit ?? undefined,
    seed: draft.seed,
    imagesDir: settings.inbox,
    files: { adapter: draft.adapter ?? undefined, dataDir: settings.dataDir, inspect: inspectImage },
  });
  checkSameDataset(earlier, source.fingerprint);
  const dataset = source.fingerprint;
  const note: RunNote = { ...draft, policy, dataset, run: earlier?.run ?? newRunId(source.name, clock.now()) };
  const file = request.out === undefined ? undefined : await openResultsFile(resolve(cwd, request.out), dataset);
  const done: EndedTask[] = [];
  const faults: Faulty[] = [];
  let startedAt: number | undefined;
  let ui: string | undefined;
  const reportOf = (tasks: readonly EndedTask[]): EvalReport => {
    const elapsedMs = startedAt === undefined ? 0 : clock.now() - startedAt;
    return {
      run: note.run,
      suite: source.name,
      dataset,
      policy,
      seed: note.seed,
      tasks,
      faults,
      elapsedMs,
      ui,
      out: file?.path,
    };
  };
  try {
    const tasks = await withSession(context, snapshot, async (session) => {
      await writeRun(settings.dataDir, note);
      out.note(
        out.noteColors.dim(`run ${note.run}: up to ${count(source.total, 'task')} of ${source.name}, policy ${policy}`),
      );
      startedAt = clock.now();
      ui = session.server.target.uiUrl;
      const progress = startProgress(context, source.total);
      const end = new AbortController();
      const tell = { note: (line: string) => out.note(line), now: clock.now };
      const telling = tellOutages(session.results, note.run, tell, end.signal);
      try {
        return await runTasks(context, session, {
          note,
          suite: source.name,
          tasks: source.tasks,
          concurrency: request.concurrency,
          tell: onceInARow((line) => out.note(line)),
          onEnd: async (ended) => {
            done.push(ended);
            progress.add(ended);
            await file?.append(ended);
          },
          onFault: (fault) => faults.push(fault),
        });
      } finally {
        progress.stop();
        end.abort();
        await telling;
      }
    });
    await file?.finish(tasks);
    return tellReport(context, reportOf(tasks));
  } catch (error) {
    if (startedAt === undefined) throw error;
    const resume = resumeCommand(note, request);
    if (!signal.aborted) throw withAdvice(error, resume);
    out.note(`Interrupted with ${done.length} of ${source.total} done; nothing is lost. Go on with: ${resume}`);
    out.emit({ ...reportJson(reportOf(done)), interrupted: true, of_tasks: source.total, resume });
    return EXIT.interrupted;
  } finally {
    await file?.close();
  }
}

function tellReport(context: Context, report: EvalReport): number {
  const { out } = context;
  out.emit(reportJson(report));
  for (const line of reportLines(report, out.colors)) out.print(line);
  tellNextSteps(context, report);
  return exitOf(report);
}

/** The same failure, and how to go on. */
function withAdvice(error: unknown, resume: string): unknown {
  if (!isMaestroError(error)) return error;
  const { code, message, data } = error;
  return new MaestroError(code, `${message}\nWhat is done is kept. Go on with: ${resume}`, { cause: error, data });
}

/** The user's own prompt is known by its content. */
async function promptHash(
  context: Context,
  { prompt, policy }: EvalRequest,
  earlier: RunNote | undefined,
  snapshot: RegistrySnapshot,
): Promise<string | undefined> {
  if (prompt === undefined) return undefined;
  return storePrompt(context, prompt, policy ?? earlier?.policy ?? DEFAULT_POLICY, snapshot);
}

/** `prompt` and `reward` are hashes here. */
function newRun({ cwd, clock }: Context, request: EvalRequest): RunNote {
  const { source, adapter, limit, policy, prompt, reward, check, seed, limits, cache, onOutage } = request;
  if (source === undefined) {
    throw new MaestroError(
      'INVALID_INPUT',
      'Name a suite (blindtest, arith) or a .jsonl file of tasks or another dataset, or --resume a run.',
    );
  }
  return {
    run: '',
    source: resolveSource(source, cwd),
    adapter: adapter === undefined ? null : resolveAdapter(adapter, cwd),
    dataset: null,
    limit: limit ?? null,
    policy: policy ?? DEFAULT_POLICY,
    prompt: prompt ?? null,
    reward: reward ?? null,
    check: check ?? null,
    seed: seed ?? 0,
    limits,
    on_outage: onOutage ?? 'observe',
    cache,
    started_at: new Date(clock.now()).toISOString(),
  };
}

/** A run goes on as it began: what is given again must be the same. */
function sameRun(context: Context, earlier: RunNote, request: EvalRequest): RunNote {
  const { source, adapter, limit, policy, prompt, reward, check, seed, limits, cache, onOutage } = request;
  const given = newRun(context, { ...request, source: source ?? earlier.source });
  const differs = (
    [
      ['the suite or file', source !== undefined && given.source !== earlier.source],
      ['--adapter', adapter !== undefined && given.adapter !== earlier.adapter],
      ['--limit', limit !== undefined && limit !== earlier.limit],
      ['--policy', policy !== undefined && policy !== earlier.policy],
      ['--prompt', prompt !== undefined && prompt !== earlier.prompt],
      ['--reward', reward !== undefined && reward !== earlier.reward],
      ['--judge or --review', check !== undefined && hashJson(check) !== hashJson(earlier.check ?? {})],
      ['--seed', seed !== undefined && seed !== earlier.seed],
      ['--on-outage', onOutage !== undefined && onOutage !== earlier.on_outage],
      ['--no-cache', !cache && earlier.cache],
      ['the limits', Object.keys(limits).length > 0 && JSON.stringify(limits) !== JSON.stringify(earlier.limits)],
    ] as const
  ).flatMap(([name, differ]) => (differ ? [name] : []));
  if (differs.length === 0) return earlier;
  throw new MaestroError(
    'INVALID_INPUT',
    `Run ${earlier.run} began with another value of ${differs.join(', ')}: leave that out to go on with it, or begin a new run without --resume.`,
  );
}

/** Other files under the same names would make a run of two halves. */
function checkSameDataset(earlier: RunNote | undefined, fingerprint: string | null): void {
  if (earlier === undefined || earlier.dataset === null || earlier.dataset === fingerprint) return;
  throw new MaestroError(
    'INVALID_INPUT',
    `The files of ${earlier.source}, or its adapter, have changed since run ${earlier.run} began: put them back to go on with it, or begin a new run without --resume.`,
  );
}

function resumeCommand({ run }: RunNote, { out, concurrency }: EvalRequest): string {
  return `maestro eval --resume ${run} --concurrency ${concurrency}${out === undefined ? '' : ` --out ${out}`}`;
}

function exitOf({ faults, tasks }: EvalReport): number {
  if (faults.length > 0) return EXIT.badInput;
  const failed = tasks.some((task) => task.kind === 'error' || task.finished.outcome !== 'answered');
  return failed ? EXIT.failed : EXIT.ok;
}
