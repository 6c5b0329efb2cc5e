/** @module The activities of a rollout, typed once. The workflow imports only these types; `create-activities.ts` implements them. */
import type { JudgeCall, Reviewed } from '../domain/answer-check.js';
import type { BlobRef } from '../domain/ref.js';
import type { Plan, RolloutInput } from '../domain/task.js';
import type { RolloutState } from '../domain/transition.js';
import type { DecisionSummary, Selection, StepOutcome, TurnRecord } from '../domain/trajectory.js';
import type { VerdictSummary } from '../domain/verdict.js';

export interface PrepareInput {
  readonly rolloutId: string;
  /** As it was submitted, by whatever way: validated here. */
  readonly input: RolloutInput;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
}

export interface DecideInput {
  readonly plan: BlobRef;
  readonly turns: readonly TurnRecord[];
}

export interface SelectInput {
  readonly plan: BlobRef;
  readonly turn: number;
  /** The router's reply is in the ledger. */
  readonly routed?: true;
}

export interface DispatchInput {
  readonly plan: BlobRef;
  readonly turn: number;
  readonly pair: string;
  /** Empty for the question of a router. */
  readonly solver: string;
  readonly step: string;
  /** Planned steps that it would use and that have no result: optional evidence that failed, rounds that were not needed. */
  readonly missing?: readonly string[];
  /** The model that stands in for the step's own. */
  readonly model?: string;
  /** When the call is given up, milliseconds since the epoch; absent: after the deadline of its model. */
  readonly endsAtMs?: number;
}

export interface CheckInput {
  readonly plan: BlobRef;
  readonly outcome: NonNullable<RolloutState['outcome']>;
  readonly turns: readonly TurnRecord[];
  readonly answerTurn: number | null;
  /** Wall time of the rollout so far, milliseconds; absent in histories from before rewards could have a term of it. */
  readonly elapsedMs?: number;
  /** The judge was asked: its replies are in the ledger, or a note says why not. */
  readonly judged?: readonly JudgeCall[];
  /** A person was waited for. */
  readonly review?: Reviewed;
}

export interface RecordInput {
  readonly state: RolloutState;
  /** Milliseconds since the epoch. */
  readonly finishedAtMs: number;
}

export interface RolloutActivities {
  /** Validates the input, brings images into the blob store, pins registry, policy and prompt. */
  readonly prepare: (input: PrepareInput) => Promise<Plan>;
  /** Asks the policy for its next action. */
  readonly decide: (input: DecideInput) => Promise<DecisionSummary>;
  /** Looks up the pair of the turn's decision and routes to a Level-2 solver, or says which router is to be asked first. */
  readonly selectSkill: (input: SelectInput) => Promise<Selection>;
  /** Runs one step of the solver: one call of one expert. */
  readonly dispatch: (input: DispatchInput) => Promise<StepOutcome>;
  /** Grades the answer and composes the reward. */
  readonly checkAnswer: (input: CheckInput) => Promise<VerdictSummary>;
  /** Writes the trajectory to the results store. */
  readonly recordResult: (input: RecordInput) => Promise<void>;
}
