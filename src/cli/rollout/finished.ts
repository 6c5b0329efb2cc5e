/** @module A finished rollout, whether its workflow told of it or the results store. */
import { z } from 'zod';
import { readStoredVerdict } from '../../activities/stored-verdict.js';
import type { JsonValue } from '../../domain/ref.js';
import { turnLine } from '../../domain/result.js';
import type { RolloutResult } from '../../domain/trajectory.js';
import { OBSERVATION_STATUSES } from '../../domain/transcript.js';
import { marksOf, rewardFileOf, termsOf } from '../../domain/verdict.js';
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
  /** `paper@1`; empty when nothing was checked. */
  readonly rewardFile: string;
  /** The parts of the reward. */
  readonly rewardTerms: Readonly<Record<string, number>>;
  /** What each rule of the data source says. */
  readonly verdicts: Readonly<Record<string, boolean | null>>;
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
    rewardFile: result.reward_file,
    rewardTerms: result.reward_terms,
    verdicts: result.verdicts,
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
    ...verdictFacts(rollout.verdict),
    calls: turns.filter((turn) => turn.action === 'call').length,
    turns: turns.map(lineOf),
    promptTokens: rollout.promptTokens,
    completionTokens: rollout.completionTokens,
    costUsd: rollout.costUsd,
    latencyMs: rollout.latencyMs,
    policy: rollout.policy,
  };
}

/** Of the row's verdict; those of earlier versions lack them. */
function verdictFacts(stored: JsonValue): Pick<FinishedRollout, 'rewardFile' | 'rewardTerms' | 'verdicts'> {
  const verdict = readStoredVerdict(stored);
  return {
    rewardFile: verdict?.given === undefined ? '' : rewardFileOf(verdict.given),
    rewardTerms: termsOf(verdict),
    verdicts: marksOf(verdict?.verdicts),
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
    reward_file: finished.rewardFile,
    reward_terms: finished.rewardTerms,
    verdicts: finished.verdicts,
    calls: finished.calls,
    turns: finished.turns,
    prompt_tokens: finished.promptTokens,
    completion_tokens: finished.completionTokens,
    cost_usd: finished.costUsd,
    latency_ms: finished.latencyMs,
    policy: finished.policy,
  };
}
