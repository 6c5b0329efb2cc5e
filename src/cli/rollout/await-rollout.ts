/** @module Waits for the result of a rollout, also through an outage of the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { isGrpcServiceError, WorkflowFailedError } from '@temporalio/client';
import { isErrorCode, MaestroError, messageOf } from '../../domain/errors.js';
import type { RolloutResult } from '../../domain/trajectory.js';
import { failureCode } from '../../temporal/failures.js';
import type { RolloutHandle } from './start-rollout.js';

export interface AwaitOptions {
  readonly signal: AbortSignal;
  /** Takes a line when the server goes away, and when it is back. */
  readonly note: (line: string) => void;
  /** How long a server may be gone, in milliseconds; default 5 minutes. */
  readonly patienceMs?: number;
}

const RETRY_MS = 1_000;
/** gRPC: deadline exceeded, internal (a connection that broke), unavailable. */
const TRANSIENT: ReadonlySet<number> = new Set([4, 13, 14]);

/**
 * The result of a rollout.
 * @throws MaestroError with the code of the workflow's failure; TEMPORAL_UNAVAILABLE when the server stays away;
 *   an AbortError when `signal` is aborted (the rollout goes on)
 */
export async function awaitRollout(handle: RolloutHandle, options: AwaitOptions): Promise<RolloutResult> {
  return throughOutages(options, async () => {
    try {
      return await unlessAborted(options.signal, handle.result());
    } catch (error) {
      throw error instanceof WorkflowFailedError ? failureOf(handle.workflowId, error) : error;
    }
  });
}

/** Repeats a call to the server while it can't be reached. Errors as {@link awaitRollout}. */
export async function throughOutages<T>(
  { signal, note, patienceMs = 300_000 }: AwaitOptions,
  call: () => Promise<T>,
): Promise<T> {
  let goneSince: number | undefined;
  for (;;) {
    try {
      const result = await call();
      if (goneSince !== undefined) note('The Temporal server is back.');
      return result;
    } catch (error) {
      if (!isGrpcServiceError(error) || !TRANSIENT.has(error.code)) throw error;
      if (goneSince === undefined) note('The Temporal server does not answer; waiting for it.');
      goneSince ??= Date.now();
      if (Date.now() - goneSince > patienceMs) {
        throw new MaestroError(
          'TEMPORAL_UNAVAILABLE',
          `The Temporal server did not come back in ${Math.round(patienceMs / 60_000)} minutes. Nothing is lost: start it (maestro up) and run the same command again.`,
          { cause: error },
        );
      }
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}

/** Ends with an AbortError when the signal is aborted; the promise is left to itself. */
export function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new DOMException('interrupted', 'AbortError'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** What a failed workflow comes down to: the failure that has a code says it best. */
function failureOf(id: string, error: WorkflowFailedError): MaestroError {
  const code = failureCode(error);
  const coded = causesOf(error).find((cause) => cause instanceof ApplicationFailure && isErrorCode(cause.type));
  return new MaestroError(
    isErrorCode(code) ? code : 'INTERNAL',
    `Rollout ${id} ${code === 'CANCELLED' ? 'was cancelled' : 'failed'}: ${messageOf(coded ?? error.cause ?? error)}`,
    { cause: error },
  );
}

function causesOf(error: Error): readonly Error[] {
  return error.cause instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}
