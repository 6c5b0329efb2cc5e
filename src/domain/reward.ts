/** @module The reward of a trajectory, computed on its structure, so that no text of an expert can change it. */
import type { RuleName } from './rule-names.js';
import type { Outcome, TurnRecord } from './trajectory.js';

export { RULES, type RuleName } from './rule-names.js';

/** A penalty that grows with what is used: `per` unit beyond `free`, never more than `at_most`. */
export interface Penalty {
  readonly per: number;
  readonly free: number;
  readonly at_most: number;
}

/** How a reward is composed: a file of `rewards/`. */
export interface RewardSpec {
  readonly name: string;
  /** Counts up when the reward of any trajectory may change. */
  readonly version: number;
  readonly answer: {
    /** Whose verdict counts. */
    readonly rule: RuleName;
    readonly right: number;
    readonly wrong: number;
    /** No ground truth, or a rule that can't decide. */
    readonly undecided: number;
    /** True: a score of s earns that share of the way from `wrong` to `right`. */
    readonly partial: boolean;
  };
  readonly format: {
    readonly well_formed: number;
    readonly malformed: number;
    /** True: the answer of a malformed trajectory counts as wrong. */
    readonly voids_answer: boolean;
  };
  /** US dollars, seconds of wall time, calls of experts; null: no such term. */
  readonly cost: Penalty | null;
  readonly latency: Penalty | null;
  readonly calls: Penalty | null;
}

/** What a reward sees of a turn. */
export type RewardedTurn = Pick<TurnRecord, 'action' | 'status'> & {
  readonly usage: Pick<TurnRecord['usage'], 'costUsd'>;
};

/** What a reward is computed from; nothing of it is text. */
export interface RewardFacts {
  readonly outcome: Outcome;
  readonly turns: readonly RewardedTurn[];
  /** Null: not graded, or not decided. */
  readonly correct: boolean | null;
  /** 0..1. */
  readonly score: number;
  readonly latencyMs: number;
}

/** Each term apart; `total` is their sum. */
export interface RewardTerms {
  readonly answer: number;
  readonly format: number;
  readonly cost: number;
  readonly latency: number;
  readonly calls: number;
  readonly total: number;
}

/** The paper's: 1 for a right answer, plus a format term of 0 or -1. `rewards/paper.yaml` says the same, and a test holds them together. */
export const PAPER_REWARD: RewardSpec = {
  name: 'paper',
  version: 1,
  answer: { rule: 'reward', right: 1, wrong: 0, undecided: 0, partial: false },
  format: { well_formed: 0, malformed: -1, voids_answer: false },
  cost: null,
  latency: null,
  calls: null,
};

/**
 * The format is right when the rollout ended in an answer, at least one expert was called, and every decision was well formed
 * with known names. An expert's failure is no fault of the policy.
 */
export function isWellFormed(outcome: Outcome, turns: readonly RewardedTurn[]): boolean {
  return (
    outcome === 'answered' &&
    turns.some((turn) => turn.action === 'call') &&
    turns.every(
      (turn) => turn.action === 'call' && turn.status !== 'unknown_name' && turn.status !== 'incompatible_pair',
    )
  );
}

export function composeReward(
  spec: RewardSpec,
  { outcome, turns, correct, score, latencyMs }: RewardFacts,
): RewardTerms {
  const wellFormed = isWellFormed(outcome, turns);
  const { right, wrong, undecided, partial } = spec.answer;
  const earned = partial ? wrong + (right - wrong) * score : correct === true ? right : wrong;
  const answer = !wellFormed && spec.format.voids_answer ? wrong : correct === null ? undecided : earned;
  const format = wellFormed ? spec.format.well_formed : spec.format.malformed;
  const cost = penalty(
    spec.cost,
    sum(turns, (turn) => turn.usage.costUsd),
  );
  const latency = penalty(spec.latency, latencyMs / 1000);
  const calls = penalty(
    spec.calls,
    sum(turns, (turn) => (turn.action === 'call' ? 1 : 0)),
  );
  return { answer, format, cost, latency, calls, total: answer + format + cost + latency + calls };
}

function penalty(term: Penalty | null, used: number): number {
  return term === null ? 0 : 0 - Math.min(term.at_most, term.per * Math.max(0, used - term.free));
}

function sum(turns: readonly RewardedTurn[], of: (turn: RewardedTurn) => number): number {
  return turns.reduce((total, turn) => total + of(turn), 0);
}
