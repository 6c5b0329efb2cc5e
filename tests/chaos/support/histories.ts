/** @module What stands in a rollout's history, as Temporal keeps it. */
import proto from '@temporalio/proto';
import type { Rollout } from './maestro.js';

const { EventType } = proto.temporal.api.enums.v1;
const TROUBLES: readonly unknown[] = [
  EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
  EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
];

/** Names of the events that say that a workflow task timed out or failed. */
export async function taskTroubles(rollout: Rollout): Promise<string[]> {
  const { events } = await rollout.fetchHistory();
  return (events ?? []).filter((event) => TROUBLES.includes(event.eventType)).map((event) => String(event.eventType));
}

/** Did a workflow task, or an attempt of an activity, end without a word of its worker? */
export async function lostWork(rollout: Rollout): Promise<boolean> {
  const { events } = await rollout.fetchHistory();
  return (events ?? []).some(
    ({
      workflowTaskTimedOutEventAttributes,
      activityTaskTimedOutEventAttributes,
      activityTaskStartedEventAttributes,
    }) =>
      Boolean(workflowTaskTimedOutEventAttributes) ||
      Boolean(activityTaskTimedOutEventAttributes) ||
      (activityTaskStartedEventAttributes?.attempt ?? 1) > 1,
  );
}

/** Every text in it, payloads decoded. */
export async function historyText(rollout: Rollout): Promise<string> {
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (value instanceof Uint8Array || Buffer.isBuffer(value)) texts.push(Buffer.from(value).toString('utf8'));
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(await rollout.fetchHistory());
  return texts.join('\n');
}
