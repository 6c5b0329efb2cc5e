/**
 * @module The durable driver: each command of the transition as activities.
 *
 * The SDK takes a stack trace for every promise of a workflow, so this code makes few of them: chains instead of async layers.
 */
import { isCancellation, proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { RolloutActivities } from '../activities/contract.js';
import { readUsage } from '../domain/billed.js';
import { NO_USAGE } from '../domain/expert.js';
import { callsLeft, type Command, type RolloutEvent, type RolloutState } from '../domain/transition.js';
import { failureCode, failureData, hasCode, type FailureCode } from '../temporal/failures.js';
import { activitiesFor } from './activities-for.js';
import { quickOptions, remaining } from './activity-options.js';
import { dispatchRoute, dispatchSteps } from './dispatch-steps.js';
import { failureNote } from './failure-note.js';
import { isHistoryFull } from './history-bound.js';
import type { LocalChain } from './local-chain.js';
import { checkDurably, type ReviewBox } from './check-answer.js';
import { outOfTime, type Interruption } from './interruption.js';

/** What surrounds every command of one rollout. */
export interface RolloutControls {
  readonly interruption: Interruption;
  readonly chain: LocalChain;
  readonly review: ReviewBox;
}

/** Does one command, within the rollout's time and until it is interrupted. The check is always done. */
export function performDurably(
  command: Exclude<Command, { kind: 'finish' }>,
  state: RolloutState,
  { interruption, chain, review }: RolloutControls,
): Promise<RolloutEvent> {
  if (command.kind === 'check') {
    return checkDurably(state, interruption, review).then((verdict) => ({ kind: 'checked', verdict }));
  }
  const { limits, paceMs } = state.plan;
  const stopped = interruption.before(limits) ?? tooLong(command);
  if (stopped !== undefined) return Promise.resolve(stopped);
  const onError = (error: unknown): RolloutEvent => {
    if (isCancellation(error)) return interruption.stopped();
    return failed(command, state, error);
  };
  const go = (): Promise<RolloutEvent> => step(command, state, chain, onError);
  if (paceMs > 0) return sleep(Math.min(paceMs, remaining(limits.endsAtMs))).then(go, onError);
  return chain.isLong() ? chain.cut().then(go, onError) : go();
}

/** A rollout that has grown as long as one workflow may get ends as one whose calls are used up. */
function tooLong(command: Command): RolloutEvent | undefined {
  if (!isHistoryFull(command.kind === 'dispatch' ? command.steps.length : 1)) return undefined;
  return { kind: 'stopped', outcome: 'budget', reason: 'the rollout has grown too long to go on in one workflow' };
}

type Step = Exclude<Command, { kind: 'finish' | 'check' }>;

function step(
  command: Step,
  state: RolloutState,
  chain: LocalChain,
  onError: (error: unknown) => RolloutEvent,
): Promise<RolloutEvent> {
  switch (command.kind) {
    case 'decide':
      return decide(state).then((decision) => {
        if (!state.plan.decide.quick) chain.begin();
        return { kind: 'decided', decision };
      }, onError);
    case 'select':
      return select(state, command).then((selection) => ({ kind: 'selected', selection }), onError);
    case 'route':
      return dispatchRoute(state, command).then((routed) => {
        if (Object.values(command.calls).some((call) => !call.quick)) chain.begin();
        return { kind: 'routed', step: routed };
      }, onError);
    case 'dispatch':
      return dispatchSteps(state, command).then((steps) => {
        if (Object.values(command.calls).some((call) => !call.quick)) chain.begin();
        return { kind: 'observed', steps };
      }, onError);
  }
}

function decide(state: RolloutState) {
  const { plan, turns } = state;
  const left = callsLeft(state);
  const summary = `turn ${turns.length + 1}: ${plan.policy} decides, ${left} ${left === 1 ? 'call' : 'calls'} left`;
  return activitiesFor(state, plan.decide, summary, plan.limits.endsAtMs).decide({ plan: plan.ref, turns });
}

/**
 * Transient faults of the policy's server, of the store and of workers, and a budget of the batch that is used up, are waited for
 * until the rollout's time is up, so they only surface then.
 */
const WAITED_FOR: readonly FailureCode[] = [
  'POLICY_UNAVAILABLE',
  'BUDGET_SPENT',
  'STORE_UNAVAILABLE',
  'TIMEOUT',
  'TIMEOUT_SCHEDULE_TO_START',
  'TIMEOUT_HEARTBEAT',
];

/** @throws the error when it is a fault of ours */
function failed(command: Command, { plan }: RolloutState, error: unknown): RolloutEvent {
  const code = failureCode(error);
  const usage = readUsage(failureData(error).get('spent')) ?? NO_USAGE;
  if (code !== undefined && WAITED_FOR.includes(code)) return { ...waitedInVain(command, plan, error), usage };
  if (command.kind !== 'decide' || code === undefined || code === 'INTERNAL') throw error;
  return { kind: 'policy-failed', reason: failureNote(error, MAX_REASON), usage };
}

/** Who did not answer, what it said, and what to do: the last word on the rollout. */
function waitedInVain(
  { kind }: Command,
  { limits }: RolloutState['plan'],
  error: unknown,
): RolloutEvent & { kind: 'stopped' } {
  const stopped = outOfTime(limits);
  // The next attempt would have been too late, e.g. since the server asked for a longer pause.
  const early = Date.now() + EARLY_MS < limits.endsAtMs;
  const why = `${early ? 'no time was left for another try' : stopped.reason}: ${failureNote(error, MAX_REASON)}`;
  if (hasCode(error, 'POLICY_UNAVAILABLE')) return { ...stopped, reason: `${why} ${ADVICE}`, ownFault: true };
  // Only experts may be late: who decides, and who chooses a solver, is our own side.
  const isOurs = kind !== 'dispatch' || hasCode(error, 'STORE_UNAVAILABLE');
  return { ...stopped, reason: why, ...(isOurs && !hasCode(error, 'BUDGET_SPENT') ? { ownFault: true } : {}) };
}

const ADVICE = 'See that it answers (maestro services check), then run this again.';

/** Long enough for the server's message, whose endpoint it is, and what to do. */
const MAX_REASON = 700;
/** An attempt that would begin so shortly before the end is none. */
const EARLY_MS = 2_000;

function select(state: RolloutState, { turn, pair, routed }: Extract<Command, { kind: 'select' }>) {
  const options = quickOptions(`turn ${turn}: ${pair}`, state.plan.limits.endsAtMs);
  return proxyLocalActivities<RolloutActivities>(options).selectSkill({
    plan: state.plan.ref,
    turn,
    ...(routed ? { routed } : {}),
  });
}
