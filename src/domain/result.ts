/** @module The rollout's result as people and programs read it in the Temporal UI. */
import type { RolloutState } from './transition.js';
import type { RolloutResult, TurnRecord } from './trajectory.js';
import { marksOf, rewardFileOf, termsOf } from './verdict.js';

/** @param latencyMs wall time of the rollout, milliseconds */
export function resultOf(state: RolloutState, latencyMs: number): RolloutResult {
  const { plan, usage, verdict } = state;
  return {
    id: plan.rolloutId,
    outcome: state.outcome ?? 'cancelled',
    reason: state.reason,
    ...(state.ownFault === true ? { own_fault: true } : {}),
    answer: verdict?.answer ?? '',
    correct: verdict?.correct ?? null,
    reward: verdict?.reward ?? 0,
    reward_file: verdict?.given === undefined ? '' : rewardFileOf(verdict.given),
    reward_terms: termsOf(verdict),
    verdicts: marksOf(verdict?.verdicts),
    calls: state.turns.filter((turn) => turn.action === 'call').length,
    turns: state.turns.map(turnLine),
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    cost_usd: usage.costUsd,
    latency_ms: latencyMs,
    policy: plan.policy,
    registry: plan.registry.slice(0, 12),
  };
}

/** `1  Raster@@Diagram_Reasoning > line-intersections  ok  2 (0.97)` */
export function turnLine(turn: TurnRecord): string {
  const what =
    turn.action === 'malformed' ? 'malformed decision' : turn.pair + (turn.solver === '' ? '' : ` > ${turn.solver}`);
  const confidence = turn.confidence === null ? '' : ` (${turn.confidence.toFixed(2)})`;
  return `${turn.turn}  ${what}  ${turn.status}  ${turn.summary}${confidence}`.trimEnd();
}
