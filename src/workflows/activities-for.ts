/** @module The activities with the options of one call: local when it is quick, else on its own queue. */
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { RolloutActivities } from '../activities/contract.js';
import type { CallOptions } from '../domain/task.js';
import type { RolloutState } from '../domain/transition.js';
import { quickOptions, regularOptions } from './activity-options.js';

/**
 * The activities as called with these options; `summary` is what the Temporal UI shows.
 * @param endsAtMs when the call is given up, milliseconds since the epoch
 */
export function activitiesFor(
  state: RolloutState,
  call: CallOptions,
  summary: string,
  endsAtMs: number,
): RolloutActivities {
  const { limits, onOutage } = state.plan;
  return call.quick
    ? proxyLocalActivities<RolloutActivities>(quickOptions(summary, endsAtMs, call.maxAttempts))
    : proxyActivities<RolloutActivities>(regularOptions({ call, limits, onOutage, summary, endsAtMs }));
}
