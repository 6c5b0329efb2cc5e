/** @module When a planned step may run: pure, so that every driver runs the same steps. */
import type { PlannedStep, StepOutcome } from './trajectory.js';

/** What became of a planned step: what it came to, or that it was not run. */
export type StepEnd =
  | StepOutcome
  /** A step that it can't do without failed. */
  | 'blocked'
  /** The check of the round before has passed. */
  | 'unneeded';

/** It may run, without the results of `missing`; or how it ends without being run. */
export type Readiness = { readonly missing?: readonly string[] } | 'blocked' | 'unneeded';

/** What a step waits for. */
export function waitsFor({ needs, unless }: PlannedStep): readonly string[] {
  return unless === undefined ? needs : [unless, ...needs];
}

/**
 * May this step run?
 * @param endOf how a step that this one waits for has ended
 * @param isOptional whether a step is evidence that others can do without
 */
export function readiness(
  { needs, unless }: PlannedStep,
  endOf: (id: string) => StepEnd,
  isOptional: (id: string) => boolean,
): Readiness {
  if (unless !== undefined) {
    const check = endOf(unless);
    if (check === 'unneeded' || (isOk(check) && check.passed === true)) return 'unneeded';
    if (!isOk(check)) return 'blocked';
  }
  const missing: string[] = [];
  for (const id of needs) {
    const end = endOf(id);
    if (isOk(end)) continue;
    if (end !== 'unneeded' && !isOptional(id)) return 'blocked';
    missing.push(id);
  }
  return missing.length === 0 ? {} : { missing };
}

function isOk(end: StepEnd): end is StepOutcome {
  return typeof end !== 'string' && end.status === 'ok';
}
