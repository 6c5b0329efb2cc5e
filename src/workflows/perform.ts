/**
 * @module The durable driver: each command of the transition as activities.
 *
 * The SDK takes a stack trace for every promise of a workflow, so this code makes few of them: one async layer a command.
 */
import { CancellationScope, isCancellation, proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { RolloutActivities } from '../activities/contract.js';
import { callsLeft, type Command, type RolloutEvent, type RolloutState } from '../domain/transition.js';
import { failureCode, type FailureCode } from '../temporal/failures.js';
import { activitiesFor } from './activities-for.js';
import { quickOptions, remaining } from './activity-options.js';
import { dispatchRoute, dispatchSteps } from './dispatch-steps.js';
import { failureNote } from './failure-note.js';
import { outOfTime, type Interruption } from './interruption.js';

/** Does one command, within the rollout's time and until it is interrupted. The check is always done. */
export async function performDurably(
  command: Exclude<Command, { kind: 'finish' }>,
  state: RolloutState,
  interruption: Interruption,
): Promise<RolloutEvent> {
  if (command.kind === 'check')
    return { kind: 'checked', verdict: await CancellationScope.nonCancellable(() => check(state)) };
  const { limits, paceMs } = state.plan;
  const stopped = interruption.before(limits);
  if (stopped !== undefined) return stopped;
  try {
    if (paceMs > 0) await sleep(Math.min(paceMs, remaining(limits.endsAtMs)));
    switch (command.kind) {
      case 'decide':
        return { kind: 'decided', decision: await decide(state) };
      case 'select':
        return { kind: 'selected', selection: await select(state, command) };
      case 'route':
        return { kind: 'routed', step: await dispatchRoute(state, command) };
      case 'dispatch':
        return { kind: 'observed', steps: await dispatchSteps(state, command) };
    }
  } catch (error) {
    if (isCancellation(error)) return interruption.stopped();
    return failed(command, state, error);
  }
}

function decide(state: RolloutState) {
  const { plan, turns } = state;
  const left = callsLeft(state);
  const summary = `turn ${turns.length + 1}: ${plan.policy} decides, ${left} ${left === 1 ? 'call' : 'calls'} left`;
  return activitiesFor(state, plan.decide, summary).decide({ plan: plan.ref, turns });
}

/** Transient faults of the policy's server, of the store and of workers are waited for until the rollout's time is up, so they only surface then. */
const WAITED_FOR: readonly FailureCode[] = [
  'POLICY_UNAVAILABLE',
  'STORE_UNAVAILABLE',
  'TIMEOUT',
  'TIMEOUT_SCHEDULE_TO_START',
  'TIMEOUT_HEARTBEAT',
];

/** @throws the error when it is a fault of ours */
function failed(command: Command, { plan }: RolloutState, error: unknown): RolloutEvent {
  const code = failureCode(error);
  if (code !== undefined && WAITED_FOR.includes(code)) {
    const stopped = outOfTime(plan.limits);
    return { ...stopped, reason: `${stopped.reason}: ${failureNote(error)}` };
  }
  if (command.kind !== 'decide' || code === undefined || code === 'INTERNAL') throw error;
  return { kind: 'policy-failed', reason: failureNote(error) };
}

function select(state: RolloutState, { turn, pair, routed }: Extract<Command, { kind: 'select' }>) {
  const options = quickOptions(`turn ${turn}: ${pair}`, state.plan.limits.endsAtMs);
  return proxyLocalActivities<RolloutActivities>(options).selectSkill({
    plan: state.plan.ref,
    turn,
    ...(routed ? { routed } : {}),
  });
}

function check({ plan, turns, answerTurn, outcome = 'cancelled' }: RolloutState) {
  const { checkAnswer } = proxyLocalActivities<RolloutActivities>(quickOptions(`check the answer: ${plan.dataSource}`));
  return checkAnswer({ plan: plan.ref, outcome, turns, answerTurn: answerTurn ?? null });
}
