/** @module How many workflows of a task queue are running. */
import type { Client } from '@temporalio/client';
import { MaestroError, messageOf } from '../domain/errors.js';

const CALL_TIMEOUT_MS = 10_000;

/**
 * Counted by the server's visibility store, which is behind by a moment at most.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when the server can't say.
 */
export async function countOpenWorkflows(client: Client, queue: string): Promise<number> {
  const query = `TaskQueue = "${queue}" AND ExecutionStatus = "Running"`;
  try {
    const { count } = await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => client.workflow.count(query));
    return count;
  } catch (error) {
    throw new MaestroError(
      'TEMPORAL_UNAVAILABLE',
      `The Temporal server can't tell how many workflows run on ${queue}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
