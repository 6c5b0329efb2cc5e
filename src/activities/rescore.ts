/** @module Scores a stored rollout again, with no call of anybody: from its answer, its task and its structured trajectory. */
import { z } from 'zod';
import { OUTCOMES } from '../domain/trajectory.js';
import { OBSERVATION_STATUSES } from '../domain/transcript.js';
import type { VerdictSummary } from '../domain/verdict.js';
import type { Grading } from '../grading/grading.js';
import type { DeclaredReward } from '../grading/reward-file.js';
import { graderOf } from '../grading/sources.js';
import { LruCache } from '../store/lru-cache.js';
import type { ScorableRow } from '../store/scores.js';
import { storedDecision } from './decision.js';
import { scoreAnswer, type GradedTask } from './score-answer.js';
import { readStoredVerdict } from './stored-verdict.js';

export interface RescoreOptions {
  readonly grading: Pick<Grading, 'all'>;
  /** Instead of each rollout's own. */
  readonly reward: DeclaredReward | undefined;
  readonly readReward: (hash: string | undefined) => Promise<DeclaredReward>;
  /** A data source whose rules are applied instead of the task's own. */
  readonly dataSource: string | undefined;
}

export type Rescored =
  | {
      readonly kind: 'scored';
      /** `chartqa@1` */
      readonly scorer: string;
      readonly reward: DeclaredReward;
      readonly task: GradedTask;
      readonly before: VerdictSummary | undefined;
      readonly after: VerdictSummary;
    }
  | { readonly kind: 'unscorable'; readonly why: string };

/** @throws MaestroError INVALID_INPUT, BLOB_MISSING for a reward or data source that is not there */
export async function rescore(row: ScorableRow, options: RescoreOptions): Promise<Rescored> {
  const plan = planSchema.safeParse(row.plan);
  if (row.plan === null || !plan.success) return unscorable('its plan is not in this results store');
  const trajectory = trajectorySchema.safeParse(row.trajectory);
  const outcome = outcomeSchema.safeParse(row.outcome);
  if (!trajectory.success || !outcome.success) return unscorable('its trajectory can not be read by this version');
  const before = readStoredVerdict(row.verdict);
  const task = { ...plan.data.task, dataSource: options.dataSource ?? plan.data.task.dataSource };
  const reward = options.reward ?? (await options.readReward(plan.data.reward));
  const after = await scoreAnswer(options.grading, {
    ...{ task, reward, answer: row.answer ?? undefined },
    trajectory: { outcome: outcome.data, turns: trajectory.data.turns },
    elapsedMs: before?.given?.elapsedMs ?? row.latencyMs,
    decision: before?.decidedBy === undefined ? undefined : storedDecision(before.decidedBy),
  });
  return { kind: 'scored', scorer: scorerOf(task.dataSource), reward, task, before, after };
}

const SCORERS = new LruCache<{ readonly name: string }>(1_000, 1);

/** `chartqa@1`, `numeric:5%@1` @throws MaestroError INVALID_INPUT */
export function scorerOf(dataSource: string): string {
  const known = SCORERS.get(dataSource);
  if (known !== undefined) return known.name;
  const { grader, parameter } = graderOf(dataSource);
  const name = `${grader.id}${parameter === '' ? '' : `:${parameter}`}@${grader.version}`;
  SCORERS.set(dataSource, { name }, 1);
  return name;
}

function unscorable(why: string): Rescored {
  return { kind: 'unscorable', why };
}

/** What scoring needs of a plan, and no more, so that plans of other versions can be scored too. */
const planSchema: z.ZodType<{ readonly task: GradedTask; readonly reward?: string }> = z.object({
  task: z.object({
    dataSource: z.string(),
    groundTruth: z.array(z.string()),
    family: z.string(),
    question: z.string(),
    options: z.array(z.string()).exactOptional(),
    answerType: z.string().exactOptional(),
    category: z.string().exactOptional(),
  }),
  reward: z.string().exactOptional(),
});

const outcomeSchema = z.enum(OUTCOMES);

const trajectorySchema = z.object({
  turns: z.array(
    z.object({
      action: z.enum(['call', 'malformed']),
      status: z.enum(OBSERVATION_STATUSES),
      usage: z.object({ costUsd: z.number() }),
    }),
  ),
});
