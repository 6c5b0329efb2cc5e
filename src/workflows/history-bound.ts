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

/** Is the history too long for the children whose ends are still to come? */
export function isTooLongFor(children: number, wantedEvents: number): boolean {
  return bound.isTooLongFor(workflowInfo(), children, wantedEvents) && patched(PATCH);
}

/** Have starts to be acknowledged before the next one? */
export function isBurst(starting: bound.Starting): boolean {
  return bound.isBurst(starting) && patched(PATCH);
}
