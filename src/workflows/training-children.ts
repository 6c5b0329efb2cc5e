/** @module The children of a training run: how they are started, and what becomes of them when the run is cancelled or ends. */
import {
  isCancellation,
  ParentClosePolicy,
  sleep,
  startChild,
  WorkflowIdReusePolicy,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { GroupInput } from '../activities/training/run-contract.js';
import type { BatchInput } from '../domain/batch.js';
import { priorityKeyOf } from '../domain/priority.js';
import type { RolloutInput } from '../domain/task.js';
import { groupId } from '../domain/training.js';
import type { batchWorkflow } from './batch.js';
import type { groupWorkflow } from './group.js';
import type { rolloutWorkflow } from './rollout.js';

/** Ids are made from inputs, so what is there of an earlier run of the same is taken up; and training gives way to all else. */
function optionsOf(run: string, workflowId: string, staticSummary: string) {
  return {
    ...{ workflowId, staticSummary },
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    priority: { priorityKey: priorityKeyOf('training'), fairnessKey: run.slice(0, 64) },
  } as const;
}

/** @returns undefined: it runs already, under another parent */
export async function startMember(
  id: string,
  run: string,
  summary: string,
  input: RolloutInput,
): Promise<ChildWorkflowHandle<typeof rolloutWorkflow> | undefined> {
  try {
    return await startChild<typeof rolloutWorkflow>('rolloutWorkflow', {
      ...optionsOf(run, id, summary),
      args: [input],
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

export async function startGroup(input: GroupInput): Promise<ChildWorkflowHandle<typeof groupWorkflow>> {
  const { run, step, slot } = input;
  return onceFree(() =>
    startChild<typeof groupWorkflow>('groupWorkflow', {
      ...optionsOf(run, groupId(run, step, slot), `step ${step}, group ${slot}`),
      args: [input],
    }),
  );
}

/** A batch of the run: probes, a validation. */
export async function startBatchOfRun(
  run: string,
  batch: string,
  summary: string,
  input: BatchInput,
): Promise<ChildWorkflowHandle<typeof batchWorkflow>> {
  return onceFree(() =>
    startChild<typeof batchWorkflow>('batchWorkflow', { ...optionsOf(run, batch, summary), args: [input] }),
  );
}

const AGAIN_MS = 2_000;

/** One of a run that was ended from outside is being cancelled, and will be gone soon. */
async function onceFree<T>(start: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (isCancellation(error) || !(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await sleep(AGAIN_MS);
    }
  }
}
