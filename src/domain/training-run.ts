/** @module A training run as data: what it is given, its policies, groups and steps, and how it is. Types only, so that no bundle holds them. */
import type { BlobRef } from './ref.js';

/** Input of `trainingWorkflow`, whose workflow id is the run's: plain JSON, checked by `openTraining`. */
export interface TrainingRunInput {
  /** SHA-256 of the run's spec, which `maestro train` stored in the results database. */
  readonly spec: string;
  /** Events of the history before it continues as new. Default 2,000. */
  readonly maxEvents?: number;
  /** Milliseconds since the epoch at which the run began; set when it goes on as new. */
  readonly startedAtMs?: number;
  /** Steps that were collected and not yet learned from, when it goes on as new. */
  readonly collected?: readonly CollectedStep[];
}

/** The policy after so many updates, and how much it explores. */
export interface PolicyState {
  /** Updates that made it. */
  readonly step: number;
  /** As a rollout names it. */
  readonly policy: string;
  /** As a trainer reads it. */
  readonly learner: BlobRef;
  readonly exploration: number;
}

/** A group as its workflow returns it: a reference, and bounded facts. */
export interface GroupSummary {
  readonly slot: number;
  /** Null: too few members are left, so nothing is learned from it. */
  readonly ref: BlobRef | null;
  /** Why there is no reference; empty when there is one. */
  readonly why: string;
  readonly members: number;
  /** Attempts that our own side lost. */
  readonly refills: number;
  /** Members without a rollout that counts. */
  readonly missing: number;
  readonly zeroVariance: boolean;
  readonly identicalActions: boolean;
  readonly allFailed: boolean;
  readonly costUsd: number;
}

export interface CollectedStep {
  readonly step: number;
  readonly groups: readonly GroupSummary[];
}

export interface Validation {
  /** Updates that made the policy. */
  readonly step: number;
  readonly policy: string;
  readonly reward: number;
  /** 0..1. */
  readonly accuracy: number;
}

/** What a step came to: bounded, for whoever watches. */
export interface StepReport {
  /** Updates so far. */
  readonly step: number;
  /** Means over the members that count; the accuracy over those that were graded, null without any. */
  readonly reward: number;
  readonly accuracy: number | null;
  readonly callsPerRollout: number;
  readonly costUsd: number;
  readonly groups: number;
  readonly members: number;
  /** Groups of which nothing can be learned, whose members all did the same, whose calls all failed, which have too few members. */
  readonly zeroVariance: number;
  readonly identicalActions: number;
  readonly allFailed: number;
  readonly dropped: number;
  readonly refills: number;
  readonly missing: number;
  /** Share of the calls of the pairs that were called most. */
  readonly shares: readonly (readonly [pair: string, share: number])[];
  /** Bits: see `watchCollapse`. */
  readonly information: number;
  readonly crossed: readonly string[];
  readonly exploration: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface TrainingView {
  /** Updates so far, of so many. */
  readonly step: number;
  readonly steps: number;
  readonly waitsFor: string;
  /** The policy that it has come to; empty: none yet. */
  readonly policy: string;
  readonly startedAtMs: number;
  readonly costUsd: number;
  /** Of the latest step in this run of the workflow. */
  readonly latest: StepReport | null;
  readonly validations: readonly Validation[];
}

export interface TrainingResult {
  readonly steps: number;
  readonly policy: string;
  /** The best by validation; null: none was validated. */
  readonly best: Validation | null;
  readonly reason: string;
}

/** How one attempt at a member ended. */
export interface MemberEnd {
  /** Empty: its workflow is over and it has no row. */
  readonly outcome: string;
  readonly turns: number;
  /** Our own side lost it, as when its time passed in a wait for the policy's server. */
  readonly ownFault?: true;
  /** What is known of a failure. */
  readonly why: string;
}

/** `counts`: it stays in the group, whatever its reward; `again`: our own side lost it. */
export type Fate = { readonly kind: 'counts' } | { readonly kind: 'again'; readonly why: string };

/** What a run has come to. */
export interface Progress {
  /** Updates so far. */
  readonly step: number;
  readonly costUsd: number;
  readonly elapsedMs: number;
  readonly validations: readonly Validation[];
  /** Bounds of the guard that the latest step crosses, in words. */
  readonly crossed: readonly string[];
}
