/** What `maestro train` is told, and the splits that its tasks come from. */
import { describe, expect, test } from '@jest/globals';
import { learnSettings, modelSpecOf, SETTING_NAMES } from '../../src/cli/train/settings.js';
import { fileSplit, splitSeed, SPLITS } from '../../src/cli/train/splits.js';
import { wayBack } from '../../src/cli/train/way-back.js';
import { TRAINING_DEFAULTS } from '../../src/domain/training-settings.js';
import { SETTINGS_2605 } from '../../src/learning/preset-2605.js';
import { thrownBy } from '../support/thrown.js';

describe('settings', () => {
  test('are those of the preset, and what was set over them, the last counting', () => {
    const changes = ['steps=7', 'steps=9', 'norm=std', 'learningRate=0.1', 'kl=1e-3'];
    const { settings, grpo } = learnSettings('default', changes);
    expect(settings).toEqual({ ...TRAINING_DEFAULTS, steps: 9 });
    expect(grpo).toMatchObject({ norm: 'std', epochs: 4, kl: 0.001, optimiser: { learningRate: 0.1, beta1: 0.9 } });
  });

  test("of maestro-2605 are the paper's", () => {
    const { settings, grpo } = learnSettings('maestro-2605', []);
    expect(grpo).toEqual(SETTINGS_2605);
    expect(settings).toMatchObject({ groupSize: 8, tasksPerStep: 1, maxCalls: 4, steps: 380, validateEvery: 20 });
    expect(settings).toMatchObject({ exploration: 0, costPerCall: 0, staleness: 0, resample: 0 });
  });

  test.each([
    ['groupSize=1', 'groupSize is 1'],
    ['groupsize=8', 'Nearest: groupSize'],
    ['norm=both', 'norm'],
    ['epochs=0', 'epochs'],
    ['dualClip=0.5', 'dualClip'],
    ['steps=many', '"many" is no number'],
    ['steps', 'write name=value'],
    ['steps=', 'write name=value'],
    ['patience=2', 'patience'],
  ])('%s is refused', (change, part) => {
    // What counts validations needs some.
    const changes = change.startsWith('patience') ? [change, 'validateEvery=0'] : [change];
    const error = thrownBy(() => learnSettings('default', changes));
    expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(part) });
  });

  test('have a name each', () => {
    expect(new Set(SETTING_NAMES).size).toBe(SETTING_NAMES.length);
  });
});

test('a model is linear, or has two towers of a width', () => {
  expect([modelSpecOf('linear'), modelSpecOf('two-tower:16'), modelSpecOf('two-tower')]).toEqual([
    { kind: 'linear' },
    { kind: 'two-tower', width: 16 },
    { kind: 'two-tower', width: 8 },
  ]);
  expect(thrownBy(() => modelSpecOf('transformer'))).toMatchObject({ code: 'INVALID_INPUT' });
});

describe('splits', () => {
  test('have a seed of their own in each run, and each gate has another', () => {
    const seeds = [0, 1, 2].flatMap((seed) => SPLITS.map((split) => splitSeed(seed, split)));
    const gates = ['a', 'b', 'c'].map((round) => splitSeed(0, 'gate', round));
    expect(new Set([...seeds, ...gates]).size).toBe(seeds.length + gates.length);
    expect(splitSeed(1, 'train')).toBe(splitSeed(1, 'train'));
  });

  test('of a file keep tasks of one picture, or of one question, together', () => {
    const tasks = Array.from({ length: 2_000 }, (_, index) => ({ id: `t${index}`, images: [`p${index % 1_000}`] }));
    const splits = tasks.map((task) => fileSplit(3, task));
    expect(splits.slice(0, 1_000)).toEqual(splits.slice(1_000));
    const share = (split: string) => splits.filter((each) => each === split).length / splits.length;
    expect(share('train')).toBeGreaterThan(0.55);
    expect(share('train')).toBeLessThan(0.65);
    for (const split of SPLITS) expect(share(split)).toBeGreaterThan(0.05);
    expect(fileSplit(3, { id: 'x', group: 'g' })).toBe(fileSplit(3, { id: 'y', group: 'g', images: ['z'] }));
  });
});

describe('going back', () => {
  const put = (checkpoint: string) => ({ checkpoint, evidence: null });
  const back = (checkpoint: string, from: string) => ({ checkpoint, evidence: { back_from: from } });
  test.each([
    ['nothing was ever in use', [], []],
    ['each was put in use after the other', [put('a'), put('b'), put('c')], ['c', 'b', 'a']],
    ['one that was there before is put in use again', [put('a'), put('b'), put('a')], ['a', 'b', 'a']],
    ['the same again', [put('a'), put('a')], ['a']],
    ['once', [put('a'), put('b'), put('c'), back('b', 'c')], ['b', 'a']],
    ['twice: not to what was just left', [put('a'), put('b'), put('c'), back('b', 'c'), back('a', 'b')], ['a']],
    ['and another is put in use', [put('a'), put('b'), back('a', 'b'), put('c')], ['c', 'a']],
    ['as an older version did, to and fro', [put('a'), put('b'), back('a', 'b'), back('b', 'a')], ['b']],
  ])('%s', (_, inOrder, way) => {
    expect(wayBack(inOrder.toReversed())).toEqual(way);
  });
});
