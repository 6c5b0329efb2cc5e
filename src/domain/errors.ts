/** @module The closed set of errors: one table, one class. `temporal/failures.ts` maps them to Temporal failures. */
import type { JsonValue } from './ref.js';

interface ErrorTraits {
  /** May the same call succeed later without anyone changing anything? Decides Temporal's retries. */
  readonly retryable: boolean;
  /** Exit code of the command line (see README, "Exit codes"). */
  readonly exit: number;
}

/** Code -> traits. The code is the `type` of the Temporal failure, so it survives every process border. */
export const ERROR_CODES = {
  INVALID_INPUT: { retryable: false, exit: 2 },
  INVALID_IMAGE: { retryable: false, exit: 2 },
  NOT_FOUND: { retryable: false, exit: 2 },
  OUTSIDE_ROOTS: { retryable: false, exit: 2 },
  TOO_LARGE: { retryable: false, exit: 2 },
  INVALID_REGISTRY: { retryable: false, exit: 3 },
  MISSING_KEY: { retryable: false, exit: 3 },
  POLICY_UNAVAILABLE: { retryable: true, exit: 4 },
  POLICY_FAILED: { retryable: false, exit: 4 },
  EXPERT_UNAVAILABLE: { retryable: true, exit: 4 },
  EXPERT_TIMED_OUT: { retryable: true, exit: 4 },
  EXPERT_REJECTED: { retryable: false, exit: 4 },
  EXPERT_MALFORMED: { retryable: true, exit: 4 },
  BUDGET_SPENT: { retryable: true, exit: 4 },
  NOTIFY_FAILED: { retryable: true, exit: 1 },
  TEMPORAL_UNAVAILABLE: { retryable: true, exit: 5 },
  SERVER_CONFLICT: { retryable: false, exit: 5 },
  STORE_UNAVAILABLE: { retryable: true, exit: 6 },
  BLOB_CORRUPT: { retryable: false, exit: 6 },
  BLOB_MISSING: { retryable: false, exit: 6 },
  SANDBOX_FAILED: { retryable: false, exit: 1 },
  INTERNAL: { retryable: false, exit: 1 },
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** `data.reason` of an EXPERT_REJECTED whose server refused the key: another model, with another key, may answer. */
export const KEY_REFUSED = 'key_refused';

export interface ErrorOptionsWithData {
  readonly cause?: unknown;
  /** Facts for machines; never a key, never content of a task. */
  readonly data?: Readonly<Record<string, JsonValue>>;
  /** Is there no use in trying again, although the code is one that may pass? */
  readonly final?: boolean;
  /** How long to wait before trying again, from a server's `retry-after`, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** The one error class. The message says what was wrong, where, and what to do. */
export class MaestroError extends Error {
  override readonly name = 'MaestroError';
  readonly data: Readonly<Record<string, JsonValue>>;
  readonly retryAfterMs: number | undefined;
  readonly final: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptionsWithData = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.data = options.data ?? {};
    this.retryAfterMs = options.retryAfterMs;
    this.final = options.final ?? false;
  }
}

/** True for our own error, also when it was made in another realm (Jest, the workflow sandbox). */
export function isMaestroError(error: unknown): error is MaestroError {
  return error instanceof Error && error.name === 'MaestroError' && 'code' in error && isErrorCode(error.code);
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
