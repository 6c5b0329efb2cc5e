/** @module The reward of a trajectory, computed on its structure, so that no text of an expert can change it. */
import type { Outcome, TurnRecord } from './trajectory.js';

/**
 * The paper's reward: 1 for a right answer, plus a format term of 0 or -1. The format is right when the rollout ended in an
 * answer, at least one expert was called, and every decision was well formed with known names. An expert's failure is no
 * fault of the policy.
 */
export function rewardOf(outcome: Outcome, turns: readonly TurnRecord[], correct: boolean | null) {
  const wellFormed =
    outcome === 'answered' &&
    turns.some((turn) => turn.action === 'call') &&
    turns.every(
      (turn) => turn.action === 'call' && turn.status !== 'unknown_name' && turn.status !== 'incompatible_pair',
    );
  const answerReward = correct === true ? 1 : 0;
  const formatReward = wellFormed ? 0 : -1;
  return { answerReward, formatReward, reward: answerReward + formatReward };
}
