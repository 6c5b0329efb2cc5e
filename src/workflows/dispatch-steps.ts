/** @module Runs the steps of a Level-2 solver: each one activity, independent ones in parallel, repairs as long as they are needed. */
import { readiness, waitsFor, type StepEnd } from '../domain/step-flow.js';
import type { PlannedStep, StepOutcome } from '../domain/trajectory.js';
import type { Command, RolloutState } from '../domain/transition.js';
import { runStep } from './run-step.js';

type Dispatch = Extract<Command, { kind: 'dispatch' }>;

/** The outcomes in the order of the plan; steps that were not run, since an earlier one failed or has passed, are left out. */
export function dispatchSteps(state: RolloutState, command: Dispatch): Promise<readonly StepOutcome[]> {
  const [only, ...more] = command.steps;
  if (only !== undefined && more.length === 0) return runStep(state, command, only).then((outcome) => [outcome]);
  return dispatchGraph(state, command);
}

async function dispatchGraph(state: RolloutState, command: Dispatch): Promise<readonly StepOutcome[]> {
  const { steps } = command;
  const ends = new Map<string, StepEnd>();
  const running = new Map<string, Promise<void>>();
  for (const step of steps) running.set(step.id, runInTurn(step));
  await Promise.all(running.values());
  return steps.map((step) => endOf(step.id)).filter((end) => typeof end !== 'string');

  async function runInTurn(step: PlannedStep): Promise<void> {
    const before = waitsFor(step);
    if (before.length > 0) await Promise.all(before.flatMap((id) => running.get(id) ?? []));
    const ready = readiness(step, endOf, isOptional);
    ends.set(step.id, typeof ready === 'string' ? ready : await runStep(state, command, step, ready.missing));
  }

  function endOf(id: string): StepEnd {
    return ends.get(id) ?? 'blocked';
  }

  function isOptional(id: string): boolean {
    return steps.some((step) => step.id === id && step.optional === true);
  }
}

/** Asks the router of a skill which of its solvers is to run. */
export function dispatchRoute(
  state: RolloutState,
  { turn, pair, step, calls }: Extract<Command, { kind: 'route' }>,
): Promise<StepOutcome> {
  return runStep(state, { turn, pair, solver: '', calls }, step);
}
