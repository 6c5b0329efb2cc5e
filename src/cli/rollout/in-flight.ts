/** @module How many rollouts have not ended. */
import type { Client } from '@temporalio/client';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';

/** Rollouts that run or wait, by whatever way they were submitted. Throws what the server answers. */
export async function rolloutsInFlight(client: Client): Promise<number> {
  const { count } = await client.workflow.count(`ExecutionStatus = 'Running' AND TaskQueue = '${WORKFLOW_QUEUE}'`);
  return count;
}
