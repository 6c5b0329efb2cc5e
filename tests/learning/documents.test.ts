/** Records, checkpoints, the collapse guard, and the choice of tasks. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCheckpoint, recordsOf, writeCheckpoint, type Checkpoint } from '../../src/learning/checkpoint.js';
import { mutualInformation, watchCollapse } from '../../src/learning/collapse.js';
import { FEATURE_VERSION } from '../../src/learning/features.js';
import { learnTaskOf } from '../../src/learning/learn-task.js';
import { createModel } from '../../src/learning/model.js';
import { pickTasks } from '../../src/learning/pick-tasks.js';
import {
  freezeRecords,
  indexRecords,
  NO_RECORDS,
  shrunkAccuracy,
  type PairOutcome,
} from '../../src/learning/records.js';
import { referenceCalls } from '../../src/learning/reference-calls.js';
import { DEFAULT_SETTINGS } from '../../src/learning/settings.js';
import { startLearner } from '../../src/learning/update.js';
import { seededRandom } from '../../src/domain/random.js';
import { hashJson, parseJson } from '../../src/store/hash.js';
import { thrownBy } from '../support/thrown.js';

const outcome = (task: string, correct: boolean, changes: Partial<PairOutcome> = {}): PairOutcome => ({
  pair: 'A@@S',
  kind: 'count',
  task,
  image: `${task}.png`,
  split: 'train',
  correct,
  ...changes,
});

describe('records', () => {
  const table = freezeRecords([
    outcome('1', true),
    outcome('1', false),
    outcome('2', true),
    outcome('3', true, { kind: 'read' }),
    outcome('4', false, { image: '2.png' }),
    outcome('2', true, { pair: 'B@@S' }),
  ]);
  const records = indexRecords(table);

  test('leave out the task and the image that are decided about', () => {
    expect(records.of('A@@S', 'count', { task: 'new', image: '' })).toEqual({
      kind: { count: 4, right: 2 },
      all: { count: 5, right: 3 },
    });
    expect(records.of('A@@S', 'count', { task: '1', image: 'x' }).kind).toEqual({ count: 2, right: 1 });
    expect(records.of('A@@S', 'count', { task: '2', image: '2.png' })).toEqual({
      kind: { count: 2, right: 1 },
      all: { count: 3, right: 2 },
    });
    expect(records.of('C@@S', 'count', { task: '1', image: '' })).toEqual({
      kind: { count: 0, right: 0 },
      all: { count: 0, right: 0 },
    });
  });

  test('are the same table, and hash, for outcomes in any order', () => {
    const outcomes = ['1', '2', '3', '1'].map((task, index) => outcome(task, index % 2 === 0));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const shuffled = freezeRecords(seededRandom(seed).shuffle(outcomes));
        expect(hashJson(shuffled)).toBe(hashJson(freezeRecords(outcomes)));
      }),
      { numRuns: 20 },
    );
  });

  test.each(['validation', 'gate', 'test'])('refuse outcomes of the split %s', (split) => {
    expect(thrownBy(() => freezeRecords([outcome('1', true, { split })]))).toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('go from the promise of the card to what was measured', () => {
    const tally = (count: number, right: number) => ({ kind: { count, right }, all: { count, right } });
    expect(shrunkAccuracy(tally(0, 0), 0.6)).toBe(0.6);
    expect(shrunkAccuracy(tally(4, 4), 0.6)).toBeCloseTo(0.9);
    expect(shrunkAccuracy(tally(400, 100), 0.6)).toBeCloseTo(0.25, 2);
  });
});

test('families of one name, of two data sources, are two kinds of task', () => {
  const of = (dataSource: string, family: string) =>
    learnTaskOf({ id: 't', question: 'How many?', images: [], dataSource, family }).kind;
  expect([of('clevr', 'count'), of('chartqa', 'count'), of('chartqa', '')]).toEqual([
    ...['clevr count', 'chartqa count', 'chartqa'],
  ]);
});

describe('a checkpoint', () => {
  const checkpoint: Checkpoint = {
    run: 'run-1',
    step: 3,
    model: { kind: 'linear' },
    settings: DEFAULT_SETTINGS,
    learner: startLearner(createModel({ kind: 'linear' }), 1),
    featureVersion: FEATURE_VERSION,
    registry: hashJson('registry'),
    records: recordsOf(NO_RECORDS),
    parent: null,
  };
  const present = { registry: checkpoint.registry, records: checkpoint.records };
  const { text, hash } = writeCheckpoint(checkpoint);

  test('is read as it was written, under the same name', () => {
    expect(readCheckpoint(text, 'a.json', present)).toEqual({ checkpoint, hash, text });
    expect(readCheckpoint(text, 'a.json', {})).toMatchObject({ hash });
  });

  const written = (changes: Partial<Checkpoint>) => writeCheckpoint({ ...checkpoint, ...changes }).text;
  const { learner } = checkpoint;
  test.each([
    ['a text that is none', '{', 'BLOB_CORRUPT', 'no JSON'],
    ['another document', '{"a":1}', 'BLOB_CORRUPT', 'no checkpoint'],
    ['one that was changed', text.replace('"step":3', '"step":4'), 'BLOB_CORRUPT', 'another hash'],
    [
      'a later format',
      text.replace(/"version":1}$/, '"version":2}'),
      'INVALID_INPUT',
      'version of the format: 2, and here it is 1',
    ],
    ['other features', written({ featureVersion: 99 }), 'INVALID_INPUT', 'version of the features: 99'],
    ['another registry', written({ registry: hashJson('x') }), 'INVALID_INPUT', 'another registry'],
    [
      'other records',
      written({ records: { ...checkpoint.records, hash: hashJson('x') } }),
      'INVALID_INPUT',
      'another records',
    ],
    [
      'records of an earlier version',
      written({ records: { ...checkpoint.records, version: 1 } }),
      'INVALID_INPUT',
      'version of the records: 1, and here it is 2',
    ],
    ['too few weights', written({ learner: { ...learner, weights: [1] } }), 'INVALID_INPUT', 'number of weights: 1'],
    [
      'an optimiser of another size',
      written({ learner: { ...learner, optimiser: { step: 1, mean: [], square: [] } } }),
      'INVALID_INPUT',
      'number of weights: 0',
    ],
  ])('%s is refused', (_, given, code, message) => {
    expect(given).not.toBe(text);
    const error = thrownBy(() => readCheckpoint(given, 'a.json', present));
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('is refused with weights that are no numbers', () => {
    const broken = { ...checkpoint, learner: { ...learner, weights: [NaN] } };
    expect(thrownBy(() => writeCheckpoint(broken))).toMatchObject({ code: 'INVALID_INPUT' });
    expect(parseJson(text)).toMatchObject({ hash, version: 1 });
  });
});

describe('the collapse guard', () => {
  const calls = (pairs: readonly string[]) =>
    pairs.flatMap((pair, family) => Array.from({ length: 50 }, () => ({ family: `f${family}`, pair })));
  const bounds = { topShare: 0.8, information: 0.5, leastCalls: 20 };

  test('sees one pair for everything, and not a sure choice for each family', () => {
    expect(watchCollapse(calls(['A', 'A']), bounds)).toMatchObject({
      topPair: 'A',
      topShare: 1,
      information: 0,
      crossed: { length: 2 },
    });
    const apart = watchCollapse(calls(['A', 'B']), bounds);
    expect(apart).toMatchObject({ topShare: 0.5, crossed: [] });
    expect(apart.information).toBeCloseTo(1, 1);
    expect(watchCollapse(calls(['A']).slice(0, 10), bounds).crossed).toEqual([]);
    expect(watchCollapse([], bounds)).toMatchObject({ calls: 0, topPair: '', crossed: [] });
  });

  test('is held against the best pair of each family, by the record', () => {
    const table = freezeRecords([
      ...[outcome('t1', true), outcome('t2', true), outcome('t3', false)],
      ...[outcome('t1', true, { pair: 'B@@S' }), outcome('t2', false, { pair: 'B@@S' })],
      outcome('t4', true, { kind: 'read', pair: 'B@@S' }),
    ]);
    const called = ['count', 'read', 'unknown'].map((family) => ({ family, pair: 'C@@S' }));
    expect(referenceCalls(table, called)).toEqual([
      { family: 'count', pair: 'A@@S' },
      { family: 'read', pair: 'B@@S' },
    ]);
    expect(referenceCalls(NO_RECORDS, called)).toEqual([]);
  });

  test('takes chance for no information', () => {
    const random = seededRandom('chance');
    const few = Array.from({ length: 60 }, () => ({
      family: random.pick(['f', 'g', 'h']),
      pair: random.pick(['A', 'B', 'C']),
    }));
    expect(mutualInformation(few)).toBeLessThan(0.08);
  });

  test('refuses bounds that are none', () => {
    expect(thrownBy(() => watchCollapse([], { ...bounds, topShare: 0 }))).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('the tasks of a step', () => {
  const families = [
    { family: 'a', tasks: ['a1', 'a2', 'a3'] },
    { family: 'b', tasks: ['b1'] },
  ];

  test('take families in turn and every task once a pass', () => {
    const picked = [0, 1, 2].flatMap((step) => pickTasks(families, 'run', step, 2));
    expect(picked.filter((task) => task === 'b1')).toHaveLength(3);
    expect([...picked].sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b1', 'b1']);
    expect(pickTasks(families, 'run', 2, 2)).toEqual(picked.slice(4));
  });

  test.each([
    ['no family', []],
    ['an empty family', [...families, { family: 'c', tasks: [] }]],
  ])('%s is refused', (_, given) => {
    expect(thrownBy(() => pickTasks<string>(given, 'run', 0, 2))).toMatchObject({ code: 'INVALID_INPUT' });
  });
});
