/**
 * @module One rollout as a pure function: (state, event) -> (state, next command). The workflow drives it durably, the
 * in-process driver runs it for simulations, and both come to the same trajectory.
 */
import { addUsage, NO_USAGE, type Usage } from './expert.js';
import type { Plan } from './task.js';
import type {
  DecisionSummary,
  Outcome,
  PlannedStep,
  Selection,
  StepOutcome,
  TurnRecord,
  VerdictSummary,
} from './trajectory.js';

/** What is to be done next. */
export type Command =
  | { readonly kind: 'decide'; readonly turn: number }
  | { readonly kind: 'select'; readonly turn: number; readonly pair: string }
  | {
      readonly kind: 'dispatch';
      readonly turn: number;
      readonly pair: string;
      readonly solver: string;
      readonly steps: readonly PlannedStep[];
    }
  | { readonly kind: 'check' }
  | { readonly kind: 'finish' };

/** What happened. */
export type RolloutEvent =
  | { readonly kind: 'decided'; readonly decision: DecisionSummary }
  | { readonly kind: 'policy-failed'; readonly reason: string }
  | { readonly kind: 'selected'; readonly selection: Selection }
  /** The outcomes of the solver's steps that ran, in the order of the plan; the last one is the observation. */
  | { readonly kind: 'observed'; readonly steps: readonly StepOutcome[] }
  | { readonly kind: 'stopped'; readonly outcome: 'cancelled' | 'deadline' | 'budget'; readonly reason: string }
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

/** @throws Error when an event does not fit the state: a bug of a driver, never of a policy or an expert */
export function transition(state: RolloutState, event: RolloutEvent): RolloutState {
  switch (event.kind) {
    case 'decided':
      return decided(state, event.decision);
    case 'policy-failed':
      return end(state, 'policy_failed', event.reason);
    case 'selected':
      return selected(state, event.selection);
    case 'observed':
      return observed(state, event.steps);
    case 'stopped':
      return end(state, event.outcome, event.reason);
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
      return afterSpending(state, { kind: 'select', turn, pair: decision.pair });
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
  const command = expect(state.command, 'select');
  if (selection.kind === 'solver') {
    const { pair, solver, steps } = selection;
    return { ...state, command: { kind: 'dispatch', turn: command.turn, pair, solver, steps } };
  }
  return nextTurn(state, {
    ...turnDefaults(command.turn, NO_USAGE),
    pair: command.pair,
    status: selection.status,
    note: selection.note,
    summary: selection.status,
  });
}

function observed(before: RolloutState, steps: readonly StepOutcome[]): RolloutState {
  const command = expect(before.command, 'dispatch');
  const usage = steps.map((step) => step.usage).reduce(addUsage, NO_USAGE);
  // A failed or declining step ends its solver: what it said is the observation.
  const last = steps.find((step) => step.status !== 'ok') ?? steps.at(-1);
  if (last === undefined) throw new Error('transition: a solver was observed without any step');
  return nextTurn(
    { ...before, usage: addUsage(before.usage, usage) },
    {
      ...turnDefaults(command.turn, usage),
      pair: command.pair,
      solver: command.solver,
      status: last.status,
      outputStep: last.status === 'ok' || last.status === 'cannot' ? last.step : '',
      note: last.note,
      summary: last.summary,
      confidence: last.confidence,
    },
  );
}

function turnDefaults(turn: number, usage: Usage): TurnRecord {
  return {
    turn,
    action: 'call',
    pair: '',
    solver: '',
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

function end(state: RolloutState, outcome: Outcome, reason: string): RolloutState {
  return { ...state, outcome, reason, command: { kind: 'check' } };
}

function expect<K extends Command['kind']>(command: Command, kind: K): Extract<Command, { kind: K }> {
  if (!isCommand(command, kind)) throw new Error(`transition: expected ${kind}, but the command is ${command.kind}`);
  return command;
}

function isCommand<K extends Command['kind']>(command: Command, kind: K): command is Extract<Command, { kind: K }> {
  return command.kind === kind;
}
