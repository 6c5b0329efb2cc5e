/**
 * @module Ids of planned steps. A solver's step runs once (`see`), once for each image (`see.1`, `see.2`), or again in each
 * repair round (`write`, `write#2`). Ids of solver files hold neither `.` nor `#`.
 */

/** Ledger rows of a turn that belong to no step of a solver: the decision, and the call of a router. */
export const DECIDE_STEP = 'decide';
export const ROUTE_STEP = 'route';

/** The question to a judge, in each order of the answers. */
export const JUDGE_STEPS = ['judge.1', 'judge.2'] as const;

/** Ids that a solver's steps can't have; `task` means the images of the task. */
export const RESERVED_STEPS: readonly string[] = [DECIDE_STEP, ROUTE_STEP, 'judge', 'task'];

export function isJudgeStep(step: string): boolean {
  return baseStep(step) === 'judge';
}

/** @param image which one, from 0, of how many; a single one needs no number */
export function imageStepId(step: string, image: number, images: number): string {
  return images === 1 ? step : `${step}.${image + 1}`;
}

/** @param round from 1, which is the first try and has no number */
export function roundStepId(step: string, round: number): string {
  return round === 1 ? step : `${step}#${round}`;
}

/** The step of the solver that a planned step is. */
export function baseStep(id: string): string {
  return id.replace(/[.#].*$/, '');
}
