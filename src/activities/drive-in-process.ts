/** @module The in-process driver: the same transition and the same activities without Temporal, for simulations and tests. */
import { drive } from '../domain/drive.js';
import type { RolloutEvent, RolloutState } from '../domain/transition.js';
import type { PlannedStep, StepOutcome } from '../domain/trajectory.js';
import type { PrepareInput, RolloutActivities } from './contract.js';

/** Runs a rollout to its end. Failures of experts are thrown, not observed: there is no retry here. */
export async function driveInProcess(activities: RolloutActivities, input: PrepareInput): Promise<RolloutState> {
  const plan = await activities.prepare(input);
  const final = await drive(plan, async (command, state): Promise<RolloutEvent> => {
    switch (command.kind) {
      case 'decide':
        return { kind: 'decided', decision: await activities.decide({ plan: plan.ref, turns: state.turns }) };
      case 'select':
        return { kind: 'selected', selection: await activities.selectSkill({ plan: plan.ref, turn: command.turn }) };
      case 'dispatch':
        return { kind: 'observed', steps: await dispatchInOrder(activities, state, command.steps) };
      case 'check': {
        const { outcome = 'cancelled', turns, answerTurn = null } = state;
        return {
          kind: 'checked',
          verdict: await activities.checkAnswer({ plan: plan.ref, outcome, turns, answerTurn }),
        };
      }
    }
  });
  await activities.recordResult({ state: final, finishedAtMs: input.startedAtMs });
  return final;
}

async function dispatchInOrder(
  activities: RolloutActivities,
  { plan, command }: RolloutState,
  steps: readonly PlannedStep[],
): Promise<readonly StepOutcome[]> {
  if (command.kind !== 'dispatch') return [];
  const { turn, pair, solver } = command;
  const outcomes: StepOutcome[] = [];
  for (const step of steps) {
    const ready = step.needs.every((id) => outcomes.some((outcome) => outcome.step === id && outcome.status === 'ok'));
    if (ready) outcomes.push(await activities.dispatch({ plan: plan.ref, turn, pair, solver, step: step.id }));
  }
  return outcomes;
}
