/** @module Our errors as Temporal failures and back. Safe in the workflow sandbox. */
import { ApplicationFailure, CancelledFailure, TemporalFailure, TimeoutFailure, TimeoutType } from '@temporalio/common';
import { ERROR_CODES, isErrorCode, isMaestroError, messageOf, type ErrorCode } from '../domain/errors.js';

/** What a failed activity or workflow comes down to. */
export type FailureCode = ErrorCode | 'TIMEOUT_SCHEDULE_TO_START' | 'TIMEOUT_HEARTBEAT' | 'TIMEOUT' | 'CANCELLED';

/**
 * What an activity throws for `error`. Cancellation and failures of Temporal pass unchanged; a `MaestroError` becomes
 * an `ApplicationFailure` of its code, retried if the table of errors says so and the error is not final; anything else is a
 * fault of ours that retrying would only repeat, so it is `INTERNAL` and final.
 */
export function toApplicationFailure(error: unknown): unknown {
  if (error instanceof TemporalFailure || isCancellation(error)) return error;
  if (!isMaestroError(error)) {
    return ApplicationFailure.create({
      message: `Unexpected error: ${messageOf(error)}`,
      type: 'INTERNAL',
      nonRetryable: true,
      ...(error instanceof Error ? { cause: error } : {}),
    });
  }
  const failure = ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: error.final || !ERROR_CODES[error.code].retryable,
    details: [error.data],
    ...(error.cause instanceof Error ? { cause: error.cause } : {}),
    ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
  });
  if (error.stack !== undefined) failure.stack = error.stack; // where it happened, not where it was converted
  return failure;
}

/** The first known code on the way from `error` down its causes; undefined when there is none. */
export function failureCode(error: unknown): FailureCode | undefined {
  return codesOf(error)[0];
}

/** Is that code anywhere on the way from `error` down its causes? */
export function hasCode(error: unknown, code: FailureCode): boolean {
  return codesOf(error).includes(code);
}

/** What the first of our errors on the way from `error` down its causes tells machines; empty when there is none. */
export function failureData(error: unknown): ReadonlyMap<string, unknown> {
  const link = chainOf(error).find((one) => one instanceof ApplicationFailure && isErrorCode(one.type));
  const [data]: readonly unknown[] = link instanceof ApplicationFailure ? (link.details ?? []) : [];
  return new Map(typeof data === 'object' && data !== null ? Object.entries(data) : []);
}

function codesOf(error: unknown): FailureCode[] {
  return chainOf(error).flatMap((link) => codeOf(link) ?? []);
}

/** The error and its causes, outermost first. */
function chainOf(error: unknown): readonly object[] {
  const chain = new Set<object>();
  for (let link = error; typeof link === 'object' && link !== null && !chain.has(link); link = causeOf(link)) {
    chain.add(link);
  }
  return [...chain];
}

function causeOf(error: object): unknown {
  return 'cause' in error ? error.cause : undefined;
}

function codeOf(error: object): FailureCode | undefined {
  if (isCancellation(error)) return 'CANCELLED';
  if (error instanceof TimeoutFailure) return codeOfTimeout(error);
  if (error instanceof ApplicationFailure && isErrorCode(error.type)) return error.type;
  return isMaestroError(error) ? error.code : undefined;
}

function codeOfTimeout({ timeoutType }: TimeoutFailure): FailureCode {
  if (timeoutType === TimeoutType.SCHEDULE_TO_START) return 'TIMEOUT_SCHEDULE_TO_START';
  return timeoutType === TimeoutType.HEARTBEAT ? 'TIMEOUT_HEARTBEAT' : 'TIMEOUT';
}

/** A cancelled HTTP client throws an `AbortError` where the SDK throws a `CancelledFailure`: both mean the same. */
function isCancellation(error: unknown): boolean {
  return (
    error instanceof CancelledFailure ||
    (typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError')
  );
}
