/** @module How many rollouts have not ended. */
import type { Client } from '@temporalio/client';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';

const CALL_TIMEOUT_MS = 10_000;

/**
 * Rollouts that run or wait, by whatever way they were submitted; the server's list of them is behind by a moment at most.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when the server can't say
 */
export async function rolloutsInFlight(client: Client): Promise<number> {
  const query = `ExecutionStatus = 'Running' AND TaskQueue = '${WORKFLOW_QUEUE}'`;
  try {
    const { count } = await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => client.workflow.count(query));
    return count;
  } catch (error) {
    throw new MaestroError(
      'TEMPORAL_UNAVAILABLE',
      `The Temporal server can't tell how many rollouts run: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
