/** @module The bound of histories as workflows keep to it. Those that began before there was one go on without it. */
import { patched, workflowInfo } from '@temporalio/workflow';
import * as bound from '../domain/history-bound.js';

const PATCH = 'history-bound';

/** Is there no room left for so many activities? */
export function isHistoryFull(activities: number): boolean {
  return bound.isFull(workflowInfo(), activities) && patched(PATCH);
}

/** How long to pause at least before something is tried again, milliseconds. */
export function sparingPauseMs(leftMs: number): number {
  return bound.sparingPauseMs(workflowInfo(), leftMs);
}

/** Is the history too long for what is still to come of the children? */
export function isTooLongFor(children: bound.Children, wantedEvents: number): boolean {
  return bound.isTooLongFor(workflowInfo(), children, wantedEvents) && patched(PATCH);
}

/** Have starts to be acknowledged before the next one? */
export function isBurst(children: bound.Children): boolean {
  return bound.isBurst(children) && patched(PATCH);
}
