/** @module Three activities, one after another. */
import { proxyActivities } from '@temporalio/workflow';

export async function threeSteps(): Promise<void> {
  const { step } = proxyActivities<{ step: () => Promise<void> }>({ startToCloseTimeout: '1 minute' });
  for (let count = 0; count < 3; count += 1) await step();
}
