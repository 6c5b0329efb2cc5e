/** @module A finished rollout, whether its workflow told of it or the results store. */
import { z } from 'zod';
import { turnLine } from '../../domain/result.js';
import type { RolloutResult } from '../../domain/trajectory.js';
import { OBSERVATION_STATUSES } from '../../domain/transcript.js';
import type { ResultStore, RolloutRecord } from '../../store/result-store.js';
import type { TurnRow } from '../../store/rows.js';

export interface FinishedRollout {
  readonly id: string;
  readonly outcome: string;
  readonly reason: string;
  /** The whole committed answer; null when the rollout did not end in one. */
  readonly answer: string | null;
  /** Null: not graded. */
  readonly correct: boolean | null;
  readonly reward: number;
  /** Calls of experts that the policy made. */
  readonly calls: number;
  /** One line a turn. */
  readonly turns: readonly string[];
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  readonly latencyMs: number;
  readonly policy: string;
}

/** Answers longer than this are cut in the workflow's result, not in the store. */
const RESULT_ANSWER = 200;

/** A workflow's result; the store completes an answer that was cut, if it is the store that the worker writes to. */
export async function finishedOf(result: RolloutResult, results: ResultStore): Promise<FinishedRollout> {
  const whole =
    result.answer.length >= RESULT_ANSWER - 1 ? (await results.getRollout(result.id))?.rollout.answer : undefined;
  return {
    id: result.id,
    outcome: result.outcome,
    reason: result.reason,
    answer: result.outcome === 'answered' ? (whole ?? result.answer) : null,
    correct: result.correct,
    reward: result.reward,
    calls: result.calls,
    turns: result.turns,
    promptTokens: result.prompt_tokens,
    completionTokens: result.completion_tokens,
    costUsd: result.cost_usd,
    latencyMs: result.latency_ms,
    policy: result.policy,
  };
}

export function finishedOfRecord({ rollout, turns }: Pick<RolloutRecord, 'rollout' | 'turns'>): FinishedRollout {
  return {
    id: rollout.id,
    outcome: rollout.outcome,
    reason: rollout.reason,
    answer: rollout.answer,
    correct: rollout.correct,
    reward: rollout.reward ?? 0,
    calls: turns.filter((turn) => turn.action === 'call').length,
    turns: turns.map(lineOf),
    promptTokens: rollout.promptTokens,
    completionTokens: rollout.completionTokens,
    costUsd: rollout.costUsd,
    latencyMs: rollout.latencyMs,
    policy: rollout.policy,
  };
}

const status = z.enum(OBSERVATION_STATUSES);

function lineOf(row: TurnRow): string {
  const { calls, promptTokens, completionTokens, costUsd } = row;
  return turnLine({
    turn: row.turn,
    action: row.action === 'malformed' ? 'malformed' : 'call',
    pair: row.pair ?? '',
    solver: row.solver ?? '',
    route: row.route,
    status: status.parse(row.status),
    outputStep: '',
    note: row.note,
    summary: row.summary,
    confidence: row.confidence,
    usage: { calls, promptTokens, completionTokens, costUsd },
  });
}

/** As programs read it. */
export function finishedJson(finished: FinishedRollout): Readonly<Record<string, unknown>> {
  return {
    id: finished.id,
    outcome: finished.outcome,
    reason: finished.reason,
    answer: finished.answer,
    correct: finished.correct,
    reward: finished.reward,
    calls: finished.calls,
    turns: finished.turns,
    prompt_tokens: finished.promptTokens,
    completion_tokens: finished.completionTokens,
    cost_usd: finished.costUsd,
    latency_ms: finished.latencyMs,
    policy: finished.policy,
  };
}
