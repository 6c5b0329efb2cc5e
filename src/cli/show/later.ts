/** @module What was worked out again of a rollout after it had ended: `maestro rescore`, `maestro reprice`. */
import type { CostRow, ScoreRow } from '../../store/scores.js';
import { money } from '../format.js';

export interface Later {
  readonly scores: readonly ScoreRow[];
  readonly costs: readonly CostRow[];
}

export function laterJson({ scores, costs }: Later): Readonly<Record<string, unknown>> {
  return {
    scores: scores.map(({ scorer, rewardFile, rewardHash, correct, score, reward, scoredAt }) => ({
      ...{ scorer, reward_file: rewardFile, reward_hash: rewardHash, correct, score, reward, scored_at: scoredAt },
    })),
    costs: costs.map(({ prices, costUsd, pricedAt }) => ({ prices, cost_usd: costUsd, priced_at: pricedAt })),
  };
}

/** `chartqa@1, strict@1: right, reward 1 (2026-11-24T10:00:00.000Z)` */
export function laterLines({ scores, costs }: Later): readonly string[] {
  const mark = (correct: boolean | null): string => (correct === null ? 'not decided' : correct ? 'right' : 'wrong');
  return [
    ...scores.map(
      ({ scorer, rewardFile, correct, reward, scoredAt }) =>
        `${scorer}, ${rewardFile}: ${mark(correct)}, reward ${reward} (${scoredAt})`,
    ),
    ...costs.map(({ prices, costUsd, pricedAt }) => `prices ${prices.slice(0, 12)}: ${money(costUsd)} (${pricedAt})`),
  ];
}
