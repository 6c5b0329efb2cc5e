/** @module Reads what a report counts from the results store, some hundred rollouts at a time. */
import { z } from 'zod';
import { RULES } from '../domain/reward.js';
import type { ReportedCall, ReportedRollout, ReportedTurn, Reports } from '../store/reports.js';
import { difficultyBin } from './difficulty.js';
import type { Fact, ReportRule, Versions } from './fact.js';
import { DECIDE_STEP, isJudgeStep } from '../domain/step-id.js';
import { spansOf, splitTime } from './time-split.js';

const PAGE = 500;

export interface ReadOptions {
  /** What the run is called in the report. */
  readonly run: string;
  readonly rule: ReportRule;
  readonly signal?: AbortSignal;
  /** What a suite's tasks are counted under instead of its name. */
  readonly benchmarkOf?: (suite: string) => string;
}

/** Facts of these rollouts, by id. Errors as in `Ledger`. */
export async function readFacts(
  reports: Reports,
  ids: readonly string[],
  options: ReadOptions,
): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (let start = 0; start < ids.length; start += PAGE) {
    options.signal?.throwIfAborted();
    const page = ids.slice(start, start + PAGE);
    const turns = byRollout(await reports.turns(page));
    const calls = byRollout(await reports.calls(page));
    const rescored = new Set(await reports.rescored(page));
    for (const row of await reports.rollouts(page)) {
      const parts = { turns: turns.get(row.id) ?? [], calls: calls.get(row.id) ?? [], rescored: rescored.has(row.id) };
      facts.push(factOf(row, parts, options));
    }
  }
  return facts;
}

interface Parts {
  readonly turns: readonly ReportedTurn[];
  readonly calls: readonly ReportedCall[];
  readonly rescored: boolean;
}

function factOf(row: ReportedRollout, { turns, calls, rescored }: Parts, options: ReadOptions): Fact {
  const { run, rule, benchmarkOf } = options;
  const verdict = verdictSchema.safeParse(row.verdict).data;
  const task = planSchema.safeParse(row.plan).data?.task;
  const experts = calls.filter(({ step }) => step !== DECIDE_STEP && !isJudgeStep(step));
  const benchmark = row.suite === '' ? row.dataSource : (benchmarkOf?.(row.suite) ?? row.suite);
  return {
    id: row.id,
    run,
    policy: row.policy,
    task: `${benchmark} ${row.taskId}`,
    sample: row.sample,
    benchmark,
    dataSource: row.dataSource,
    family: row.family,
    bin: difficultyBin(row.images),
    cluster: clusterOf(benchmark, row, task?.group),
    options: task?.options?.length ?? 0,
    truth: row.groundTruth[0] ?? '',
    outcome: row.outcome,
    score: scoreOf(row, verdict, rule),
    pairs: turns.flatMap(({ pair, status }) => (pair === null ? [] : [{ pair, ok: status === 'ok' }])),
    decisions: calls.filter(({ step }) => step === DECIDE_STEP).length,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    costUsd: row.costUsd,
    latencyMs: row.latencyMs,
    time: splitTime(spansOf(calls, Date.parse(row.startedAt), row.latencyMs), row.latencyMs),
    tainted: row.tainted,
    rescored,
    rerun: row.runs > 1,
    retried: calls.some(({ attempt }) => attempt > 1),
    expertCalls: experts.length,
    cachedCalls: experts.filter(({ cached }) => cached).length,
    hedgedCalls: experts.filter(({ hedged }) => hedged).length,
    versions: versionsOf(row, verdict, rule),
  };
}

/** The group of tasks that are one question, else the pictures, else the task itself. */
function clusterOf(benchmark: string, { images, taskId }: ReportedRollout, group: string | undefined): string {
  if (group !== undefined) return `${benchmark} group ${group}`;
  if (images.length > 0) return `images ${images.map(({ sha256 }) => sha256).join(' ')}`;
  return `${benchmark} task ${taskId}`;
}

/** No answer to a task with a ground truth is a wrong one. A cancelled rollout says nothing. */
function scoreOf(row: ReportedRollout, verdict: StoredVerdict | undefined, rule: ReportRule): number | null {
  if (row.outcome === 'cancelled' || row.groundTruth.length === 0) return null;
  const byRule = verdict?.verdicts?.[rule];
  if (byRule !== undefined) return byRule.correct === null ? null : byRule.score;
  if (row.correct !== null) return row.correct ? 1 : 0;
  return row.outcome === 'answered' ? null : 0;
}

function versionsOf(row: ReportedRollout, verdict: StoredVerdict | undefined, rule: ReportRule): Versions {
  const given = verdict?.given;
  return {
    registry: row.registry,
    prompt: row.prompt,
    policy: row.policyVersion ?? '',
    reward: given === undefined ? '' : `${given.name}@${given.version}`,
    rule: verdict?.verdicts?.[rule]?.rule ?? '',
    dataset: row.dataset ?? '',
  };
}

type StoredVerdict = z.infer<typeof verdictSchema>;

/** What a report needs of a stored verdict, and no more, so that rows of other versions can be read too. */
const verdictSchema = z.object({
  verdicts: z
    .partialRecord(
      z.enum(RULES),
      z.object({ correct: z.boolean().nullable(), score: z.number(), rule: z.string().default('') }),
    )
    .optional(),
  given: z.object({ name: z.string(), version: z.number() }).optional(),
});

const planSchema = z.object({
  task: z.object({ group: z.string().optional(), options: z.array(z.string()).optional() }),
});

function byRollout<Row extends { readonly rolloutId: string }>(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.rolloutId);
    if (group === undefined) groups.set(row.rolloutId, [row]);
    else group.push(row);
  }
  return groups;
}
