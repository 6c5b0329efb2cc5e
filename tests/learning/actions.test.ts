/** The actions of the embedded policy, and that no name and no order changes what is decided. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decidableOf, labelOf, type Choice } from '../../src/learning/actions.js';
import type { PairCard } from '../../src/learning/cards.js';
import { bestOption, sampleOption } from '../../src/learning/choose.js';
import { CONTEXT_COUNT, FEATURE_COUNT } from '../../src/learning/features.js';
import { createModel, type ModelSpec } from '../../src/learning/model.js';
import { beliefs, candidatesOf, type Observed } from '../../src/learning/observed.js';
import { freezeRecords, indexRecords, NO_RECORDS, type RecordTable } from '../../src/learning/records.js';
import { poolOf, viewTask } from '../../src/learning/task-view.js';
import { seededRandom } from '../../src/domain/random.js';
import { thrownBy } from '../support/thrown.js';
import { card, observation, pools, TASK } from './fixtures.js';

const BUDGET = { callsLeft: 3, maxCalls: 4, moneyLeft: 1 };
const CARDS = [
  card({ pair: 'A@@Count' }),
  card({ pair: 'B@@Read', text: 'Reads text.', inputs: ['Only: {question}'] }),
];

function decidable(
  cards: readonly PairCard[],
  observed: readonly Observed[],
  budget = BUDGET,
  records: RecordTable = NO_RECORDS,
) {
  return decidableOf(viewTask(poolOf(cards), TASK, indexRecords(records)), observed, budget);
}

const labels = (observed: readonly Observed[], budget = BUDGET) =>
  decidable(CARDS, observed, budget)
    .options.map(({ choice }) => labelOf(choice))
    .sort();

describe('the actions', () => {
  test('are every pair with the question or a declared input, and every distinct answer observed', () => {
    expect(labels([])).toEqual(['A@@Count', 'B@@Read', 'B@@Read: Only: {question}']);
    const seen = [
      observation('A@@Count', { answer: 'three', key: '3' }),
      observation('B@@Read', { answer: '3', key: '3' }),
      observation('B@@Read', { answer: '4', key: '4' }),
      observation('B@@Read', { status: 'cannot', answer: 'no picture', key: 'x' }),
      observation('B@@Read', { status: 'failed', answer: '', key: '' }),
    ];
    expect(labels(seen)).toEqual(['A@@Count', 'B@@Read', 'B@@Read: Only: {question}', 'answer: 4', 'answer: three']);
    expect(labels(seen, { ...BUDGET, callsLeft: 0 })).toEqual(['answer: 4', 'answer: three']);
    expect(labels([], { ...BUDGET, callsLeft: 0 })).toEqual([]);
  });

  test('have as many features as the version says, all of them numbers of a small size', () => {
    fc.assert(
      fc.property(pools, (cards) => {
        const { context, options } = decidable(cards, [observation(cards[0]!.pair)]);
        expect(context).toHaveLength(CONTEXT_COUNT);
        for (const { features } of options) {
          expect(features).toHaveLength(FEATURE_COUNT);
          expect(features.every((each) => Math.abs(each) <= 1.5)).toBe(true);
        }
      }),
    );
  });

  test.each([
    ['no pair', [], 'no pair to choose from'],
    ['a pair twice', [card({ pair: 'A@@S' }), card({ pair: 'A@@S' })], 'A@@S is offered twice'],
  ])('a pool with %s is refused', (_, cards, message) => {
    expect(thrownBy(() => poolOf(cards))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(message),
    });
  });
});

describe('names and order', () => {
  const specs: readonly ModelSpec[] = [{ kind: 'linear' }, { kind: 'two-tower', width: 4 }];
  const answers = fc.array(
    fc.record({
      place: fc.nat(7),
      key: fc.constantFrom('3', '4', ''),
      status: fc.constantFrom('ok', 'cannot', 'failed'),
      confidence: fc.constantFrom(null, 0.2, 0.9),
    }),
    { maxLength: 4 },
  );
  const histories = fc.array(
    fc.record({ place: fc.nat(7), kind: fc.constantFrom('count', 'read'), correct: fc.boolean() }),
    {
      maxLength: 30,
    },
  );

  test.each(specs)('change no decision of a $kind policy', (spec) => {
    const model = createModel(spec);
    fc.assert(
      fc.property(pools, answers, histories, fc.integer(), (cards, drafts, history, seed) => {
        const random = seededRandom('weights', seed);
        const weights = Array.from({ length: model.size }, () => random.real(-3, 3));
        // Other names, so that every sorting by name comes out otherwise; and the registry in another order.
        const renamed = (name: string): string =>
          `${String.fromCharCode(90 - (name.charCodeAt(name.length - 1) % 10))}-${name}`;
        const otherName = (pair: string): string => pair.split('@@').map(renamed).join('@@');
        const others = random.shuffle(cards).map((each) => ({
          ...each,
          pair: otherName(each.pair),
          model: renamed(each.model),
          skill: renamed(each.skill),
        }));
        const decide = (pool: readonly PairCard[], name: (pair: string) => string): readonly Choice[] => {
          const pairAt = (place: number): string => name(cards[place % cards.length]!.pair);
          const observed = drafts.map(({ place, ...rest }) => observation(pairAt(place), rest));
          const table = freezeRecords(
            history.map(({ place, ...rest }, index) => ({
              ...rest,
              pair: pairAt(place),
              task: `past-${index}`,
              image: '',
              split: 'train',
            })),
          );
          const input = decidable(pool, observed, BUDGET, table);
          const key = { run: 'run', step: 1, task: TASK.id, member: 0, turn: 1 };
          return [bestOption(model, weights, input), sampleOption(model, weights, input, 0.1, key)].map(
            ({ index }) => input.options[index]!.choice,
          );
        };
        const plain = decide(cards, (pair) => pair);
        const expected = plain.map((choice) =>
          choice.kind === 'call' ? { ...choice, pair: otherName(choice.pair) } : choice,
        );
        expect(decide(others, otherName)).toEqual(expected);
      }),
    );
  });
});

describe('candidates and beliefs', () => {
  test.each([
    ['one answer is as probable as its expert is right', [['3', 0.7]], [0.7]],
    [
      'agreement convinces',
      [
        ['3', 0.7],
        ['3', 0.7],
      ],
      [0.98],
    ],
    [
      'of two that differ the better one leads',
      [
        ['3', 0.8],
        ['4', 0.4],
      ],
      [0.72, 0.12],
    ],
  ] as const)('%s', (_, given, expected) => {
    const observed = given.map(([key, confidence]) => observation('A@@S', { key, confidence }));
    const found = beliefs(candidatesOf(observed), ({ confidence }) => confidence ?? 0);
    expect(found).toHaveLength(expected.length);
    for (const [index, each] of expected.entries()) expect(found[index]).toBeCloseTo(each, 2);
  });
});
