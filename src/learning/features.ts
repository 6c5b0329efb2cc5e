/**
 * @module What a policy sees of an action, as numbers: its card, its record, what was observed, what is left. Never a name, and
 * nothing that depends on the order of the registry. A change of meaning or order counts {@link FEATURE_VERSION} up.
 */
import type { PairCard } from './cards.js';
import { beliefs, candidatesOf, type Candidate, type Observed } from './observed.js';
import type { PairView, TaskView } from './task-view.js';

export const FEATURE_VERSION = 1;

/** Of a call. All are 0 for an answer. */
export const CALL_FEATURES = [
  'call',
  'similarity',
  'match',
  'keyword',
  'suits',
  'price',
  'latency',
  'accuracy',
  'accuracy-squared',
  'weight',
  'template',
  'called-before',
  'model-called',
  'model-failed',
  'skill-called',
  'nothing-yet',
  'belief',
  'gain',
  'price-by-belief',
  'disagreement',
  'used-calls',
  'used-money',
] as const;

/** Of an answer. All are 0 for a call. */
export const ANSWER_FEATURES = [
  'answer',
  'votes',
  'supporters',
  'confidence',
  'supporter-accuracy',
  'answer-belief',
  'belief-squared',
  'margin',
  'first',
] as const;

/** Of the state: what a model may weigh the others by. */
export const CONTEXT_FEATURES = [
  'constant',
  'candidates',
  'best-belief',
  'share-failed',
  'calls-used',
  'money-used',
  'images',
  'best-accuracy',
] as const;

export const FEATURE_COUNT = CALL_FEATURES.length + ANSWER_FEATURES.length;
export const CONTEXT_COUNT = CONTEXT_FEATURES.length;

/** What may still be spent. */
export interface Budget {
  readonly callsLeft: number;
  readonly maxCalls: number;
  /** Share of the money that is left, 0..1; 1 without a limit. */
  readonly moneyLeft: number;
}

/** The state that every action of a decision shares. */
export interface Situation {
  readonly view: TaskView;
  readonly observed: readonly Observed[];
  readonly budget: Budget;
  readonly candidates: readonly Candidate[];
  /** In the order of the candidates. */
  readonly beliefs: readonly number[];
  readonly cardsCalled: readonly { readonly card: PairCard; readonly observed: Observed }[];
  readonly accuracyOf: (pair: string) => number;
}

/** Of a pair that is no longer in the pool: a coin's. */
const UNKNOWN_ACCURACY = 0.5;

export function situationOf(view: TaskView, observed: readonly Observed[], budget: Budget): Situation {
  const byPair = new Map(view.pairs.map((pair) => [pair.card.pair, pair]));
  const accuracyOf = (pair: string): number => byPair.get(pair)?.accuracy ?? UNKNOWN_ACCURACY;
  const candidates = candidatesOf(observed);
  // An expert's own confidence counts for as much as its record.
  const trust = ({ pair, confidence }: Observed): number =>
    confidence === null ? accuracyOf(pair) : (accuracyOf(pair) + confidence) / 2;
  const cardsCalled = observed.flatMap((each) => {
    const card = byPair.get(each.pair)?.card;
    return card === undefined ? [] : [{ card, observed: each }];
  });
  return { view, observed, budget, candidates, beliefs: beliefs(candidates, trust), cardsCalled, accuracyOf };
}

/** @param input the template; empty: the question itself */
export function callFeatures(situation: Situation, pair: PairView, input: string): readonly number[] {
  const { cardsCalled, candidates, budget } = situation;
  const { card, accuracy } = pair;
  const belief = Math.max(0, ...situation.beliefs);
  const price = priceOf(card);
  const answers = candidates.reduce((sum, { supporters }) => sum + supporters.length, 0);
  const most = Math.max(0, ...candidates.map(({ supporters }) => supporters.length));
  const values: Record<(typeof CALL_FEATURES)[number], number> = {
    call: 1,
    similarity: pair.similarity,
    match: pair.match,
    keyword: pair.keyword,
    suits: pair.suits,
    price,
    latency: latencyOf(card),
    accuracy,
    'accuracy-squared': accuracy * accuracy,
    weight: pair.weight,
    template: input === '' ? 0 : 1,
    'called-before': flag(cardsCalled.some((call) => call.card.pair === card.pair && call.observed.input === input)),
    'model-called': flag(cardsCalled.some((call) => call.card.model === card.model)),
    'model-failed': flag(
      cardsCalled.some((call) => call.card.model === card.model && call.observed.status === 'failed'),
    ),
    'skill-called': flag(cardsCalled.some((call) => call.card.skill === card.skill)),
    'nothing-yet': flag(candidates.length === 0),
    belief,
    gain: accuracy * (1 - belief),
    'price-by-belief': price * belief,
    disagreement: answers === 0 ? 0 : 1 - most / answers,
    'used-calls': callsUsed(budget),
    'used-money': 1 - budget.moneyLeft,
  };
  return [...CALL_FEATURES.map((name) => values[name]), ...ANSWER_FEATURES.map(() => 0)];
}

export function answerFeatures(situation: Situation, place: number): readonly number[] {
  const { candidates, observed, accuracyOf } = situation;
  const supporters = candidates[place]?.supporters ?? [];
  const answers = candidates.reduce((sum, each) => sum + each.supporters.length, 0);
  const belief = situation.beliefs[place] ?? 0;
  const rival = Math.max(0, ...situation.beliefs.filter((_, other) => other !== place));
  const values: Record<(typeof ANSWER_FEATURES)[number], number> = {
    answer: 1,
    votes: answers === 0 ? 0 : supporters.length / answers,
    supporters: supporters.length / Math.max(1, observed.length),
    confidence: Math.max(0, ...supporters.map(({ confidence }) => confidence ?? UNKNOWN_ACCURACY)),
    'supporter-accuracy': Math.max(0, ...supporters.map(({ pair }) => accuracyOf(pair))),
    'answer-belief': belief,
    'belief-squared': belief * belief,
    margin: belief - rival,
    first: flag(place === 0),
  };
  return [...CALL_FEATURES.map(() => 0), ...ANSWER_FEATURES.map((name) => values[name])];
}

export function contextFeatures({ candidates, beliefs, observed, budget, view }: Situation): readonly number[] {
  const failed = observed.filter(({ status }) => status !== 'ok').length;
  const values: Record<(typeof CONTEXT_FEATURES)[number], number> = {
    constant: 1,
    candidates: candidates.length / Math.max(1, budget.maxCalls),
    'best-belief': Math.max(0, ...beliefs),
    'share-failed': observed.length === 0 ? 0 : failed / observed.length,
    'calls-used': callsUsed(budget),
    'money-used': 1 - budget.moneyLeft,
    images: flag(view.task.hasImages),
    'best-accuracy': Math.max(0, ...view.pairs.map(({ accuracy }) => accuracy)),
  };
  return CONTEXT_FEATURES.map((name) => values[name]);
}

/** 0 for nothing, about 0.2 for a tenth of a cent, 0.7 for a dime: by magnitude, as prices differ by it. */
function priceOf({ costUsd }: PairCard): number {
  return Math.log1p(costUsd / 1e-4) / 10;
}

/** By magnitude; what is not known is taken for a second. */
function latencyOf({ latencyMs }: PairCard): number {
  return Math.log1p(latencyMs ?? 1_000) / 12;
}

function callsUsed({ callsLeft, maxCalls }: Budget): number {
  return maxCalls === 0 ? 1 : 1 - callsLeft / maxCalls;
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}
