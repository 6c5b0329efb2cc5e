/** @module What a training run's workflows ask of the stores, typed once. The workflows import only these types. */
import type { BlobRef } from '../../domain/ref.js';
import type { Task, TrainingInput } from '../../domain/task.js';
import type { GroupSummary, PolicyState, StepReport, TrainingRunInput, Validation } from '../../domain/training-run.js';
import type { TrainingSettings } from '../../domain/training-settings.js';
import type { ModelSpec } from '../../learning/model.js';
import type { GrpoSettings } from '../../learning/settings.js';
import type { LeftOut, UpdateResult } from './contract.js';

/** A batch that is pinned: its id, and the document that says what it is. */
export interface BatchOfRun {
  readonly batch: string;
  readonly spec: string;
}

/** The tasks of one family: a document with a list of them. */
export interface FamilyRef {
  readonly family: string;
  readonly sha256: string;
  readonly tasks: number;
}

/** Groups are collected of a chat policy, which another trainer learns from; there is no update here. */
export interface CollectInput {
  /** E.g. `chat:<model>`. */
  readonly policy: string;
  /** Instead of what the model's card says. */
  readonly temperature?: number;
  readonly top_p?: number;
  /** Hash of a template instead of the policy's own, a document of the results database. */
  readonly prompt?: string;
}

/** What is pinned of a run, as a document of the results database; the run's id is made from it. */
export interface TrainingSpec {
  readonly version: 1;
  readonly suites: readonly string[];
  readonly seed: number;
  /** SHA-256 of the registry as the command saw it. */
  readonly registry: string;
  readonly settings: TrainingSettings;
  readonly grpo: GrpoSettings;
  readonly model: ModelSpec;
  /** Task queue of `updatePolicy`. */
  readonly trainer: string;
  /** Name or hash of the reward; null: the paper's. */
  readonly reward: string | null;
  readonly onOutage: 'observe' | 'wait';
  /** Hash of the checkpoint whose weights the run begins with; null: it begins anew. */
  readonly from: string | null;
  /** Of the split train, in the order in which steps go round. */
  readonly families: readonly FamilyRef[];
  /** Every pair on the tasks of the split probe: what records are made of. Null: there are none. */
  readonly probe: BatchOfRun | null;
  /** SHA-256 of a batch's spec: the tasks of the split validation, under a policy that stands for the one that is validated. */
  readonly validation: string | null;
  /** Given: the run only collects. */
  readonly collect?: CollectInput;
}

export interface OpenedTraining {
  readonly suites: readonly string[];
  readonly settings: TrainingSettings;
  readonly grpo: GrpoSettings;
  readonly trainer: string;
  readonly probe: BatchOfRun | null;
  readonly validates: boolean;
  /** Nothing is updated: the groups are what is wanted. */
  readonly collects?: true;
  /** What the run began with, and the policies of its latest steps, in order; empty: it has none yet. */
  readonly policies: readonly PolicyState[];
  readonly validations: readonly Validation[];
  readonly costUsd: number;
}

/** A group that is to be collected. */
export interface GroupInput {
  readonly run: string;
  readonly spec: string;
  readonly step: number;
  /** Place among the groups of the step, from 0. */
  readonly slot: number;
  readonly policy: string;
  readonly exploration: number;
}

/** An attempt at a member that has a row in the store. */
export interface EndedMember {
  readonly member: number;
  readonly attempt: number;
  readonly outcome: string;
  readonly turns: number;
  readonly ownFault?: true;
}

export interface OpenedGroup {
  readonly task: Task;
  readonly groupSize: number;
  readonly refills: number;
  readonly groupSeconds: number;
  /** What a rollout of the group is given beside its task; the member is its own. */
  readonly input: {
    readonly limits: { readonly max_calls: number; readonly max_seconds: number };
    readonly on_outage: 'observe' | 'wait';
    readonly seed: number;
    readonly suite: string;
    readonly reward?: string;
    readonly prompt?: string;
    readonly training: Omit<TrainingInput, 'member'>;
  };
  /** From an earlier run of the workflow. */
  readonly ended: readonly EndedMember[];
}

export interface BuildGroupInput extends GroupInput {
  /** Those that count, each with its row. */
  readonly members: readonly { readonly member: number; readonly rollout: string }[];
  readonly leftOut: readonly LeftOut[];
  readonly refills: number;
}

export interface RecordStepInput {
  readonly run: string;
  readonly spec: string;
  readonly before: PolicyState;
  readonly groups: readonly GroupSummary[];
  /** ISO 8601. */
  readonly at: string;
}

export interface RecordUpdateInput extends RecordStepInput {
  readonly update: UpdateResult;
}

export interface RecordedStep {
  readonly state: PolicyState;
  readonly report: StepReport;
}

/** A step as it is kept, a document of the results database: its roster, and what it came to. */
export interface StepDocument {
  readonly version: 1;
  readonly run: string;
  readonly state: PolicyState;
  /** The policy that was updated; null: what the run began with. */
  readonly parent: string | null;
  readonly groups: readonly GroupSummary[];
  /** The trainer's result, as it came; null: there was no update. */
  readonly checkpoint: BlobRef | null;
  /** Calls of each family by pair. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly report: StepReport | null;
}

export interface TrainingActivities {
  /** Checks the input, notes that the run goes on, and reads how far it is. @throws INVALID_INPUT, BLOB_MISSING */
  readonly openTraining: (input: {
    readonly run: string;
    readonly input: TrainingRunInput;
    readonly at: string;
  }) => Promise<OpenedTraining>;
  /** Freezes the records of the probes, and stores the policy that the run begins with. */
  readonly beginPolicy: (input: {
    readonly run: string;
    readonly spec: string;
    readonly at: string;
  }) => Promise<PolicyState>;
  /** Which task a group is of, and what of it is done. @throws INVALID_INPUT when the registry has changed since the run began */
  readonly openGroup: (input: GroupInput) => Promise<OpenedGroup>;
  /** Writes the group's file from decisions and rewards in the store. @throws INVALID_INPUT for a reward that is no number */
  readonly buildGroup: (input: BuildGroupInput) => Promise<GroupSummary>;
  /** Makes a trainer's result the run's next policy, once: the first result of a step stands. */
  readonly recordUpdate: (input: RecordUpdateInput) => Promise<RecordedStep>;
  /** Records the groups of a step that nothing is updated by. */
  readonly recordCollected: (input: RecordStepInput) => Promise<RecordedStep>;
  /** Pins the batch that validates a policy. */
  readonly openValidation: (input: {
    readonly run: string;
    readonly spec: string;
    readonly state: PolicyState;
  }) => Promise<BatchOfRun>;
  /** Notes what a policy earned on the validation split. */
  readonly closeValidation: (input: {
    readonly spec: string;
    readonly batch: string;
    readonly state: PolicyState;
  }) => Promise<Validation>;
  /** Notes in the store how the run is. */
  readonly noteTraining: (input: {
    readonly run: string;
    readonly state: string;
    readonly at: string;
  }) => Promise<void>;
}
