/** @module A workflow that runs one activity and waits until a cancelled one has really ended. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';

export async function runOne(activity: string): Promise<string> {
  const activities = proxyActivities<Record<string, () => Promise<string>>>({
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '12 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '100 seconds' },
  });
  const run = activities[activity];
  if (run === undefined) throw new Error(`no activity ${activity}`);
  return run();
}
