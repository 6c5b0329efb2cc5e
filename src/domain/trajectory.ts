/** @module The record of a rollout: bounded facts that the workflow keeps, and how it ended. */
import type { Usage } from './expert.js';
import type { CallOptions } from './task.js';
import type { ObservationStatus } from './transcript.js';

export const OUTCOMES = ['answered', 'turn_limit', 'budget', 'deadline', 'policy_failed', 'cancelled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A turn as the workflow knows it; what was said is in the call ledger under (rollout, turn, step). */
export interface TurnRecord {
  /** From 1. */
  readonly turn: number;
  readonly action: 'call' | 'malformed';
  /** `Model@@Skill` as resolved, or as the policy wrote it when it could not be; empty for a malformed decision. */
  readonly pair: string;
  readonly solver: string;
  /** Why the skill's router chose that solver, e.g. `keyword page 3, line 2`; at most {@link MAX_ROUTE} characters; empty when there was no choice. */
  readonly route: string;
  readonly status: ObservationStatus;
  /**
   * The step whose ledger row holds the observation, or the common name of its rows when it ran once for each image; empty
   * when `note` is all there is.
   */
  readonly outputStep: string;
  /** What went wrong and what could be done instead; at most {@link MAX_NOTE} characters; empty when all went well. */
  readonly note: string;
  /** One line for people, at most {@link MAX_SUMMARY} characters. */
  readonly summary: string;
  readonly confidence: number | null;
  readonly usage: Usage;
}

export const MAX_NOTE = 600;
export const MAX_SUMMARY = 120;
export const MAX_ROUTE = 120;

/** What `decide` tells the workflow. */
export type DecisionSummary = {
  readonly usage: Usage;
  readonly summary: string;
} & (
  | { readonly action: 'call'; readonly pair: string }
  | { readonly action: 'answer' }
  | { readonly action: 'malformed'; readonly note: string }
);

/** One call of the chosen solver. `id` is that of `domain/step-id.ts`. */
export interface PlannedStep {
  readonly id: string;
  readonly model: string;
  /** Models that are called in its place when it can't be, in this order. */
  readonly fallbacks?: readonly string[];
  /** Planned steps that it waits for. */
  readonly needs: readonly string[];
  /** Its failure or decline does not end the solver. */
  readonly optional?: true;
  /** The check of the round before: if that has passed, this step is not needed. */
  readonly unless?: string;
}

/** A Level-2 solver, planned for a task: what `selectSkill` chose. */
export interface PlannedSolver {
  readonly pair: string;
  readonly solver: string;
  readonly route: string;
  /** The step of the solver whose text is the observation. */
  readonly output: string;
  readonly steps: readonly PlannedStep[];
  /** How each model of the steps, and of those that stand in for them, is called. */
  readonly calls: Readonly<Record<string, CallOptions>>;
}

/** What `selectSkill` tells the workflow: the solver's steps, a router to be asked first, or why there is nothing to run. */
export type Selection =
  | ({ readonly kind: 'solver' } & PlannedSolver)
  | {
      readonly kind: 'route';
      readonly pair: string;
      readonly step: PlannedStep;
      readonly calls: PlannedSolver['calls'];
    }
  | {
      readonly kind: 'refused';
      readonly status: 'unknown_name' | 'incompatible_pair' | 'unavailable' | 'rejected';
      readonly note: string;
    };

/** What one step of a solver came to. */
export interface StepOutcome {
  readonly step: string;
  readonly status: ObservationStatus;
  readonly note: string;
  readonly summary: string;
  readonly confidence: number | null;
  /** Of a step that checks another: did that pass? Null: it does not say. */
  readonly passed: boolean | null;
  readonly usage: Usage;
  /** It failed by a fault of our own side: the store could not be used, or no worker took the call. */
  readonly ownFault?: true;
  /** Served from the ledger: the call was not made again. */
  readonly recorded: boolean;
}

/** Result of `rolloutWorkflow`: plain JSON, readable in the Temporal UI without decoding anything. */
export interface RolloutResult {
  readonly id: string;
  readonly outcome: Outcome;
  readonly reason: string;
  /** Lost by our own side (the policy's server, the store, a worker): it says nothing of its policy. */
  readonly own_fault?: true;
  readonly answer: string;
  readonly correct: boolean | null;
  readonly reward: number;
  /** `paper@1`: the file that composed the reward; empty when nothing was checked. */
  readonly reward_file: string;
  /** The reward's parts, whose sum it is. */
  readonly reward_terms: Readonly<Record<string, number>>;
  /** What each rule of the data source says: `{"report": true, "reward": false}`. */
  readonly verdicts: Readonly<Record<string, boolean | null>>;
  readonly calls: number;
  /** One line a turn: `1  Raster@@Diagram_Reasoning > line-intersections  ok  2 (0.97)`. */
  readonly turns: readonly string[];
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cost_usd: number;
  readonly latency_ms: number;
  readonly policy: string;
  readonly registry: string;
}
