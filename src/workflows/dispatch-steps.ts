/** @module Runs the steps of a Level-2 solver: each one activity, independent ones in parallel, repairs as long as they are needed. */
import { isCancellation, sleep } from '@temporalio/workflow';
import { NO_USAGE } from '../domain/expert.js';
import { readiness, waitsFor, type StepEnd } from '../domain/step-flow.js';
import type { PlannedStep, StepOutcome } from '../domain/trajectory.js';
import type { ObservationStatus } from '../domain/transcript.js';
import type { Command, RolloutState } from '../domain/transition.js';
import { failureCode, type FailureCode } from '../temporal/failures.js';
import { activitiesFor } from './activities-for.js';
import { remaining } from './activity-options.js';
import { failureNote } from './failure-note.js';
import { timeIsUp } from './interruption.js';

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
  { turn, pair, step, call }: Extract<Command, { kind: 'route' }>,
): Promise<StepOutcome> {
  return runStep(state, { turn, pair, solver: '', calls: { [step.model]: call } }, step);
}

type CallOfTurn = Pick<Dispatch, 'turn' | 'pair' | 'solver' | 'calls'>;

function runStep(
  state: RolloutState,
  command: CallOfTurn,
  step: PlannedStep,
  missing?: readonly string[],
  round = 1,
): Promise<StepOutcome> {
  const { turn, pair, solver, calls } = command;
  const call = calls[step.model];
  if (call === undefined) throw new Error(`the plan says not how ${step.model} is called`);
  const path = [pair, solver, step.id].filter((part) => part !== '').join(' > ');
  const { dispatch } = activitiesFor(state, call, `turn ${turn}: ${path} on ${step.model}`);
  const evidence = missing === undefined ? {} : { missing };
  const input = { plan: state.plan.ref, turn, pair, solver, step: step.id, ...evidence };
  return dispatch(input).catch(async (error: unknown) => {
    const code = failureCode(error);
    if (isCancellation(error) || code === 'INTERNAL' || code === undefined) throw error;
    const late = timeIsUp(state.plan.limits) !== undefined;
    if (late || !isOurFault(code, round)) return failedStep(step, code, failureNote(error) + (late ? LATE : ''));
    await sleep(Math.min(PAUSE_MS, remaining(state.plan.limits.endsAtMs)));
    return runStep(state, command, step, missing, round + 1);
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
    passed: null,
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
