/** @module Scores stored rollouts again, a page at a time, writes the new versions, and tells what changed. */
import { rescore, scorerOf } from '../../activities/rescore.js';
import { rewardReader, storeReward } from '../../activities/rewards.js';
import { MaestroError } from '../../domain/errors.js';
import { rewardFileOf } from '../../domain/verdict.js';
import { createSandboxedGrading } from '../../activities/sandboxed-grading.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore } from '../../store/result-store.js';
import type { NewScore, RolloutSet } from '../../store/scores.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { readReward } from '../reward/read-reward.js';
import { rescoreJson, rescoreLines, type RescoreReport, type Unscored } from './report.js';
import { findRolloutSet } from './rollout-set.js';
import { RescoreTally } from './tally.js';

export interface RescoreRequest {
  readonly run: string;
  /** A file, or the name of a shipped one; undefined: each rollout's own. */
  readonly reward: string | undefined;
  /** `chartqa` or `chartqa@1`; undefined: each task's own source. */
  readonly scorer: string | undefined;
}

const PAGE = 500;

/** @returns the exit code: 1 when some rollouts could not be scored */
export async function runRescore(context: Context, request: RescoreRequest): Promise<number> {
  const { settings, out } = context;
  const dataSource = request.scorer === undefined ? undefined : dataSourceOf(request.scorer);
  const reward = request.reward === undefined ? undefined : await readReward(context.cwd, request.reward);
  const results = await openResultStore(settings.resultsUrl);
  const grading = createSandboxedGrading();
  try {
    const set = await findRolloutSet(results, request.run);
    if (reward !== undefined) await storeReward(results.documents, reward);
    const options = { grading, reward, dataSource, readReward: rewardReader(results.documents) };
    const report = await scoreAll(context, results, set, request.run, options);
    out.emit(rescoreJson(report));
    for (const line of rescoreLines(report, out.colors)) out.print(line);
    return report.unscored.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await grading.close();
    await results.close();
  }
}

async function scoreAll(
  { clock, signal, out }: Context,
  results: ResultStore,
  set: RolloutSet,
  run: string,
  options: Parameters<typeof rescore>[1],
): Promise<RescoreReport> {
  const tally = new RescoreTally();
  const [scorers, rewards] = [new Set<string>(), new Set<string>()];
  const unscored: Unscored[] = [];
  const ids = await results.scores.ids(set);
  for (let start = 0; start < ids.length; start += PAGE) {
    signal.throwIfAborted();
    const rows = await results.scores.scorable(ids.slice(start, start + PAGE));
    const scores: NewScore[] = [];
    for (const row of rows) {
      const scored = await rescore(row, options);
      if (scored.kind === 'unscorable') {
        unscored.push({ id: row.id, why: scored.why });
        continue;
      }
      const { scorer, reward, task, before, after: verdict } = scored;
      const rewardFile = rewardFileOf(reward.spec);
      scorers.add(scorer);
      rewards.add(rewardFile);
      scores.push({
        ...{ rolloutId: row.id, scorer, rewardHash: reward.hash, rewardFile },
        ...{ correct: verdict.correct, score: verdict.score, reward: verdict.reward },
        ...{ verdict, scoredAt: new Date(clock.now()).toISOString() },
      });
      const { id, taskId, answer } = row;
      const group = JSON.stringify([row.batch, taskId, row.policy]);
      tally.add({ id, group, task: taskId, answer, truths: task.groundTruth, before, after: verdict });
    }
    await results.scores.put(scores);
    out.status(`${tally.scored} of ${ids.length} scored`);
  }
  return { run, tally, scorers: [...scorers], rewards: [...rewards], unscored };
}

/** @throws MaestroError INVALID_INPUT for an unknown source, or a version that this Maestro does not have */
function dataSourceOf(scorer: string): string {
  const [, source = scorer, version] = /^(.*)@(\d+)$/.exec(scorer) ?? [];
  const here = scorerOf(source);
  if (version === undefined || here.endsWith(`@${version}`)) return source;
  throw new MaestroError(
    'INVALID_INPUT',
    `--scorer: this Maestro has ${here}, not version ${version}. Leave the version out, or use the Maestro that has it.`,
  );
}
