/** @module One step of a solver: its model's attempts, then those of the models that stand in for it, all within the step's deadline. */
import { isCancellation, sleep } from '@temporalio/workflow';
import { readUsage } from '../domain/billed.js';
import { KEY_REFUSED, MaestroError } from '../domain/errors.js';
import { clip } from '../domain/escape.js';
import { NO_USAGE, type Usage } from '../domain/expert.js';
import { shareMs } from '../domain/retry.js';
import type { PlannedSolver, PlannedStep, StepOutcome } from '../domain/trajectory.js';
import { MAX_NOTE } from '../domain/trajectory.js';
import type { ObservationStatus } from '../domain/transcript.js';
import type { RolloutState } from '../domain/transition.js';
import { failureCode, failureData, hasCode, type FailureCode } from '../temporal/failures.js';
import { activitiesFor } from './activities-for.js';
import { remaining } from './activity-options.js';
import { failureNote } from './failure-note.js';
import { sparingPauseMs } from './history-bound.js';
import { timeIsUp } from './interruption.js';

type CallOfTurn = Pick<PlannedSolver, 'pair' | 'solver' | 'calls'> & { readonly turn: number };

interface Failed {
  readonly model: string;
  readonly status: ObservationStatus;
  readonly why: string;
  readonly ownFault: boolean;
  /** The HTTP status of a server that refused the key. */
  readonly keyRefused: number | undefined;
  /** What all failed attempts at the step were billed up to then; undefined: the failure does not say. */
  readonly spent: Usage | undefined;
}

/** How far a step has come. */
interface Trying {
  /** The models that failed; the next one in order is called. */
  readonly failed: readonly Failed[];
  /** Rounds of the current model: more than one only after faults of our own. */
  readonly round: number;
  /** When the step is to be over, milliseconds since the epoch. */
  readonly endsAtMs: number;
}

/** @param missing evidence that it would use and that has no result */
export function runStep(
  state: RolloutState,
  command: CallOfTurn,
  step: PlannedStep,
  missing?: readonly string[],
): Promise<StepOutcome> {
  const begin = { failed: [], round: 1, endsAtMs: endOfStep(state, command, step) };
  return tryModel(state, command, step, missing, begin);
}

function tryModel(
  state: RolloutState,
  command: CallOfTurn,
  step: PlannedStep,
  missing: readonly string[] | undefined,
  trying: Trying,
): Promise<StepOutcome> {
  const { turn, pair, solver } = command;
  const { failed, round } = trying;
  const models = [step.model, ...(step.fallbacks ?? [])];
  const model = models[failed.length] ?? step.model;
  const call = callOf(command, model);
  // Whoever waits for a server to come back leaves no time to those that could stand in.
  const sharers = state.plan.onOutage === 'wait' ? 1 : models.length - failed.length;
  const endsAtMs = Date.now() + shareMs(remaining(trying.endsAtMs), sharers, call.timeoutMs);
  const path = [pair, solver, step.id].filter((part) => part !== '').join(' > ');
  const { dispatch } = activitiesFor(state, call, `turn ${turn}: ${path} on ${model}`, endsAtMs);
  const dispatched = dispatch({
    plan: state.plan.ref,
    turn,
    pair,
    solver,
    step: step.id,
    ...(missing === undefined ? {} : { missing }),
    ...(failed.length === 0 ? {} : { model }),
    endsAtMs,
  });
  const observed = failed.length === 0 ? dispatched : dispatched.then((outcome) => standIn(outcome, model, failed));
  return observed.catch(async (error: unknown) => {
    const code = failureCode(error);
    if (isCancellation(error) || code === 'INTERNAL' || code === undefined) throw error;
    const late = timeIsUp(state.plan.limits) !== undefined;
    const unpaid = hasCode(error, 'BUDGET_SPENT');
    // It says nothing of the expert: the rollout waits until the budget is raised, and ends when its own time does.
    if (late && unpaid) throw error;
    if (!late && (unpaid || isOurFault(code, round))) {
      const leftMs = remaining(state.plan.limits.endsAtMs);
      const pauseMs = unpaid ? Math.min(round * PAUSE_MS, LONGEST_PAUSE_MS) : PAUSE_MS;
      await sleep(Math.min(Math.max(pauseMs, sparingPauseMs(leftMs)), leftMs));
      if (unpaid && timeIsUp(state.plan.limits) !== undefined) throw error;
      // What was lost by our own fault is not the experts' time.
      const again = { failed, round: round + 1, endsAtMs: endOfStep(state, command, step) };
      return tryModel(state, command, step, missing, again);
    }
    const why = code === 'TIMEOUT_SCHEDULE_TO_START' ? `no worker serves ${model}` : failureNote(error);
    const data = failureData(error);
    const keyRefused = data.get('reason') === KEY_REFUSED ? Number(data.get('status')) : undefined;
    const spent = readUsage(data.get('spent'));
    const ownFault = code === 'STORE_UNAVAILABLE' || code === 'TIMEOUT_SCHEDULE_TO_START';
    const one = { model, status: observedStatus(code), why: why + (late ? LATE : ''), ownFault, keyRefused, spent };
    const next = [...failed, one];
    const mayGoOn = !late && next.length < models.length && mayStandIn(code, keyRefused !== undefined);
    if (!mayGoOn || trying.endsAtMs - Date.now() < LEAST_MS) return failedStep(step, next);
    return tryModel(state, command, step, missing, { failed: next, round: 1, endsAtMs: trying.endsAtMs });
  });
}

