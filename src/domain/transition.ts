/**
 * @module One rollout as a pure function: (state, event) -> (state, next command). The workflow drives it durably, the
 * in-process driver runs it for simulations, and both come to the same trajectory.
 */
import { MaestroError } from './errors.js';
import { clip } from './escape.js';
import { addUsage, NO_USAGE, type Usage } from './expert.js';
import { observationOf } from './solver-observation.js';
import type { Plan } from './task.js';
import {
  MAX_NOTE,
  type DecisionSummary,
  type Outcome,
  type PlannedSolver,
  type PlannedStep,
  type Selection,
  type StepOutcome,
  type TurnRecord,
} from './trajectory.js';
import type { VerdictSummary } from './verdict.js';

/** What is to be done next. */
export type Command =
  | { readonly kind: 'decide'; readonly turn: number }
  /** `routed`: the router has been asked; `spent` is what that cost. */
  | {
      readonly kind: 'select';
      readonly turn: number;
      readonly pair: string;
      readonly routed: boolean;
      readonly spent: Usage;
    }
  | {
      readonly kind: 'route';
      readonly turn: number;
      readonly pair: string;
      readonly step: PlannedStep;
      readonly calls: PlannedSolver['calls'];
    }
  | ({ readonly kind: 'dispatch'; readonly turn: number; readonly spent: Usage } & PlannedSolver)
  | { readonly kind: 'check' }
  | { readonly kind: 'finish' };

/** What happened. */
export type RolloutEvent =
  | { readonly kind: 'decided'; readonly decision: DecisionSummary }
  /** `usage`: what its failed attempts were billed. */
  | { readonly kind: 'policy-failed'; readonly reason: string; readonly usage?: Usage }
  | { readonly kind: 'selected'; readonly selection: Selection }
  | { readonly kind: 'routed'; readonly step: StepOutcome }
  /** The outcomes of the solver's steps that ran, in the order of the plan. */
  | { readonly kind: 'observed'; readonly steps: readonly StepOutcome[] }
  | {
      readonly kind: 'stopped';
      readonly outcome: 'cancelled' | 'deadline' | 'budget';
      readonly reason: string;
      readonly usage?: Usage;
      /** Its time passed while it waited for our own side. */
      readonly ownFault?: true;
    }
  | { readonly kind: 'checked'; readonly verdict: VerdictSummary };

export interface RolloutState {
  readonly plan: Plan;
  readonly command: Command;
  readonly turns: readonly TurnRecord[];
  readonly usage: Usage;
  /** Set once nothing more will be decided. */
  readonly outcome: Outcome | undefined;
  readonly reason: string;
  /** The turn whose decision was the answer, counted from 1 like every turn. */
  readonly answerTurn: number | undefined;
  readonly verdict: VerdictSummary | undefined;
  /** Our own side lost a call of it, or its time: it says nothing of its policy. */
  readonly ownFault?: true;
}

/** The state before the first decision. */
export function begin(plan: Plan): RolloutState {
  return {
    plan,
    command: { kind: 'decide', turn: 1 },
    turns: [],
    usage: NO_USAGE,
    outcome: undefined,
    reason: '',
    answerTurn: undefined,
    verdict: undefined,
  };
}

/** Calls the policy may still make. */
export function callsLeft(state: RolloutState): number {
  return Math.max(0, state.plan.limits.maxCalls - state.turns.length);
}

/** @throws MaestroError INTERNAL when an event does not fit the state: a bug of a driver, never of a policy or an expert */
export function transition(state: RolloutState, event: RolloutEvent): RolloutState {
  switch (event.kind) {
    case 'decided':
      return decided(state, event.decision);
    case 'policy-failed':
      return end(spending(state, event.usage), 'policy_failed', event.reason);
    case 'selected':
      return selected(state, event.selection);
    case 'routed':
      return routed(state, event.step);
    case 'observed':
      return observed(state, event.steps);
    case 'stopped':
      return blaming(end(spending(state, event.usage), event.outcome, event.reason), [event]);
    case 'checked':
      return { ...state, verdict: event.verdict, command: { kind: 'finish' } };
  }
}

function decided(before: RolloutState, decision: DecisionSummary): RolloutState {
  const state = { ...before, usage: addUsage(before.usage, decision.usage) };
  const turn = state.turns.length + 1;
  switch (decision.action) {
    case 'answer':
      return end({ ...state, answerTurn: turn }, 'answered', '');
    case 'call':
      if (callsLeft(state) === 0) return end(state, 'turn_limit', 'called once more when only an answer was left');
      return afterSpending(state, {
        kind: 'select',
        turn,
        pair: decision.pair,
        routed: false,
        spent: NO_USAGE,
      });
    case 'malformed':
      if (callsLeft(state) === 0) return end(state, 'turn_limit', 'no answer in the last decision');
      return nextTurn(state, {
        ...turnDefaults(turn, decision.usage),
        action: 'malformed',
        status: 'malformed_decision',
        note: decision.note,
        summary: decision.summary,
      });
  }
}

