/** @module Many calls of one model at once. */
import { proxyActivities } from '@temporalio/workflow';

export async function flood(queue: string, name: string, calls: number): Promise<void> {
  const { call } = proxyActivities<{ call(name: string): Promise<void> }>({
    taskQueue: queue,
    startToCloseTimeout: '1 minute',
  });
  await Promise.all(Array.from({ length: calls }, () => call(name)));
}
