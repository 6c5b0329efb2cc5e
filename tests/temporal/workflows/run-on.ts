/** @module A workflow that runs one activity of a given queue, and says how often it was tried. */
import { proxyActivities } from '@temporalio/workflow';

export async function runOn(queue: string, key: string): Promise<string> {
  const { call } = proxyActivities<{ call(key: string): Promise<string> }>({
    taskQueue: queue,
    startToCloseTimeout: '1 minute',
    scheduleToStartTimeout: '10 seconds',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '100 ms' },
  });
  return call(key);
}