function selected(state: RolloutState, selection: Selection): RolloutState {
  const { turn, pair, spent } = expect(state.command, 'select');
  switch (selection.kind) {
    case 'solver':
      return { ...state, command: { ...selection, kind: 'dispatch', turn, spent } };
    case 'route':
      return {
        ...state,
        command: { kind: 'route', turn, pair: selection.pair, step: selection.step, calls: selection.calls },
      };
    case 'refused':
      return nextTurn(state, {
        ...turnDefaults(turn, spent),
        pair,
        status: selection.status,
        note: selection.note,
        summary: selection.status,
      });
  }
}

/** The router's reply is in the ledger, where the next selection finds it; a router that fails is the observation. */
function routed(before: RolloutState, step: StepOutcome): RolloutState {
  const { turn, pair } = expect(before.command, 'route');
  const state = blaming({ ...before, usage: addUsage(before.usage, step.usage) }, [step]);
  if (step.status === 'ok')
    return afterSpending(state, { kind: 'select', turn, pair, routed: true, spent: step.usage });
  return nextTurn(state, {
    ...turnDefaults(turn, step.usage),
    pair,
    status: step.status,
    note: clip(`The router of this skill failed. ${step.note}`, MAX_NOTE),
    summary: step.summary,
  });
}

function observed(before: RolloutState, outcomes: readonly StepOutcome[]): RolloutState {
  const command = expect(before.command, 'dispatch');
  const usage = outcomes.map((outcome) => outcome.usage).reduce(addUsage, NO_USAGE);
  const spent = addUsage(command.spent, usage);
  return nextTurn(blaming({ ...before, usage: addUsage(before.usage, usage) }, outcomes), {
    ...turnDefaults(command.turn, spent),
    pair: command.pair,
    solver: command.solver,
    route: command.route,
    ...observationOf(command, outcomes),
  });
}

function turnDefaults(turn: number, usage: Usage): TurnRecord {
  return {
    turn,
    action: 'call',
    pair: '',
    solver: '',
    route: '',
    status: 'ok',
    outputStep: '',
    note: '',
    summary: '',
    confidence: null,
    usage,
  };
}

function nextTurn(state: RolloutState, turn: TurnRecord): RolloutState {
  const turns = [...state.turns, turn];
  return afterSpending({ ...state, turns }, { kind: 'decide', turn: turns.length + 1 });
}

/** Goes on with the command, unless what was spent ends the rollout. */
function afterSpending(state: RolloutState, command: Command): RolloutState {
  const { maxTokens, maxCostUsd } = state.plan.limits;
  const tokens = state.usage.promptTokens + state.usage.completionTokens;
  if (maxTokens !== undefined && tokens >= maxTokens) {
    return end(state, 'budget', `${tokens} of ${maxTokens} tokens spent`);
  }
  if (maxCostUsd !== undefined && state.usage.costUsd >= maxCostUsd && state.usage.costUsd > 0) {
    return end(state, 'budget', `$${state.usage.costUsd.toFixed(6)} of $${maxCostUsd} spent`);
  }
  return { ...state, command };
}

/** Whatever was lost by our own side stays on the record of the whole rollout. */
function blaming(state: RolloutState, events: readonly { readonly ownFault?: true }[]): RolloutState {
  return events.some(({ ownFault }) => ownFault === true) ? { ...state, ownFault: true } : state;
}

function spending(state: RolloutState, usage: Usage = NO_USAGE): RolloutState {
  return { ...state, usage: addUsage(state.usage, usage) };
}

function end(state: RolloutState, outcome: Outcome, reason: string): RolloutState {
  return { ...state, outcome, reason, command: { kind: 'check' } };
}

function expect<K extends Command['kind']>(command: Command, kind: K): Extract<Command, { kind: K }> {
  if (isCommand(command, kind)) return command;
  throw new MaestroError(
    'INTERNAL',
    `An event that belongs to the command "${kind}" came while the command is "${command.kind}": the driver of this rollout must report what it was told to do.`,
  );
}

function isCommand<K extends Command['kind']>(command: Command, kind: K): command is Extract<Command, { kind: K }> {
  return command.kind === kind;
}
