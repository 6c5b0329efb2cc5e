/** @module Runs the steps of a Level-2 solver: each one activity, independent ones in parallel. */
import { isCancellation } from '@temporalio/workflow';
import { NO_USAGE } from '../domain/expert.js';
import type { PlannedStep, StepOutcome } from '../domain/trajectory.js';
import type { ObservationStatus } from '../domain/transcript.js';
import type { Command, RolloutState } from '../domain/transition.js';
import { failureCode } from '../temporal/failures.js';
import { activitiesFor } from './activities-for.js';
import { failureNote } from './failure-note.js';
import { timeIsUp } from './interruption.js';

/** The outcomes in the order of the plan; steps that nothing could use any more, since an earlier one failed, are left out. */
export async function dispatchSteps(
  state: RolloutState,
  command: Extract<Command, { kind: 'dispatch' }>,
): Promise<readonly StepOutcome[]> {
  const [only, ...more] = command.steps;
  if (only !== undefined && more.length === 0) return [await runStep(state, command, only)];
  const running = new Map<string, Promise<StepOutcome | undefined>>();
  for (const step of command.steps) running.set(step.id, runAfterNeeds(step));
  const outcomes = await Promise.all([...running.values()]);
  return outcomes.filter((outcome) => outcome !== undefined);

  async function runAfterNeeds(step: PlannedStep): Promise<StepOutcome | undefined> {
    const needed = await Promise.all(step.needs.map((id) => running.get(id) ?? Promise.resolve(undefined)));
    if (needed.some((outcome) => outcome?.status !== 'ok')) return undefined;
    return runStep(state, command, step);
  }
}

async function runStep(
  state: RolloutState,
  command: Extract<Command, { kind: 'dispatch' }>,
  step: PlannedStep,
): Promise<StepOutcome> {
  const summary = `turn ${command.turn}: ${command.pair} > ${command.solver} > ${step.id} on ${step.model}`;
  const { turn, pair, solver } = command;
  try {
    const { dispatch } = activitiesFor(state, step.call, summary);
    return await dispatch({ plan: state.plan.ref, turn, pair, solver, step: step.id });
  } catch (error) {
    const code = failureCode(error);
    if (isCancellation(error) || code === 'INTERNAL' || code === undefined) throw error;
    const status = observedStatus(code);
    const note = code === 'TIMEOUT_SCHEDULE_TO_START' ? `no worker serves ${step.model}` : failureNote(error);
    const late = timeIsUp(state.plan.limits) === undefined ? '' : ' (the time of the rollout is over)';
    return {
      step: step.id,
      status,
      note: `${step.model}: ${note}${late}`,
      summary: status,
      confidence: null,
      usage: NO_USAGE,
      recorded: false,
    };
  }
}

/** The typed observation of a failure that outlasted its retries. */
function observedStatus(code: NonNullable<ReturnType<typeof failureCode>>): ObservationStatus {
  switch (code) {
    case 'TIMEOUT':
    case 'EXPERT_TIMED_OUT':
      return 'timed_out';
    case 'EXPERT_MALFORMED':
      return 'malformed';
    case 'EXPERT_UNAVAILABLE':
    case 'TIMEOUT_SCHEDULE_TO_START':
    case 'MISSING_KEY':
      return 'unavailable';
    default:
      return 'rejected';
  }
}
