/** @module What the activities are built with; `worker.ts` and the tests compose it. */
import type { Expert } from '../domain/expert.js';
import type { Model, RegistrySnapshot } from '../domain/registry.js';
import type { Grading } from '../grading/grading.js';
import type { Policy } from '../policies/policy.js';
import type { BlobStore } from '../store/blob-store.js';
import type { ResultStore } from '../store/result-store.js';
import type { Gate } from './calls/gate.js';

export interface ActivityDeps {
  readonly blobs: BlobStore;
  readonly results: ResultStore;
  /** The registry as it stands now; new rollouts pin it. */
  readonly registry: () => Promise<RegistrySnapshot>;
  readonly expertFor: (model: Model) => Expert;
  /** Before every call of an endpoint model. */
  readonly gate: Gate;
  /** May replies of deterministic calls be kept for other rollouts, and be served from there? */
  readonly cacheCalls: boolean;
  /** `batch`: whose budget pays for what it asks; left out: none. */
  readonly createPolicy: (name: string, snapshot: RegistrySnapshot, batch?: string) => Policy;
  readonly grading: Grading;
  /** Folders (absolute, real paths) from which images may be read. */
  readonly imageRoots: readonly string[];
  /** Names this worker in the ledger. */
  readonly worker: string;
  /** Milliseconds since the epoch, and a monotonic clock for durations. */
  readonly clock: { readonly now: () => number; readonly elapsed: () => number };
}

/** What one run of an activity is told by its driver: which attempt it is and when to stop. */
export interface RunContext {
  /** The workflow's run. */
  readonly runId: string;
  /** Which of the run's activities it is; absent where there is no workflow. */
  readonly activityId?: string;
  /** Free and idempotent: it may be done again, see `recorded`. */
  readonly quick: boolean;
  readonly attempt: number;
  /** When this run is given up, in milliseconds since the epoch. */
  readonly endsAtMs: number;
  readonly signal: AbortSignal;
}
