/** @module The rows of a rollout as programs read them: one spelling, snake case, for every JSON that we print. */
import type { CallRow, RolloutRow, TurnRow } from '../../store/rows.js';

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
    verdict: row.verdict,
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
    attempt: row.attempt,
    worker: row.worker,
    recorded_at: row.recordedAt,
  };
}
