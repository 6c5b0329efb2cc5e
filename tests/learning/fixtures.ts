/** Cards, tasks and observations as data of properties. */
import fc from 'fast-check';
import type { PairCard } from '../../src/learning/cards.js';
import { CONTEXT_COUNT, FEATURE_COUNT } from '../../src/learning/features.js';
import type { DecisionSample, Group, Member } from '../../src/learning/groups.js';
import type { Observed } from '../../src/learning/observed.js';
import type { LearnTask } from '../../src/learning/task-view.js';

export const TASK: LearnTask = {
  id: 'task-1',
  question: 'How many red circles are in the picture?',
  hasImages: true,
  image: 'image-1',
  kind: 'count',
};

const WORDS = ['count', 'circles', 'red', 'picture', 'read', 'text', 'chart', 'value', 'angle', 'sum'];

export function card(changes: Partial<PairCard> & { readonly pair: string }): PairCard {
  const [model = '', skill = ''] = changes.pair.split('@@');
  return {
    model,
    skill,
    text: 'Counts circles in a picture.',
    keywords: ['how many'],
    needsImage: true,
    modalities: ['text', 'image'],
    costUsd: 0.001,
    latencyMs: 100,
    inputs: [],
    ...changes,
  };
}

/** Up to eight pairs, each of them unlike all others in its words. */
export const pools: fc.Arbitrary<readonly PairCard[]> = fc
  .array(
    fc.record({
      model: fc.integer({ min: 0, max: 3 }),
      skill: fc.integer({ min: 0, max: 3 }),
      words: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }),
      costUsd: fc.constantFrom(0, 0.001, 0.02),
      latencyMs: fc.constantFrom(null, 10, 900),
      needsImage: fc.boolean(),
      inputs: fc.constantFrom([], ['Only a number: {question}']),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drafts) => {
    const byPair = new Map<string, PairCard>();
    for (const [index, { model, skill, words, ...rest }] of drafts.entries()) {
      const pair = `Model${model}@@Skill${skill}`;
      byPair.set(pair, card({ pair, ...rest, text: `${words.join(' ')} apart${index}` }));
    }
    return [...byPair.values()];
  });

export function observation(pair: string, changes: Partial<Observed> = {}): Observed {
  return { pair, input: '', status: 'ok', answer: '3', key: '3', confidence: null, ...changes };
}

const number = fc.double({ min: -1, max: 1, noNaN: true });

/** A decision with random features; its propensity is near what a small policy would have. */
export const samples: fc.Arbitrary<DecisionSample> = fc.integer({ min: 1, max: 5 }).chain((count) =>
  fc.record({
    context: fc.array(number, { minLength: CONTEXT_COUNT, maxLength: CONTEXT_COUNT }),
    options: fc.array(
      fc.record({ features: fc.array(number, { minLength: FEATURE_COUNT, maxLength: FEATURE_COUNT }) }),
      { minLength: count, maxLength: count },
    ),
    chosen: fc.integer({ min: 0, max: count - 1 }),
    label: fc.constantFrom('A@@S', 'B@@S'),
    propensity: fc.double({ min: 0.05, max: 1, noNaN: true }),
  }),
);

/** One decision between two options that differ in their first feature. */
export function sample(chosen: 0 | 1, changes: Partial<DecisionSample> = {}): DecisionSample {
  const features = (first: number) => Array.from({ length: FEATURE_COUNT }, (_, index) => (index === 0 ? first : 0));
  return {
    context: Array.from({ length: CONTEXT_COUNT }, () => 0),
    options: [{ features: features(1) }, { features: features(-1) }],
    chosen,
    label: ['A@@S', 'B@@S'][chosen] ?? '',
    propensity: 0.5,
    ...changes,
  };
}

export function member(reward: number, chosen: 0 | 1 = 0, changes: Partial<Member> = {}): Member {
  return { reward, failed: false, decisions: [sample(chosen)], ...changes };
}

export function group(...members: readonly Member[]): Group {
  return { task: 'task-1', members };
}
