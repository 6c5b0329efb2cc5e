/** @module The first step of a rollout, within the rollout's time, though only its plan will say what that is. */
import { proxyLocalActivities } from '@temporalio/workflow';
import type { PrepareInput, RolloutActivities } from '../activities/contract.js';
import type { Plan } from '../domain/task.js';
import { failureCode } from '../temporal/failures.js';
import { quickOptions } from './activity-options.js';

const SUMMARY = 'validate the input, pin registry and policy';
/** Of a rollout that nobody bounded. */
const DEFAULT_MS = 15 * 60_000;
/** A rollout with less time than this is prepared all the same, so that it can end by its own limit and be recorded. */
const LEAST_MS = 30_000;

/** Faults of the stores are waited for until the time is up. @throws what the last try says */
export function prepareInTime(input: PrepareInput): Promise<Plan> {
  const endsAtMs = input.startedAtMs + Math.max(LEAST_MS, timeGiven(input));
  return proxyLocalActivities<RolloutActivities>(quickOptions(SUMMARY, endsAtMs))
    .prepare(input)
    .catch((error: unknown) => {
      if (failureCode(error) !== 'TIMEOUT') throw error;
      // The timeout does not say why: one more try does.
      return proxyLocalActivities<RolloutActivities>(quickOptions(SUMMARY, undefined, 1)).prepare(input);
    });
}

/** Milliseconds. The input was validated by nobody yet: it may be anything. */
function timeGiven({ input, startedAtMs }: PrepareInput): number {
  const limits = memberOf(input, 'limits');
  const seconds = memberOf(limits, 'max_seconds');
  const deadline = memberOf(limits, 'deadline');
  const given = [
    ...(typeof seconds === 'number' ? [seconds * 1_000] : []),
    ...(typeof deadline === 'string' ? [Date.parse(deadline) - startedAtMs] : []),
  ].filter((ms) => ms > 0 && Number.isFinite(ms));
  return given.length === 0 ? DEFAULT_MS : Math.min(...given);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  return members.find(([key]) => key === name)?.[1];
}
