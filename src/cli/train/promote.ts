/** @module `maestro train promote` and `rollback`: which checkpoint decides new rollouts, by a paired test on tasks that nobody has seen. */
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { findCheckpoint, readStoredCheckpoint } from '../../activities/learned/stored-checkpoints.js';
import { loadTasks } from '../../datasets/load.js';
import { SUITES } from '../../datasets/suite.js';
import { MaestroError } from '../../domain/errors.js';
import { bestValidation } from '../../domain/training.js';
import { isGraded, type Fact } from '../../report/fact.js';
import { comparePaired, type PairedResult } from '../../statistics/paired.js';
import { hashJson } from '../../store/hash.js';
import type { ResultStore } from '../../store/result-store.js';
import { writeWhole } from '../atomic-file.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { percent } from '../format.js';
import { DEFAULT_POLICY } from '../registry.js';
import { loadFacts } from '../report/load-facts.js';
import { runBatch } from '../report/run-batch.js';
import { runOf, withResults } from './runs.js';
import { splitSeed } from './splits.js';
import { wayBack } from './way-back.js';

export interface PromoteRequest {
  /** A checkpoint, or a run: then its best by validation. */
  readonly what: string;
  /** Tasks of each suite in the gate. */
  readonly tasks: number;
  /** Put it in use without a test, by the word of whoever does it. */
  readonly untested: boolean;
}

/** The most that chance may have to do with it. */
const ALPHA = 0.05;

/** @returns 0 when it is in use now, 1 when the gate did not let it pass */
export async function promote(context: Context, { what, tasks, untested }: PromoteRequest): Promise<number> {
  const { out, clock } = context;
  const gate = await withResults(context, async (results) => {
    const checkpoint = await candidateOf(results, what);
    const [latest, count] = [await results.learning.promoted(), (await results.learning.promotions()).length];
    const { run } = (await readStoredCheckpoint(results, checkpoint)).checkpoint;
    const { row } = await runOf(results, run);
    const current = latest === undefined ? DEFAULT_POLICY : `learned:${latest.checkpoint}`;
    // The same question is asked of the same tasks, and another one of others.
    return { checkpoint, current, suites: row.suites, round: hashJson({ checkpoint, current, count }) };
  });
  if (gate.current === `learned:${gate.checkpoint}`) {
    out.emit({ checkpoint: gate.checkpoint, promoted: true, already: true });
    out.print(`${gate.checkpoint.slice(0, 12)} is in use already.`);
    return EXIT.ok;
  }
  const evidence = untested ? null : await paired(context, gate, tasks);
  const passed = evidence === null || isBetter(evidence);
  if (passed) {
    await withResults(context, ({ learning }) =>
      learning.promote({
        ...{ id: gate.round, checkpoint: gate.checkpoint, promotedAt: new Date(clock.now()).toISOString() },
        ...{ promotedBy: userName(), evidence: evidence === null ? null : { against: gate.current, ...evidence } },
      }),
    );
  }
  out.emit({ checkpoint: gate.checkpoint, against: gate.current, promoted: passed, evidence });
  if (evidence !== null) out.print(evidenceLine(gate.current, evidence));
  out.print(
    passed
      ? `${gate.checkpoint.slice(0, 12)} is in use: "--policy learned" means it from now on.`
      : `${gate.checkpoint.slice(0, 12)} was not put in use: it must be better, with a p-value of at most ${ALPHA}. More tasks (--tasks) may show it; settle on their number once, as each look is another chance for luck.`,
  );
  return passed ? EXIT.ok : EXIT.failed;
}

/** Puts the checkpoint in use that was so before the present one was promoted. @throws MaestroError NOT_FOUND when there is none */
export async function rollback(context: Context): Promise<number> {
  return withResults(context, async ({ learning }) => {
    const promotions = await learning.promotions();
    const [newest] = promotions;
    const [now, checkpoint] = wayBack(promotions);
    if (newest === undefined || now === undefined)
      throw new MaestroError('NOT_FOUND', 'No checkpoint is in use: maestro train promote puts one in use.');
    if (checkpoint === undefined)
      throw new MaestroError(
        'NOT_FOUND',
        `There is no checkpoint to go back to: ${now.slice(0, 12)} was the first in use. Others: maestro train list.`,
      );
    await learning.promote({
      ...{ id: hashJson({ back: checkpoint, from: newest.id }), checkpoint },
      promotedAt: new Date(context.clock.now()).toISOString(),
      ...{ promotedBy: userName(), evidence: { back_from: now } },
    });
    context.out.emit({ checkpoint, back_from: now });
    context.out.print(`${checkpoint.slice(0, 12)} is in use again, instead of ${now.slice(0, 12)}.`);
    return EXIT.ok;
  });
}

