/**
 * @module The activities of training, typed once; the workflows import only these types. {@link TrainerActivities} is the border to
 * trainers in other processes and languages: plain JSON in and out, all content as blobs of the blob store, by hash.
 */
import type { BlobRef } from '../../domain/ref.js';
import type { Member } from '../../learning/groups.js';
import type { ModelSpec } from '../../learning/model.js';
import type { GrpoSettings } from '../../learning/settings.js';
import type { Learner } from '../../learning/update.js';
import type { Generation } from '../../policies/generation.js';

/** Counts up when a trainer that was written for an earlier one would err. */
export const TRAINER_CONTRACT = 1;

/** What `updatePolicy` is given: references and settings, nothing else. */
export interface UpdateInput {
  readonly contract: typeof TRAINER_CONTRACT;
  readonly run: string;
  /** Updates of the run before this one. (run, step) is the key of an update: the same key is the same input. */
  readonly step: number;
  /** The policy that is updated: a {@link LearnerFile}. */
  readonly policy: BlobRef;
  /** The policy that the run began with: what a `kl` above 0 holds the new one to. A {@link LearnerFile}. */
  readonly reference: BlobRef;
  /** A {@link GroupFile} each, in the order in which gradients are summed; at least one. */
  readonly groups: readonly BlobRef[];
  readonly settings: GrpoSettings;
}

/** What `updatePolicy` returns, once the new policy is whole in the blob store. */
export interface UpdateResult {
  readonly contract: typeof TRAINER_CONTRACT;
  readonly run: string;
  readonly step: number;
  /** The new policy: a {@link LearnerFile}. */
  readonly checkpoint: BlobRef;
  /** Whatever the trainer tells of the update, finite numbers by name; at most {@link MAX_METRICS}. */
  readonly metrics: Readonly<Record<string, number>>;
}

export const MAX_METRICS = 50;

/** Registered on the task queue that the run names, `maestro-trainer` unless it says otherwise. */
export interface TrainerActivities {
  /**
   * One update of a policy by groups. May be called again with the same input, after any death: it then gives an equal policy, or
   * the same reference. The first result that reaches the workflow counts.
   */
  readonly updatePolicy: (input: UpdateInput) => Promise<UpdateResult>;
}

/** A policy between two updates. Any JSON of this shape; its hash is its name. */
export interface LearnerFile {
  readonly format: 'maestro-learner';
  readonly version: 1;
  readonly model: ModelSpec;
  /** Weights, and the optimiser's state. */
  readonly learner: Learner;
}

/** A member of a group as it was recorded. */
export interface GroupMember extends Member {
  /** From 0. */
  readonly member: number;
  /** Its row in the results store. */
  readonly rollout: string;
  readonly outcome: string;
  /** Null: not graded. */
  readonly correct: boolean | null;
  /** The rollout's own reward; `reward` is this, less what the run takes for calls and money. */
  readonly givenReward: number;
  readonly costUsd: number;
  /** The pairs that were called, in order. */
  readonly calls: readonly string[];
  /** Of a chat policy, which has no `decisions`: what its model generated, in the order of turns. */
  readonly generations?: readonly Generation[];
}

export interface LeftOut {
  readonly member: number;
  readonly rollout: string;
  /** The rule that left it out, in words. */
  readonly why: string;
}

/** The rollouts of one task under one policy: the roster that an update is a function of. Canonical JSON. */
export interface GroupFile {
  readonly format: 'maestro-group';
  readonly version: 1;
  readonly run: string;
  readonly step: number;
  /** Place among the groups of the step, from 0. */
  readonly slot: number;
  readonly task: string;
  /** Kind of task, as records know it. */
  readonly family: string;
  /** The behaviour policy, e.g. `learned:<hash>` or `chat:<model>`; with a staleness limit it is older than the one that is updated. */
  readonly policy: string;
  /** Share of decisions that were drawn uniformly; part of the recorded propensities. */
  readonly exploration: number;
  readonly featureVersion: number;
  /** SHA-256 of the registry's snapshot. */
  readonly registry: string;
  /** Those that count, by number; at least two. */
  readonly members: readonly GroupMember[];
  /** Members, and attempts at members, that do not count. */
  readonly leftOut: readonly LeftOut[];
}
