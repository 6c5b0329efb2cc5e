/** The table of replies: its file, rollouts over it by the product's rules, and what learning over it is held against. */
import { describe, expect, test } from '@jest/globals';
import { greedy, lookThrough } from '../../src/evidence/look.js';
import { differenceOf, figuresOf, gapOf } from '../../src/evidence/measure.js';
import { play, rewardOf, type Decide } from '../../src/evidence/play.js';
import { playPolicy } from '../../src/evidence/product-policy.js';
import { callOnce, hindsightOf, routerOf, trialsOf, vote, weighedVote } from '../../src/evidence/references.js';
import { headOfTable, lineOfTable, parseTable } from '../../src/evidence/table-file.js';
import { recordsOfTable } from '../../src/evidence/table.js';
import { createModel } from '../../src/learning/model.js';
import { indexRecords, NO_RECORDS } from '../../src/learning/records.js';
import { learnedPolicy } from '../../src/policies/learned/learned-policy.js';
import { keywordPolicy } from '../../src/policies/keyword-policy.js';
import { bestSinglePair } from '../../src/statistics/choice.js';
import { thrownBy } from '../support/thrown.js';
import { COUNTER, entry, READER, RESTORER, SNAPSHOT, tinyTable } from './tiny-table.js';

const REGISTRY = 'ab'.repeat(32);
const TRAIN = tinyTable('train', 4);
const TEST = tinyTable('test', 6);
const RULES = { maxCalls: 2 };

