/** @module What is known of learning: training runs, the checkpoints they made, and which of them is in use. Texts of checkpoints are documents. */
import type { JsonValue } from '../domain/ref.js';

export interface TrainingRunRow {
  readonly run: string;
  readonly suites: readonly string[];
  /** All that the run was started with. */
  readonly settings: JsonValue;
  /** As it was last heard, e.g. `running`, `completed`. */
  readonly state: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface CheckpointRow {
  /** SHA-256 of what was learned: the checkpoint's name everywhere. */
  readonly hash: string;
  /** SHA-256 of the file's text: a document. */
  readonly document: string;
  /** SHA-256 of the table of records that it decides with: a document. */
  readonly records: string;
  readonly run: string;
  /** Updates that made it. */
  readonly step: number;
  /** Means over the validation split; null: it was not validated. */
  readonly validationReward: number | null;
  /** 0..1. */
  readonly validationAccuracy: number | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What one update of a run was made of, and came to. */
export interface TrainingStepRow {
  readonly run: string;
  /** Updates so far: 0 is what the run began with. */
  readonly step: number;
  /** SHA-256 of the step's record: a document. */
  readonly document: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** The newest one says which checkpoint is in use; going back to an older one is a new row. */
export interface PromotionRow {
  /** Chosen by whoever promotes: the same promotion again is none. */
  readonly id: string;
  /** Hash of a checkpoint. */
  readonly checkpoint: string;
  /** ISO 8601. */
  readonly promotedAt: string;
  readonly promotedBy: string;
  /** What allowed it, e.g. a paired test; null: nothing but the word of who did it. */
  readonly evidence: JsonValue;
}

/** Errors of all methods as in `Ledger`. */
export interface LearningStore {
  /** Writes the row, replacing what was known. */
  noteRun(row: TrainingRunRow): Promise<void>;
  /** Changes what is given of a run that is there. */
  changeRun(run: string, fields: Partial<Pick<TrainingRunRow, 'state' | 'settings' | 'updatedAt'>>): Promise<void>;
  findRun(run: string): Promise<TrainingRunRow | undefined>;
  /** Newest first. */
  runs(): Promise<readonly TrainingRunRow[]>;
  /** The first record of a step stands. Its document is stored first. */
  addStep(row: TrainingStepRow): Promise<void>;
  findStep(run: string, step: number): Promise<TrainingStepRow | undefined>;
  /** In order, from the step `from` on. */
  stepsOf(run: string, from?: number): Promise<readonly TrainingStepRow[]>;
  /** A checkpoint that is there stays as it is. Its document is stored first. */
  addCheckpoint(row: CheckpointRow): Promise<void>;
  /** Writes how a checkpoint did on the validation split. */
  noteValidation(hash: string, reward: number, accuracy: number): Promise<void>;
  findCheckpoint(hash: string): Promise<CheckpointRow | undefined>;
  /** Those of a run, by step. */
  checkpointsOf(run: string): Promise<readonly CheckpointRow[]>;
  /** Hashes of checkpoints that begin so, in order, at most `limit`; the prefix is of lower-case hex digits. */
  checkpointsBeginning(prefix: string, limit: number): Promise<readonly string[]>;
  /** One with an id that is there changes nothing. */
  promote(row: PromotionRow): Promise<void>;
  /** The newest; undefined: none was ever promoted. */
  promoted(): Promise<PromotionRow | undefined>;
  /** Newest first. */
  promotions(): Promise<readonly PromotionRow[]>;
}