async function candidateOf(results: ResultStore, what: string): Promise<string> {
  if (/^[0-9a-f]{4,64}$/.test(what)) return findCheckpoint(results, what);
  const { steps, validations } = await runOf(results, what);
  const policy = bestValidation(validations)?.policy ?? steps.at(-1)?.state.policy;
  if (policy?.startsWith('learned:') === false)
    throw new MaestroError(
      'INVALID_INPUT',
      `Run ${what} only collects: it has no checkpoint. See maestro train export.`,
    );
  if (policy !== undefined) return policy.replace('learned:', '');
  throw new MaestroError('NOT_FOUND', `Run ${what} has no checkpoint yet: see maestro train show ${what}.`);
}

interface Gate {
  readonly checkpoint: string;
  readonly current: string;
  readonly suites: readonly string[];
  readonly round: string;
}

/** Both policies on fresh tasks of the suites that it was trained on, in wordings that learning has not seen. */
async function paired(
  context: Context,
  { checkpoint, current, suites, round }: Gate,
  tasks: number,
): Promise<PairedResult> {
  const { settings, out, signal } = context;
  const others = suites.filter((suite) => !SUITES.some(({ name }) => name === suite));
  if (others.length > 0)
    throw new MaestroError(
      'INVALID_INPUT',
      `${others.join(', ')} is a file, and a gate needs tasks that nobody has seen: compare on tasks of your own (maestro batch submit, maestro report), then promote with --untested.`,
    );
  const lines: string[] = [];
  for (const suite of suites) {
    const seed = splitSeed(0, 'gate', round);
    const source = await loadTasks({
      source: suite,
      limit: tasks,
      seed,
      wording: 'held-out',
      imagesDir: settings.inbox,
    });
    for await (const line of source.tasks) {
      if (line.kind === 'fault') throw new MaestroError('INTERNAL', line.message);
      lines.push(`${JSON.stringify(line.task)}\n`);
    }
  }
  const folder = join(settings.dataDir, 'gates');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `gate-${round.slice(0, 12)}.jsonl`);
  await writeWhole(file, lines.join(''));
  out.note(`Gate: ${lines.length} fresh tasks, against ${current.slice(0, 20)}.`);
  const candidate = `learned:${checkpoint}`;
  const batch = await runBatch(context, {
    ...{ source: file, limit: undefined, seed: 0, samples: 1, policies: [candidate, current] },
    ...{ concurrency: undefined, adapter: undefined, maxCalls: undefined },
  });
  return withResults(context, async (results) => {
    const facts = await loadFacts(results, { runs: [batch], rule: 'reward', signal });
    return comparePaired(pairs(facts, candidate, current), true, ['gate', round]);
  });
}

function pairs(facts: readonly Fact[], candidate: string, current: string) {
  const of = (policy: string): ReadonlyMap<string, number> =>
    new Map(
      facts
        .filter((fact) => fact.policy === policy)
        .flatMap((fact) => (isGraded(fact) ? [[fact.task, fact.score]] : [])),
    );
  const [a, b] = [of(candidate), of(current)];
  const clusters = new Map(facts.map(({ task, cluster }) => [task, cluster]));
  return [...a].flatMap(([task, score]) => {
    const other = b.get(task);
    return other === undefined ? [] : [{ cluster: clusters.get(task) ?? task, a: score, b: other }];
  });
}

function isBetter({ difference, p }: PairedResult): boolean {
  return difference !== null && difference > 0 && p !== null && p <= ALPHA;
}

function evidenceLine(current: string, { tasks, difference, low, high, p, test }: PairedResult): string {
  const sign = (share: number | null): string =>
    share === null ? 'unknown' : `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`;
  return `Against ${current.slice(0, 20)} on ${tasks} tasks: ${sign(difference)} right [${sign(low)}, ${sign(high)}], p = ${p?.toFixed(4) ?? 'unknown'} (${test}).`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // a user without a name, as in some containers
  }
}
