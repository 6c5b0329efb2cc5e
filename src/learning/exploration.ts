/** @module How much a run explores from step to step. */
import type { TrainingSettings } from '../domain/training-settings.js';

/** How much is explored after a step: twice as much while the guard's bounds are crossed, then half as much until it is as it was. */
export function nextExploration(
  now: number,
  isCrossed: boolean,
  { exploration, guardExploration }: Pick<TrainingSettings, 'exploration' | 'guardExploration'>,
): number {
  if (isCrossed) return Math.max(now, Math.min(guardExploration, Math.max(LEAST_RAISED, 2 * now)));
  return Math.max(exploration, now / 2);
}

/** Twice nothing is nothing: a run without exploration begins here. */
const LEAST_RAISED = 0.05;
