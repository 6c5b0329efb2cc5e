/** @module Starts rollouts with any `@temporalio/client`. Part of the public surface: loads no worker, engine or store. */
import { WorkflowExecutionAlreadyStartedError, type Priority } from '@temporalio/common';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { RolloutInput } from '../../domain/task.js';
import { WORKFLOW_QUEUE } from '../../temporal/settings.js';
import type { rolloutWorkflow } from '../../workflows/index.js';
import { rolloutId } from './rollout-id.js';

export type RolloutHandle = WorkflowHandle<typeof rolloutWorkflow>;

export interface StartOptions {
  /** Default: {@link rolloutId} of the input. */
  readonly id?: string;
  /** Shown under the summary in the Temporal UI; Markdown. */
  readonly details?: string;
  /** Default: 3, the middle; 1 is served first. */
  readonly priority?: Priority;
}

export interface StartedRollout {
  readonly id: string;
  readonly handle: RolloutHandle;
  /** It was there already, running or finished. */
  readonly attached: boolean;
}

/** Characters of the question that the Temporal UI shows as the rollout's summary; the server allows 200 bytes. */
const MAX_SUMMARY_BYTES = 200;

/**
 * Starts a rollout, or attaches to the one with the same id: a running one, or a finished one unless its workflow failed or
 * was cancelled, which is run anew. `handle.result()` waits for its {@link RolloutResult}.
 * @throws what the client throws when the server can't be reached
 */
export async function startRollout(
  client: Client,
  input: RolloutInput,
  options: StartOptions = {},
): Promise<StartedRollout> {
  const { id = rolloutId(input), details, priority } = options;
  try {
    const handle = await client.workflow.start<typeof rolloutWorkflow>('rolloutWorkflow', {
      workflowId: id,
      taskQueue: WORKFLOW_QUEUE,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: summaryOf(input.task.question),
      ...(details === undefined ? {} : { staticDetails: details }),
      ...(priority === undefined ? {} : { priority }),
    });
    return { id, handle, attached: false };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { id, handle: client.workflow.getHandle<typeof rolloutWorkflow>(id), attached: true };
  }
}

/** The question in one line of at most 200 bytes. */
export function summaryOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim();
  let bytes = 0;
  let text = '';
  for (const character of line) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > MAX_SUMMARY_BYTES - 3) return `${text}…`;
    text += character;
  }
  return text;
}