describe('the file', () => {
  const text = headOfTable(REGISTRY) + TRAIN.map(lineOfTable).join('');

  test('gives back what was written, without a line that was cut off', () => {
    expect(parseTable(`${text}{"suite":"ti`, 'table', REGISTRY)).toEqual(TRAIN);
  });

  test.each([
    ['another registry', text, 'cd'.repeat(32), 'INVALID_INPUT', /cdcdcdcdcdcd/],
    ['a task twice', text + lineOfTable(TRAIN[0]!), REGISTRY, 'INVALID_INPUT', /twice/],
    ['no table', 'hello\n', REGISTRY, 'BLOB_CORRUPT', /line 1 is no JSON/],
    ['a line of another kind', `${headOfTable(REGISTRY)}{}\n`, REGISTRY, 'BLOB_CORRUPT', /line 2/],
  ] as const)('refuses %s', (_, given, registry, code, message) => {
    const error = thrownBy(() => parseTable(given, 'table', registry));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('a rollout over the table', () => {
  const read = entry('read', 1, 'test', ['no', '', 'yes']);
  const calls = (...pairs: readonly string[]): Decide => {
    return (_, observed) => {
      const pair = pairs[observed.length];
      if (pair !== undefined) return { kind: 'call', pair, input: '' };
      const answer = observed.find(({ status }) => status === 'ok')?.answer;
      return answer === undefined ? undefined : { kind: 'answer', text: answer };
    };
  };

  test.each([
    ['answers what was said', [READER, RESTORER], { correct: true, calls: [READER, RESTORER], failed: false, ms: 20 }],
    ['is wrong with a wrong answer', [COUNTER], { correct: false, calls: [COUNTER], failed: false, ms: 10 }],
    ['is wrong without an answer', [READER], { correct: false, calls: [READER], failed: false, ms: 10 }],
    ['ends when no call is left', [READER, READER, RESTORER], { correct: false, calls: [READER, READER], ms: 20 }],
  ] as const)('%s', (_, pairs, ends) => {
    expect(play(read, calls(...pairs), RULES)).toMatchObject(ends);
  });

  test('a call that fails says nothing', () => {
    const rules = { ...RULES, fails: (turn: number, pair: string) => turn === 1 && pair === RESTORER };
    expect(play(read, calls(RESTORER), rules)).toEqual({ correct: false, calls: [RESTORER], failed: true, ms: 0 });
    expect(play(read, calls(RESTORER, RESTORER), rules)).toMatchObject({ correct: true, failed: false });
  });

  test('earns what the paper gives, less what calls cost', () => {
    const settings = { costPerCall: 0.02, costAtMost: 0.05 };
    expect(rewardOf({ correct: true, calls: [READER] }, settings)).toBeCloseTo(0.98);
    expect(rewardOf({ correct: false, calls: [READER, READER, READER] }, settings)).toBeCloseTo(-0.05);
    expect(rewardOf({ correct: false, calls: [] }, settings)).toBe(-1);
  });

  test('of a learned policy is that of the same checkpoint in the product', async () => {
    const model = createModel({ kind: 'linear' });
    const records = indexRecords(recordsOfTable(TRAIN));
    const weights = Array.from({ length: model.size }, (_, index) => Math.sin(index + 1));
    const decide = greedy(lookThrough(SNAPSHOT, records), model, weights, RULES);
    const product = learnedPolicy(REGISTRY, {
      load: () => Promise.resolve({ model, weights, records }),
      keyOf: (_task, answer) => Promise.resolve(answer),
    });
    for (const each of TEST)
      expect(play(each, decide, RULES)).toEqual(await playPolicy(each, product, SNAPSHOT, RULES.maxCalls));
  });

  test('of the keyword policy takes the pair of the keyword, and the next where it declines', async () => {
    const played = await Promise.all(TEST.slice(0, 4).map((each) => playPolicy(each, keywordPolicy, SNAPSHOT, 2)));
    expect(played.map(({ calls: made }) => made)).toEqual([[COUNTER], [READER], [COUNTER], [READER, RESTORER]]);
    expect(played.every(({ correct }) => correct)).toBe(true);
  });
});

describe('references', () => {
  const run = (decide: Decide) => TEST.map((each) => play(each, decide, RULES));
  const rightOf = (played: readonly { readonly correct: boolean }[]) => played.filter(({ correct }) => correct).length;

  test('the best pair of all, of each family, and of each family and difficulty are chosen on train', () => {
    const single = bestSinglePair(trialsOf(TRAIN));
    expect(single).toBe(COUNTER);
    expect(rightOf(run(callOnce(() => single)))).toBe(6);
    expect(rightOf(run(callOnce(routerOf(TRAIN, false))))).toBe(9);
    expect(rightOf(run(callOnce(routerOf(TRAIN))))).toBe(12);
  });

  test('a vote calls everybody: the majority, of equals the first; or the most probable by the records', () => {
    const records = indexRecords(recordsOfTable(TRAIN));
    const votes = TEST.map(vote);
    expect(votes[0]).toMatchObject({ correct: true, calls: [COUNTER, READER, RESTORER], ms: 30 });
    expect(rightOf(votes)).toBe(6);
    expect(rightOf(TEST.map((each) => weighedVote(each, records)))).toBe(12);
    expect(rightOf(TEST.map((each) => weighedVote(each, indexRecords(NO_RECORDS))))).toBe(6);
  });

  test('hindsight', () => {
    expect(hindsightOf(TEST)).toEqual({ any: 1, known: 0 });
    expect(hindsightOf([entry('read', 0, 'test', ['no', '', ''])]).any).toBe(0);
  });

  test('figures, differences and gap closed are over tasks and seeds', () => {
    const arm = (name: string, decide: Decide) => ({ name, played: [run(decide)] });
    const single = arm(
      'S',
      callOnce(() => COUNTER),
    );
    const reference = arm('R', callOnce(routerOf(TRAIN)));
    const half = { name: 'half', played: [...single.played, ...reference.played] };
    expect(figuresOf(half, TEST)).toMatchObject({ bySeed: [0.5, 1], accuracy: { mean: 0.75, n: 12 }, calls: 1 });
    const { mean, low, high, p } = differenceOf(reference, half, TEST);
    expect(mean).toBeCloseTo(0.25);
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect(p).toBeLessThan(0.05);
    expect(differenceOf(single, single, TEST)).toEqual({ mean: 0, low: 0, high: 0, p: 1 });
    expect(gapOf(half, single, reference, TEST)).toMatchObject({ room: 0.5, closed: 0.5 });
  });
});
