/**
 * @module The actions of the embedded policy: each pair with the question or a declared input template, and each distinct answer
 * observed so far. In an order that depends on what they are, not on names or on the registry's order.
 */
import { answerFeatures, callFeatures, contextFeatures, situationOf, type Budget } from './features.js';
import type { Observed } from './observed.js';
import type { TaskView } from './task-view.js';

export type Choice =
  /** `input`: the template; empty: the question itself. */
  | { readonly kind: 'call'; readonly pair: string; readonly input: string }
  | { readonly kind: 'answer'; readonly text: string };

export interface Option {
  readonly choice: Choice;
  readonly features: readonly number[];
}

/** What there is to decide: plain JSON, and all that a policy sees. */
export interface Decidable {
  readonly context: readonly number[];
  readonly options: readonly Option[];
}

/**
 * Without a candidate there is no answer, and without calls left there is no call: with neither the list is empty, and whoever
 * asks answers as a policy does that knows nothing.
 */
export function decidableOf(view: TaskView, observed: readonly Observed[], budget: Budget): Decidable {
  const situation = situationOf(view, observed, budget);
  const calls = budget.callsLeft <= 0 ? [] : view.pairs.flatMap((pair) => inputsOf(pair.card.inputs, pair));
  const options = [
    ...calls.map(({ pair, input }) => ({
      choice: { kind: 'call', pair: pair.card.pair, input } as const,
      features: callFeatures(situation, pair, input),
      content: `${pair.card.text}\n${input}`,
    })),
    ...situation.candidates.map(({ text }, place) => ({
      choice: { kind: 'answer', text } as const,
      features: answerFeatures(situation, place),
      content: text,
    })),
  ];
  // Equal features and equal texts: the two can't be told apart, and either will do.
  options.sort((a, b) => compareVectors(a.features, b.features) || compareTexts(a.content, b.content));
  return {
    context: contextFeatures(situation),
    options: options.map(({ choice, features }) => ({ choice, features })),
  };
}

/** As tables and groups name it. */
export function labelOf(choice: Choice): string {
  if (choice.kind === 'answer') return `answer: ${choice.text}`;
  return choice.input === '' ? choice.pair : `${choice.pair}: ${choice.input}`;
}

function inputsOf<P>(templates: readonly string[], pair: P): readonly { readonly pair: P; readonly input: string }[] {
  return ['', ...templates].map((input) => ({ pair, input }));
}

function compareVectors(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
