/** @module Who works on a task queue. */
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { tsToMs } from '@temporalio/common/lib/time.js';

/**
 * The identities (`pid@host` unless a worker says otherwise) that asked a queue for workflow tasks or activities in the
 * last `withinMs`. A long poll takes a minute, so less than that finds healthy idle workers missing.
 * @throws what the server answers.
 */
export async function recentPollers(client: Client, queue: string, withinMs: number): Promise<string[]> {
  // A CommonJS package whose names Node cannot see.
  const { TaskQueueType } = proto.temporal.api.enums.v1;
  const identities = new Set<string>();
  for (const taskQueueType of [TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY]) {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: queue },
      taskQueueType,
    });
    for (const { identity, lastAccessTime } of pollers) {
      if (identity && lastAccessTime && Date.now() - tsToMs(lastAccessTime) < withinMs) identities.add(identity);
    }
  }
  return [...identities];
}
