/** Training over the table: deterministic, it learns what the table has to teach, and what a policy makes of pairs it never saw. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { TRAINING_DEFAULTS } from '../../src/domain/training-settings.js';
import { greedy, lookThrough } from '../../src/evidence/look.js';
import { play } from '../../src/evidence/play.js';
import { playOnline } from '../../src/evidence/prequential.js';
import { recordsOfTable } from '../../src/evidence/table.js';
import { trainOnTable, type TablePolicy, type TableTraining } from '../../src/evidence/train.js';
import { isHeldOut, misleadingCards, pairsOf, playUnseen, probesOf } from '../../src/evidence/unseen.js';
import { indexRecords } from '../../src/learning/records.js';
import { DEFAULT_SETTINGS } from '../../src/learning/settings.js';
import { COUNTER, READER, RESTORER, SNAPSHOT, tinyTable } from './tiny-table.js';

const TEST = tinyTable('test', 4);
const TRAINING: TableTraining = {
  ...{ snapshot: SNAPSHOT, run: 'tiny 1', seed: 1, model: { kind: 'linear' } },
  settings: { ...TRAINING_DEFAULTS, steps: 12, tasksPerStep: 4, groupSize: 4, maxCalls: 2, validateEvery: 4 },
  grpo: { ...DEFAULT_SETTINGS, norm: 'none', epochs: 4, entropy: 0.01 },
  ...{ train: tinyTable('train', 4), validation: tinyTable('validation', 2) },
  records: recordsOfTable(tinyTable('probe', 4)),
};

describe('a training run', () => {
  let policy: TablePolicy;

  beforeAll(() => {
    policy = trainOnTable(TRAINING);
  });

  test('is a function of what it is given', () => {
    expect(trainOnTable(TRAINING).weights).toEqual(policy.weights);
    expect(trainOnTable({ ...TRAINING, run: 'tiny 2' }).weights).not.toEqual(policy.weights);
  });

  test('learns to ask the pair of the family, and the other where that one declines', () => {
    const decide = greedy(lookThrough(SNAPSHOT, indexRecords(TRAINING.records)), policy.model, policy.weights, {
      maxCalls: 2,
    });
    const played = TEST.map((entry) => play(entry, decide, { maxCalls: 2 }));
    expect(played.every(({ correct }) => correct)).toBe(true);
    expect(played.filter((_, index) => index % 2 === 0).every(({ calls }) => calls[0] === COUNTER)).toBe(true);
  });

  test('validates as often as it is told and keeps the best policy', () => {
    expect(policy.validations.map(({ step }) => step)).toEqual([0, 4, 8, 12]);
    const best = Math.max(...policy.validations.map(({ reward }) => reward));
    expect(policy.validations.find(({ step }) => step === policy.step)?.reward).toBe(best);
    expect(policy.steps).toHaveLength(12);
  });

  test('offers the pairs that it is told of, and learns nothing where a right answer earns nothing', () => {
    const restricted = trainOnTable({ ...TRAINING, pairs: [READER, RESTORER] });
    const asked = new Set(restricted.steps.flatMap(({ calls }) => calls.map(({ pair }) => pair)));
    expect([...asked].sort()).toEqual([READER, RESTORER]);
    const unpaid = trainOnTable({ ...TRAINING, answerCounts: false, validation: [] });
    expect(unpaid.steps.every(({ reward }) => reward <= 0)).toBe(true);
    expect(unpaid.step).toBe(12);
  });
});

describe('pairs that were never seen', () => {
  test('every arm plays every test task; without the pairs nobody is asked who was held out', () => {
    const entries = [...TRAINING.train, ...tinyTable('probe', 4), ...TRAINING.validation, ...TEST].map((entry) =>
      entry.task.family === 'count' ? entry : { ...entry, suite: 'other' },
    );
    const heldOut = { name: 'readers', pairs: [READER, RESTORER], families: ['other'] };
    const { arms, stream } = playUnseen(entries, heldOut, TRAINING, trainOnTable(TRAINING));
    expect(entries.filter((entry) => isHeldOut(entry, { ...heldOut, families: ['other read'] }))).toHaveLength(14);
    expect(Object.values(arms).map((played) => played.length)).toEqual(Array.from({ length: 8 }, () => TEST.length));
    expect([stream.tasks, stream.without, stream['0'], stream.online].map(({ length }) => length)).toEqual([
      8, 8, 8, 8,
    ]);
    expect(new Set(arms.without.flatMap(({ calls }) => calls))).toEqual(new Set([COUNTER]));
    expect(arms.retrained.every(({ correct }) => correct)).toBe(true);
    expect(pairsOf(entries)).toEqual([COUNTER, READER, RESTORER]);
  });

  test('a stream is decided first and recorded then, with the pairs that were called alone', () => {
    const stream = tinyTable('probe', 4);
    const policy = trainOnTable(TRAINING);
    const { played, records } = playOnline(stream, TRAINING.train, policy, { snapshot: SNAPSHOT, maxCalls: 2 });
    const onRecord = records.entries.filter(({ task }) => task.endsWith('-probe'));
    expect(onRecord).toHaveLength(played.reduce((sum, { calls }) => sum + new Set(calls).size, 0));
    // The first task is decided with what was known before it.
    const before = greedy(
      lookThrough(SNAPSHOT, indexRecords(recordsOfTable(TRAINING.train))),
      policy.model,
      policy.weights,
      {
        maxCalls: 2,
      },
    );
    expect(played[0]).toEqual(play(stream[0]!, before, { maxCalls: 2 }));
  });

  test('probes take families in turn, each task once', () => {
    const probes = probesOf(TRAINING.train, 3, 'run');
    expect(probes.map(({ task }) => task.family)).toEqual(['count', 'read', 'count']);
    expect(new Set(probesOf(TRAINING.train, 100, 'run')).size).toBe(TRAINING.train.length);
    expect(probesOf([], 5, 'run')).toEqual([]);
  });

  test('cards that mislead say what a card of other pairs is good at; a card that others share stays', () => {
    const misled = misleadingCards(SNAPSHOT, [COUNTER, READER]);
    expect(misled.models.map(({ strengths }) => strengths)).toEqual(Array(3).fill('Reads worn words.'));
    expect(misled.skills.map(({ id, keywords }) => [id, keywords])).toEqual([
      ['Counting', ['written']],
      ['Reading', ['written']],
    ]);
    expect(misleadingCards(SNAPSHOT, [])).toEqual(SNAPSHOT);
  });
});
