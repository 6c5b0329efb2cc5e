/** @module Asks the server whether a workflow runs. */
import { Client, WorkflowNotFoundError, type ConnectionLike } from '@temporalio/client';
import { MaestroError, messageOf } from '../domain/errors.js';

/**
 * Is a workflow of that id running, or that one run of it? One that the server does not know is not.
 * @returns a function that throws MaestroError TEMPORAL_UNAVAILABLE when the server does not say
 */
export function runningWorkflows(
  connection: ConnectionLike,
  namespace: string,
): (id: string, runId?: string) => Promise<boolean> {
  const { workflow } = new Client({ connection, namespace });
  return async (id, runId) => {
    try {
      return (await workflow.getHandle(id, runId).describe()).status.name === 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw new MaestroError(
        'TEMPORAL_UNAVAILABLE',
        `The server does not say whether ${id} runs: ${messageOf(error)}`,
        {
          cause: error,
        },
      );
    }
  };
}
