/** @module What is known of batches, and what rollouts have cost so far. Errors of all methods as in `Ledger`. */

export interface BatchRow {
  readonly batch: string;
  /** SHA-256 of what was pinned; empty: it is only known from its rollouts. */
  readonly spec: string;
  readonly tasks: number;
  /** Rollouts of each task under each policy. */
  readonly samples: number;
  readonly rollouts: number;
  /** `running`, `completed`, `cancelled`, `failed`; as it was last heard. */
  readonly status: string;
  /** ISO 8601; null: it has not ended, as far as is known. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Ids of tasks that it was told to leave out. */
  readonly skipped: readonly string[];
}

/** What rollouts of one policy have come to on average, and how many there were. */
export interface PastRollouts {
  readonly rollouts: number;
  /** Calls of experts and policy. */
  readonly calls: number;
  readonly tokens: number;
  readonly costUsd: number;
  readonly latencyMs: number;
}

export interface Batches {
  /** Writes the row, replacing what was known. */
  note(row: BatchRow): Promise<void>;
  /** Changes what is given of a row that is there. */
  change(batch: string, fields: Partial<Omit<BatchRow, 'batch'>>): Promise<void>;
  find(batch: string): Promise<BatchRow | undefined>;
  /** Newest first; also those of which only rollouts are known. */
  list(): Promise<readonly BatchRow[]>;
  /** Rollouts of the policy, on that suite if it is given; those that were cancelled tell nothing. Undefined: there are none. */
  past(policy: string, suite: string | undefined): Promise<PastRollouts | undefined>;
}
