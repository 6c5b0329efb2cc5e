/** @module Runs the steps of a Level-2 solver: each one activity, independent ones in parallel. */
import { isCancellation, sleep } from '@temporalio/workflow';
import { NO_USAGE } from '../domain/expert.js';
import type { PlannedStep, StepOutcome } from '../domain/trajectory.js';
import type { ObservationStatus } from '../domain/transcript.js';
import type { Command, RolloutState } from '../domain/transition.js';
import { failureCode, type FailureCode } from '../temporal/failures.js';
import { activitiesFor } from './activities-for.js';
import { remaining } from './activity-options.js';
import { failureNote } from './failure-note.js';
import { timeIsUp } from './interruption.js';

type Dispatch = Extract<Command, { kind: 'dispatch' }>;

/** The outcomes in the order of the plan; steps that nothing could use any more, since an earlier one failed, are left out. */
export function dispatchSteps(state: RolloutState, command: Dispatch): Promise<readonly StepOutcome[]> {
  const [only, ...more] = command.steps;
  if (only !== undefined && more.length === 0) return runStep(state, command, only).then((outcome) => [outcome]);
  return dispatchGraph(state, command);
}

async function dispatchGraph(state: RolloutState, command: Dispatch): Promise<readonly StepOutcome[]> {
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

function runStep(state: RolloutState, command: Dispatch, step: PlannedStep, round = 1): Promise<StepOutcome> {
  const { turn, pair, solver } = command;
  const summary = `turn ${turn}: ${pair} > ${solver} > ${step.id} on ${step.model}`;
  const { dispatch } = activitiesFor(state, step.call, summary);
  return dispatch({ plan: state.plan.ref, turn, pair, solver, step: step.id }).catch(async (error: unknown) => {
    const code = failureCode(error);
    if (isCancellation(error) || code === 'INTERNAL' || code === undefined) throw error;
    const late = timeIsUp(state.plan.limits) !== undefined;
    if (late || !isOurFault(code, round)) return failedStep(step, code, failureNote(error) + (late ? LATE : ''));
    await sleep(Math.min(PAUSE_MS, remaining(state.plan.limits.endsAtMs)));
    return runStep(state, command, step, round + 1);
  });
}

const PAUSE_MS = 2_000;
const LATE = ' (the time of the rollout is over)';
/** A call under which worker after worker dies may be what kills them. */
const MAX_ROUNDS = 4;

/** No fault of the expert, so none of its attempts: the store can't be used, or the worker that made the call died. */
function isOurFault(code: FailureCode, round: number): boolean {
  return code === 'STORE_UNAVAILABLE' || (code === 'TIMEOUT_HEARTBEAT' && round < MAX_ROUNDS);
}

function failedStep({ id, model }: PlannedStep, code: FailureCode, note: string): StepOutcome {
  const status = observedStatus(code);
  const why = code === 'TIMEOUT_SCHEDULE_TO_START' ? `no worker serves ${model}` : note;
  return {
    step: id,
    status,
    note: `${model}: ${why}`,
    summary: status,
    confidence: null,
    usage: NO_USAGE,
    recorded: false,
  };
}

/** The typed observation of a failure that outlasted its retries. */
function observedStatus(code: FailureCode): ObservationStatus {
  switch (code) {
    case 'TIMEOUT':
    case 'TIMEOUT_HEARTBEAT':
    case 'EXPERT_TIMED_OUT':
      return 'timed_out';
    case 'EXPERT_MALFORMED':
      return 'malformed';
    case 'EXPERT_UNAVAILABLE':
    case 'TIMEOUT_SCHEDULE_TO_START':
    case 'MISSING_KEY':
    case 'STORE_UNAVAILABLE':
      return 'unavailable';
    default:
      return 'rejected';
  }
}
