/** @module The in-process driver: the same transition and the same activities without Temporal, for simulations and tests. */
import { decideAnswer, type JudgeCall, type Reviewed } from '../domain/answer-check.js';
import { drive } from '../domain/drive.js';
import { readiness, type StepEnd } from '../domain/step-flow.js';
import type { StepOutcome } from '../domain/trajectory.js';
import type { Command, RolloutEvent, RolloutState } from '../domain/transition.js';
import type { VerdictSummary } from '../domain/verdict.js';
import type { CheckInput, PrepareInput, RolloutActivities } from './contract.js';

/** Runs a rollout to its end. Failures of experts are thrown, not observed: there is no retry here. */
export async function driveInProcess(activities: RolloutActivities, input: PrepareInput): Promise<RolloutState> {
  const plan = await activities.prepare(input);
  const final = await drive(plan, async (command, state): Promise<RolloutEvent> => {
    switch (command.kind) {
      case 'decide':
        return { kind: 'decided', decision: await activities.decide({ plan: plan.ref, turns: state.turns }) };
      case 'select': {
        const { turn, routed } = command;
        const input = { plan: plan.ref, turn, ...(routed ? { routed } : {}) };
        return { kind: 'selected', selection: await activities.selectSkill(input) };
      }
      case 'route': {
        const { turn, pair, step } = command;
        return {
          kind: 'routed',
          step: await activities.dispatch({ plan: plan.ref, turn, pair, solver: '', step: step.id }),
        };
      }
      case 'dispatch':
        return { kind: 'observed', steps: await dispatchInOrder(activities, state, command) };
      case 'check': {
        return { kind: 'checked', verdict: await check(activities, state) };
      }
    }
  });
  await activities.recordResult({ state: final, finishedAtMs: input.startedAtMs });
  return final;
}

/** Nobody reviews what has no workflow: what would wait for a person takes the default at once. */
function check(activities: RolloutActivities, state: RolloutState): Promise<VerdictSummary> {
  const { plan, outcome = 'cancelled', turns, answerTurn = null } = state;
  const input: CheckInput = { plan: plan.ref, outcome, turns, answerTurn };
  let judged: readonly JudgeCall[] | undefined;
  return decideAnswer(plan.check, outcome === 'answered', {
    rules: () => activities.checkAnswer(input),
    judge: async ({ steps }) => {
      const turn = answerTurn ?? 0;
      const ask = (step: string) => activities.dispatch({ plan: plan.ref, turn, pair: '', solver: '', step });
      judged = await Promise.all(steps.map(({ id }) => ask(id)));
      return activities.checkAnswer({ ...input, judged });
    },
    person: ({ otherwise: verdict }) => {
      const review: Reviewed = { kind: 'default', at: new Date(plan.startedAtMs).toISOString(), verdict };
      return activities.checkAnswer({ ...input, ...(judged === undefined ? {} : { judged }), review });
    },
  });
}

async function dispatchInOrder(
  activities: RolloutActivities,
  { plan }: RolloutState,
  { turn, pair, solver, steps }: Extract<Command, { kind: 'dispatch' }>,
): Promise<readonly StepOutcome[]> {
  const ends = new Map<string, StepEnd>();
  const isOptional = (id: string): boolean => steps.some((step) => step.id === id && step.optional === true);
  for (const step of steps) {
    const ready = readiness(step, (id) => ends.get(id) ?? 'blocked', isOptional);
    if (typeof ready === 'string') ends.set(step.id, ready);
    else ends.set(step.id, await activities.dispatch({ plan: plan.ref, turn, pair, solver, step: step.id, ...ready }));
  }
  return [...ends.values()].filter((end) => typeof end !== 'string');
}