const PAUSE_MS = 2_000;
/** A budget may be raised in hours only, and each round is some events of the history. */
const LONGEST_PAUSE_MS = 60_000;
const LATE = ' (the time of the rollout is over)';
/** A call under which worker after worker dies may be what kills them. */
const MAX_ROUNDS = 4;
/** With less time than this left nobody else is asked. */
const LEAST_MS = 500;

function endOfStep({ plan }: RolloutState, command: CallOfTurn, { model }: PlannedStep): number {
  const { deadlineMs } = callOf(command, model);
  if (deadlineMs === undefined || plan.onOutage === 'wait') return plan.limits.endsAtMs;
  return Math.min(Date.now() + deadlineMs, plan.limits.endsAtMs);
}

function callOf({ calls }: CallOfTurn, model: string) {
  const call = calls[model];
  if (call === undefined) throw new MaestroError('INTERNAL', `The plan does not say how ${model} is called.`);
  return call;
}

/** No fault of the expert, so none of its attempts: the store can't be used, or the worker that made the call died. */
function isOurFault(code: FailureCode, round: number): boolean {
  return code === 'STORE_UNAVAILABLE' || (code === 'TIMEOUT_HEARTBEAT' && round < MAX_ROUNDS);
}

/** Another model can help against outages, garbage and a key that was refused, not against a request that is wrong or kills workers. */
function mayStandIn(code: FailureCode, keyRefused: boolean): boolean {
  return keyRefused || (observedStatus(code) !== 'rejected' && code !== 'TIMEOUT_HEARTBEAT');
}

/** Whoever reads the answer hears who gave it. */
function standIn(outcome: StepOutcome, model: string, failed: readonly Failed[]): StepOutcome {
  if (outcome.status !== 'ok') return outcome;
  const why = failed.map((one) => `${one.model} (${one.status}${keyNote(one)})`).join(' and ');
  return { ...outcome, note: clip(`Answered by ${model} in place of ${why}.`, MAX_NOTE) };
}

/** A key that is refused is mended by a person, who must read of it although another model answered. */
function keyNote({ keyRefused }: Failed): string {
  return keyRefused === undefined ? '' : `: ${keyRefused}, its key was refused`;
}

/** The first model's failure is the step's; those of the others are told with it. */
function failedStep({ id }: PlannedStep, failed: readonly Failed[]): StepOutcome {
  const status = failed[0]?.status ?? 'unavailable';
  const [own = '', ...others] = failed.map(({ model, why }) => `${model}: ${/[.…!?]$/.test(why) ? why : `${why}.`}`);
  return {
    step: id,
    status,
    note: clip([own, ...others.map((other) => `In its place ${other}`)].join(' '), MAX_NOTE),
    summary: status,
    confidence: null,
    passed: null,
    // Each failure counts what was billed before it, too.
    usage: failed.findLast(({ spent }) => spent !== undefined)?.spent ?? NO_USAGE,
    ...(failed.some(({ ownFault }) => ownFault) ? { ownFault: true } : {}),
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
