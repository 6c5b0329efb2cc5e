/** @module What the Temporal server knows of rollouts and batches: what is open, and what ended. */
import type { Client } from '@temporalio/client';
import { MaestroError, messageOf } from '../../domain/errors.js';

const OURS =
  'WorkflowType IN ("rolloutWorkflow", "batchWorkflow", "batchWindowWorkflow", "trainingWorkflow", "groupWorkflow")';

export interface OpenWork {
  /** Of rollouts, batches and training runs. */
  readonly ids: ReadonlySet<string>;
  /** Milliseconds since the epoch; undefined: nothing is open. */
  readonly oldestStartMs: number | undefined;
}

/** @throws MaestroError TEMPORAL_UNAVAILABLE */
export async function openWork(client: Client): Promise<OpenWork> {
  const ids = new Set<string>();
  let oldestStartMs: number | undefined;
  for await (const { workflowId, startTime } of listed(client, `${OURS} AND ExecutionStatus = "Running"`)) {
    ids.add(workflowId);
    oldestStartMs = Math.min(oldestStartMs ?? Infinity, startTime.getTime());
  }
  return { ids, oldestStartMs };
}

export interface EndedRollout {
  readonly id: string;
  /** Temporal's word in lower case: `completed`, `failed`, `terminated`, `timed_out`, `canceled`. */
  readonly status: string;
}

/** Rollouts that the server remembers and that run no more. @throws MaestroError TEMPORAL_UNAVAILABLE */
export async function* endedRollouts(client: Client): AsyncIterable<EndedRollout> {
  for await (const { workflowId, status } of listed(
    client,
    'WorkflowType = "rolloutWorkflow" AND ExecutionStatus != "Running"',
  )) {
    yield { id: workflowId, status: status.name.toLowerCase() };
  }
}

async function* listed(client: Client, query: string) {
  try {
    yield* client.workflow.list({ query });
  } catch (error) {
    throw new MaestroError('TEMPORAL_UNAVAILABLE', `The server does not say what runs: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
