/** Gradients, sampling, the optimiser, and what an update does with groups. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adamStart, adamStep } from '../../src/learning/adam.js';
import { behaviourOf, sampleOption } from '../../src/learning/choose.js';
import { lossOf, surrogateOf } from '../../src/learning/loss.js';
import { createModel, type ModelSpec } from '../../src/learning/model.js';
import { PRESET_2605_TABLE, SETTINGS_2605 } from '../../src/learning/preset-2605.js';
import { checkSettings, DEFAULT_SETTINGS, type GrpoSettings } from '../../src/learning/settings.js';
import { groupAdvantages } from '../../src/learning/groups.js';
import { startLearner, updatePolicy } from '../../src/learning/update.js';
import { seededRandom } from '../../src/domain/random.js';
import { thrownBy } from '../support/thrown.js';
import { group, member, sample, samples } from './fixtures.js';

const SPECS: readonly ModelSpec[] = [{ kind: 'linear' }, { kind: 'two-tower', width: 3 }];
const LINEAR = createModel({ kind: 'linear' });

describe('the gradient', () => {
  test.each(SPECS)('of a $kind policy is that of finite differences', (spec) => {
    const model = createModel(spec);
    const settings = fc.record({
      clipLow: fc.constantFrom(0.1, 0.2),
      clipHigh: fc.constantFrom(0.2, 0.3),
      dualClip: fc.constantFrom(1.5, 3),
      kl: fc.constantFrom(0, 0.3),
      entropy: fc.constantFrom(0, 0.2),
    });
    const decisions = fc.array(fc.record({ sample: samples, advantage: fc.double({ min: -2, max: 2, noNaN: true }) }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(settings, decisions, fc.integer(), (given, batch, seed) => {
        const random = seededRandom('gradient', seed);
        const draw = () => Array.from({ length: model.size }, () => random.real(-0.5, 0.5));
        const [weights, reference, direction] = [draw(), draw(), draw()];
        const lossAt = (step: number) =>
          lossOf(
            given,
            model,
            weights.map((each, index) => each + step * direction[index]!),
            reference,
            batch,
          );
        const { gradient } = lossAt(0);
        const step = 1e-6;
        // Where a clip begins the loss has a corner, and no derivative.
        fc.pre(lossAt(-step).clipped === lossAt(step).clipped);
        const numeric = (lossAt(step).loss - lossAt(-step).loss) / (2 * step);
        const exact = gradient.reduce((sum, each, index) => sum + each * direction[index]!, 0);
        expect(Math.abs(numeric - exact)).toBeLessThan(1e-5 * (1 + Math.abs(exact)));
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['a good decision within the clip', 1.1, 1, -1.1, -1.1],
    ['a good one beyond it is held', 1.5, 1, -1.2, 0],
    ['a good one that became rare is not', 0.5, 1, -0.5, -0.5],
    ['a bad one that became rare is held', 0.5, -1, 0.8, 0],
    ['a bad one that became frequent is not', 2, -1, 2, 2],
    ['a bad one far beyond is held by the dual clip', 9, -1, 3, 0],
  ])('%s', (_, ratio, advantage, loss, slope) => {
    const found = surrogateOf(DEFAULT_SETTINGS, ratio, advantage);
    expect(found.loss).toBeCloseTo(loss);
    expect(found.slope).toBeCloseTo(slope);
  });
});

describe('sampling', () => {
  const key = { run: 'r', step: 3, task: 't', member: 2, turn: 1 };
  const weights = [Math.log(2), ...Array.from({ length: LINEAR.size - 1 }, () => 0)];

  test('draws each option as often as its propensity says, and the same for the same key', () => {
    const propensities = behaviourOf(LINEAR.scores(weights, sample(0)), 0.2);
    expect(propensities[0]).toBeCloseTo(0.8 * 0.8 + 0.1);
    const draws = Array.from({ length: 4_000 }, (_, turn) =>
      sampleOption(LINEAR, weights, sample(0), 0.2, { ...key, turn }),
    );
    const first = draws.filter(({ index }) => index === 0).length / draws.length;
    expect(Math.abs(first - propensities[0]!)).toBeLessThan(0.03);
    for (const { index, propensity } of draws) expect(propensity).toBe(propensities[index]);
    expect(sampleOption(LINEAR, weights, sample(0), 0.2, { ...key, turn: 7 })).toEqual(draws[7]);
  });

  test('refuses what it can not draw from', () => {
    const none = { ...sample(0), options: [] };
    expect(thrownBy(() => sampleOption(LINEAR, weights, none, 0, key))).toMatchObject({ code: 'INVALID_INPUT' });
    expect(thrownBy(() => sampleOption(LINEAR, weights, sample(0), 2, key))).toMatchObject({ code: 'INVALID_INPUT' });
    expect(
      thrownBy(() =>
        sampleOption(
          LINEAR,
          weights.map(() => NaN),
          sample(0),
          0,
          key,
        ),
      ),
    ).toMatchObject({ code: 'INTERNAL' });
  });
});

describe('advantages', () => {
  test.each([
    ['group', 'std', [1.5, -0.5]],
    ['group', 'none', [0.75, -0.25]],
    ['leave-one-out', 'none', [1, -1 / 3]],
    ['leave-one-out', 'std', [2, -2 / 3]],
  ] as const)('against %s with norm %s', (baseline, norm, [right, wrong]) => {
    const found = groupAdvantages([1, 0, 0, 0], { baseline, norm });
    expect(found[0]).toBeCloseTo(right, 4);
    expect(found[3]).toBeCloseTo(wrong, 4);
  });
});

describe('an update', () => {
  const start = startLearner(LINEAR, 1);
  const update = (groups: Parameters<typeof updatePolicy>[3], changes: Partial<GrpoSettings> = {}) =>
    updatePolicy({ ...DEFAULT_SETTINGS, ...changes }, LINEAR, start, groups);
  const mixed = group(member(1, 0), member(0, 1), member(1, 0), member(0, 1));

  test('makes what was rewarded more probable, the same bits each time', () => {
    const { learner, report } = update([mixed]);
    expect(LINEAR.scores(learner.weights, sample(0))[0]).toBeGreaterThan(0);
    expect(report).toMatchObject({
      groups: 1,
      decisions: 4,
      reward: 0.5,
      ratio: 1,
      zeroVariance: 0,
      identicalActions: 0,
    });
    expect(update([mixed]).learner).toEqual(learner);
  });

  test('takes exploration into account: what was drawn less than the policy would is weighed more', () => {
    const { report } = update([group(member(1, 0, { decisions: [sample(0, { propensity: 0.4 })] }), member(0, 1))]);
    expect(report.ratio).toBeCloseTo((1.25 + 1) / 2);
  });

  test('goes on after the first epoch with the ratios of what it has learned', () => {
    const { report, learner } = update([group(member(1, 0), member(1, 0), member(0, 1))], { epochs: 4 });
    expect(learner.optimiser.step).toBe(4);
    expect(report.ratio).toBeGreaterThan(1.01);
  });

  test('learns nothing from groups without spread, and counts them', () => {
    const failing = group(member(0, 0, { failed: true }), member(0, 0, { failed: true }));
    const { learner, report } = update([failing, group(member(1, 0), member(1, 1))]);
    expect(learner.weights).toEqual(start.weights);
    expect(report).toMatchObject({ groups: 2, zeroVariance: 2, identicalActions: 1, allFailed: 1, decisions: 4 });
    expect(update([failing], { zeroVariance: 'skip' })).toMatchObject({ learner: start, report: { decisions: 0 } });
  });

  test.each([
    [
      'a reward that is no number',
      group(member(NaN), member(0)),
      'Member 1 of the group of task "task-1" has the reward NaN',
    ],
    ['a group of one', group(member(1)), 'has 1 member(s)'],
    ['a group of none', group(), 'has 0 member(s)'],
    [
      'a choice beyond the options',
      group(member(1, 0, { decisions: [sample(0, { chosen: 2 })] }), member(0)),
      'option 2 was chosen of 2',
    ],
    [
      'a propensity of nothing',
      group(member(1, 0, { decisions: [sample(0, { propensity: 0 })] }), member(0)),
      'propensity is 0',
    ],
    [
      'another feature version',
      group(member(1, 0, { decisions: [sample(0, { options: [{ features: [1] }] })] }), member(0)),
      'another feature version',
    ],
  ])('refuses %s', (_, given, message) => {
    expect(thrownBy(() => update([given]))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(message),
    });
  });

  test('refuses no groups, foreign weights and impossible settings', () => {
    expect(thrownBy(() => update([]))).toMatchObject({ code: 'INVALID_INPUT' });
    const foreign = { ...start, weights: [1] };
    expect(thrownBy(() => updatePolicy(DEFAULT_SETTINGS, LINEAR, foreign, [mixed]))).toMatchObject({
      code: 'INVALID_INPUT',
    });
    for (const changes of [
      { clipLow: 0 },
      { dualClip: 1 },
      { epochs: 1.5 },
      { kl: -1 },
      { entropy: NaN },
      { clipHigh: Infinity },
    ])
      expect(thrownBy(() => update([mixed], changes))).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('the optimiser', () => {
  test('steps by the learning rate at first, shortens long gradients, and lets weights decay', () => {
    const settings = { ...DEFAULT_SETTINGS.optimiser, learningRate: 0.1 };
    const first = adamStep(settings, [0, 0], adamStart(2), [30, -40]);
    expect(first.gradientLength).toBe(50);
    expect(first.weights[0]).toBeCloseTo(-0.1, 6);
    expect(first.weights[1]).toBeCloseTo(0.1, 6);
    expect(first.state.mean[0]).toBeCloseTo(0.06);
    expect(adamStep({ ...settings, weightDecay: 0.5 }, [1], adamStart(1), [0]).weights[0]).toBeCloseTo(0.95);
  });
});

test('the preset has settings that may be, and an entry once', () => {
  expect(() => checkSettings(SETTINGS_2605)).not.toThrow();
  const items = PRESET_2605_TABLE.map(({ item }) => item);
  expect(new Set(items).size).toBe(items.length);
  expect(PRESET_2605_TABLE.every(({ reference, ours }) => reference !== '' && ours !== '')).toBe(true);
});
