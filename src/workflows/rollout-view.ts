/** @module What the `state` query answers. */
import { turnLine } from '../domain/result.js';
import type { RolloutState } from '../domain/transition.js';

export interface RolloutView {
  readonly waits_for: string;
  /** When it ends at the latest, ISO 8601; empty while it is being prepared. */
  readonly ends_at?: string;
  readonly turns: readonly string[];
  readonly calls: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cost_usd: number;
  readonly outcome: string;
}

/** @param reviewUntil until when a person's verdict is waited for; empty: none is */
export function rolloutView(state: RolloutState | undefined, reviewUntil: string): RolloutView {
  return {
    waits_for: reviewUntil === '' ? waitsFor(state) : `a person's verdict until ${reviewUntil} (maestro review)`,
    ends_at: state === undefined ? '' : new Date(state.plan.limits.endsAtMs).toISOString(),
    turns: state?.turns.map(turnLine) ?? [],
    calls: state?.usage.calls ?? 0,
    prompt_tokens: state?.usage.promptTokens ?? 0,
    completion_tokens: state?.usage.completionTokens ?? 0,
    cost_usd: state?.usage.costUsd ?? 0,
    outcome: state?.outcome ?? '',
  };
}

function waitsFor(state: RolloutState | undefined): string {
  if (state === undefined) return 'prepare';
  switch (state.command.kind) {
    case 'decide':
      return `the decision of ${state.plan.policy}`;
    case 'select':
      return `the skill of ${state.command.pair}`;
    case 'route':
      return `the router of ${state.command.pair} (${state.command.step.model})`;
    case 'dispatch':
      return `${state.command.pair} (${state.command.steps.map((step) => `${step.id} on ${step.model}`).join(', ')})`;
    case 'check':
      return 'the answer check';
    case 'finish':
      return 'nothing';
  }
}
