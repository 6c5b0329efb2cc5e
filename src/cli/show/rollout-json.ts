/** @module The rows of a rollout as programs read them: one spelling, snake case, for every JSON that we print. */
import { readStoredVerdict } from '../../activities/stored-verdict.js';
import type { FailedCallRow } from '../../store/failed-calls.js';
import type { CallRow, RolloutRow, TurnRow } from '../../store/rows.js';
import { decidedIn, turnNumbers } from '../rollout/turns-view.js';
import { verdictJson } from '../rollout/verdict-view.js';
import type { UnfinishedRollout } from './find-rollout.js';

type Json = Readonly<Record<string, unknown>>;

export function rolloutJson(row: RolloutRow): Json {
  return {
    id: row.id,
    suite: row.suite,
    batch: row.batch,
    task_id: row.taskId,
    family: row.family,
    data_source: row.dataSource,
    question: row.question,
    images: row.images,
    ground_truth: row.groundTruth,
    policy: row.policy,
    seed: row.seed,
    sample: row.sample,
    registry: row.registry,
    outcome: row.outcome,
    reason: row.reason,
    answer: row.answer,
    correct: row.correct,
    reward: row.reward,
    verdict: verdictJson(readStoredVerdict(row.verdict)),
    prompt_tokens: row.promptTokens,
    completion_tokens: row.completionTokens,
    cost_usd: row.costUsd,
    started_at: row.startedAt,
    finished_at: row.finishedAt,
    latency_ms: row.latencyMs,
    tainted: row.tainted,
  };
}

export function turnJson(row: TurnRow): Json {
  return {
    turn: row.turn,
    action: row.action,
    pair: row.pair,
    solver: row.solver,
    route: row.route,
    status: row.status,
    note: row.note,
    summary: row.summary,
    confidence: row.confidence,
    decision: row.decision,
    observation: row.observation,
    latency_ms: row.latencyMs,
  };
}

/** A rollout that has not finished, as far as the ledger and the Temporal server know it. */
export function unfinishedJson({ id, calls, failures, live }: UnfinishedRollout): Json {
  return {
    id,
    finished: false,
    status: live?.status ?? null,
    about: live?.about ?? null,
    trouble: live?.trouble ?? null,
    until: live?.until ?? null,
    started_at: live?.startedAt ?? null,
    question: live?.question ?? null,
    turns: turnsSoFarJson(calls),
    calls: calls.map(callJson),
    failed_calls: failures.map(failedCallJson),
    ui: live?.link ?? null,
  };
}

/** What the ledger tells of the turns: what each decided, and how many calls were recorded. */
export function turnsSoFarJson(calls: readonly CallRow[]): readonly Json[] {
  return turnNumbers(calls).map((turn) => {
    const rows = calls.filter((call) => call.turn === turn);
    return { turn, decision: decidedIn(rows), calls: rows.length };
  });
}

/** An attempt that failed; `null` where it is not known what it cost. */
export function failedCallJson({ usage, ...row }: FailedCallRow): Json {
  return {
    turn: row.turn,
    step: row.step,
    kind: row.kind,
    model: row.model,
    attempt: row.attempt,
    code: row.code,
    reason: row.reason,
    prompt_tokens: usage?.promptTokens ?? null,
    completion_tokens: usage?.completionTokens ?? null,
    cost_usd: usage?.costUsd ?? null,
    latency_ms: row.latencyMs,
    worker: row.worker,
    failed_at: row.failedAt,
  };
}

/** A row of the call ledger. */
export function callJson(row: CallRow): Json {
  return {
    turn: row.turn,
    step: row.step,
    kind: row.kind,
    model: row.model,
    status: row.status,
    body: row.body,
    prompt_tokens: row.usage.promptTokens,
    completion_tokens: row.usage.completionTokens,
    cost_usd: row.usage.costUsd,
    latency_ms: row.latencyMs,
    waited_ms: row.waitedMs,
    cached: row.cached,
    hedged: row.hedged,
    attempt: row.attempt,
    worker: row.worker,
    recorded_at: row.recordedAt,
  };
}
