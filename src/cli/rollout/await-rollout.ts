/** @module Waits for the result of a rollout, also through an outage of the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { isGrpcServiceError, WorkflowFailedError, type Client } from '@temporalio/client';
import { isErrorCode, MaestroError, messageOf } from '../../domain/errors.js';
import type { RolloutResult } from '../../domain/trajectory.js';
import { failureCode } from '../../temporal/failures.js';
import type { rolloutWorkflow } from '../../workflows/index.js';
import { unlessAborted } from '../abort.js';

export interface AwaitOptions {
  /** Its client is asked for at each try: the server may have moved. */
  readonly server: { readonly client: Client };
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
 *   the reason of `signal` when it is aborted (the rollout goes on)
 */
export async function awaitRollout(id: string, options: AwaitOptions): Promise<RolloutResult> {
  return throughOutages(options, (client) => resultOfRollout(client, id));
}

/** The same in one try: gRPC errors of the client pass. */
export async function resultOfRollout(client: Client, id: string): Promise<RolloutResult> {
  try {
    return await client.workflow.getHandle<typeof rolloutWorkflow>(id).result();
  } catch (error) {
    throw error instanceof WorkflowFailedError ? failureOf(id, error) : error;
  }
}

/** Repeats a call to the server while it can't be reached. Errors as {@link awaitRollout}. */
export async function throughOutages<T>(options: AwaitOptions, call: (client: Client) => Promise<T>): Promise<T> {
  const { server, signal, note, patienceMs = 300_000 } = options;
  let goneSince: number | undefined;
  for (;;) {
    const { client } = server;
    try {
      const result = await unlessAborted(signal, call(client));
      if (goneSince !== undefined) note('The Temporal server is back.');
      return result;
    } catch (error) {
      const moved = server.client !== client;
      if (!moved && (!isGrpcServiceError(error) || !TRANSIENT.has(error.code))) throw error;
      signal.throwIfAborted();
      if (goneSince === undefined) note('The Temporal server does not answer; waiting for it.');
      goneSince ??= Date.now();
      if (Date.now() - goneSince > patienceMs) {
        throw new MaestroError(
          'TEMPORAL_UNAVAILABLE',
          `The Temporal server did not come back in ${Math.round(patienceMs / 60_000)} minutes. Nothing is lost: start it (maestro up) and run the same command again.`,
          { cause: error },
        );
      }
      await unlessAborted(signal, sleep(RETRY_MS));
    }
  }
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
