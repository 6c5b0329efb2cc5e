/** A training run's rules: which rollouts count, which groups are added, when it explores more, when it stops. */
import { describe, expect, test } from '@jest/globals';
import {
  behaviourStep,
  bestValidation,
  fateOf,
  groupsToAdd,
  isValidated,
  memberId,
  OWN_FAULT,
  reasonToStop,
} from '../../src/domain/training.js';
import type { GroupSummary, Progress, Validation } from '../../src/domain/training-run.js';
import { nextExploration } from '../../src/learning/exploration.js';
import {
  faultsOfSettings,
  TRAINING_DEFAULTS,
  TRAINING_SETTING_NAMES,
  type TrainingSettings,
} from '../../src/domain/training-settings.js';

const settings = (fields: Partial<TrainingSettings> = {}): TrainingSettings => ({ ...TRAINING_DEFAULTS, ...fields });

describe('a member', () => {
  test.each([
    ['answered', 3, 'counts'],
    // Nothing came of it, and that is what is to be learned.
    ['answered', 0, 'counts'],
    ['turn_limit', 4, 'counts'],
    ['budget', 2, 'counts'],
    ['deadline', 1, 'counts'],
    ['budget', 0, 'again'],
    ['deadline', 0, 'again'],
    ['policy_failed', 1, 'again'],
    ['cancelled', 2, 'again'],
    ['', 0, 'again'],
    ['something new', 1, 'again'],
  ] as const)('that ended as "%s" after %i turns: %s', (outcome, turns, kind) => {
    expect(fateOf({ outcome, turns, why: '' }).kind).toBe(kind);
  });

  test.each(['answered', 'budget', 'deadline'] as const)(
    'whose call or time our own side lost is collected again, though it ended as "%s" after calls',
    (outcome) => {
      const end = { outcome, turns: 2, ownFault: true, why: 'POLICY_UNAVAILABLE' } as const;
      expect(fateOf(end)).toEqual({ kind: 'again', why: 'POLICY_UNAVAILABLE' });
      expect(fateOf({ ...end, why: '' })).toEqual({ kind: 'again', why: OWN_FAULT });
    },
  );

  test('that is lost says why', () => {
    expect(fateOf({ outcome: '', turns: 0, why: 'STORE_UNAVAILABLE: full' })).toMatchObject({
      why: expect.stringContaining('full'),
    });
    expect(fateOf({ outcome: '', turns: 0, why: '' })).toMatchObject({ why: 'it ended without a record' });
  });

  test('has an id of its own for each attempt', () => {
    const ids = [0, 1].flatMap((step) =>
      [0, 1].flatMap((slot) =>
        [0, 1].flatMap((member) => [0, 1].map((attempt) => memberId('r', step, slot, member, attempt))),
      ),
    );
    expect(new Set(ids).size).toBe(16);
    expect(memberId('r', 3, 0, 7, 2)).toBe('r/step-3/group-0/member-7/again-2');
  });
});

test('the policy that collects a step lacks at most as many updates as may be', () => {
  expect([0, 1, 2, 5].map((step) => behaviourStep(step, { staleness: 0 }))).toEqual([0, 1, 2, 5]);
  expect([0, 1, 2, 5].map((step) => behaviourStep(step, { staleness: 2 }))).toEqual([0, 0, 0, 3]);
});

const group = (fields: Partial<GroupSummary> = {}): GroupSummary => ({
  ...{ slot: 0, ref: { sha256: 'a', bytes: 1 }, why: '', members: 8, refills: 0, missing: 0, costUsd: 0 },
  ...{ zeroVariance: false, identicalActions: false, allFailed: false },
  ...fields,
});

describe('dynamic sampling', () => {
  const idle = group({ zeroVariance: true });
  test.each<[string, readonly GroupSummary[], number, number, number]>([
    ['none is allowed', [idle, idle], 2, 0, 0],
    ['none is needed', [group(), group()], 2, 4, 0],
    ['one for each that taught nothing', [idle, group(), group({ ref: null })], 3, 4, 2],
    ['no more than are left', [idle, idle], 4, 1, 1],
  ])('%s', (_, latest, all, resample, added) => {
    const everything = Array.from({ length: all }, () => group());
    expect(
      groupsToAdd(latest, everything, { tasksPerStep: latest.length === 2 && all === 4 ? 4 : all, resample }),
    ).toBe(added);
  });

  test('ends when all that are allowed were collected', () => {
    const all = Array.from({ length: 6 }, () => idle);
    expect(groupsToAdd(all.slice(4), all, { tasksPerStep: 4, resample: 2 })).toBe(0);
  });
});

describe('a validation', () => {
  test('is had of the first policy, every so many updates, and of the last', () => {
    const at = (every: number) =>
      [0, 1, 2, 3, 4, 5, 6, 7].filter((step) => isValidated(step, { validateEvery: every, steps: 7 }));
    expect([at(3), at(0)]).toEqual([[0, 3, 6, 7], []]);
  });

  test('is the best by its reward, the earlier of equals', () => {
    const of = (step: number, reward: number): Validation => ({ step, policy: `p${step}`, reward, accuracy: 0 });
    expect(bestValidation([])).toBeUndefined();
    expect(bestValidation([of(0, 0.1), of(10, 0.5), of(20, 0.5), of(30, 0.4)])?.step).toBe(10);
  });
});

describe('exploration', () => {
  test.each([
    ['stays', 0.1, false, 0.1, 0.5, 0.1],
    ['doubles when a bound is crossed', 0.1, true, 0.1, 0.5, 0.2],
    ['begins at all', 0, true, 0, 0.5, 0.05],
    ['up to the most', 0.4, true, 0.1, 0.5, 0.5],
    ['is never lowered by a crossed bound', 0.8, true, 0.8, 0.5, 0.8],
    ['comes back by halves', 0.4, false, 0.1, 0.5, 0.2],
    ['to what it was', 0.15, false, 0.1, 0.5, 0.1],
  ])('%s', (_, now, isCrossed, exploration, guardExploration, next) => {
    expect(nextExploration(now, isCrossed, { exploration, guardExploration })).toBeCloseTo(next, 12);
  });
});

describe('a run', () => {
  const progress = (fields: Partial<Progress> = {}): Progress => ({
    ...{ step: 5, costUsd: 1, elapsedMs: 60_000, validations: [], crossed: [] },
    ...fields,
  });
  const validations = [0.5, 0.4, 0.3].map((reward, index) => ({ step: index * 10, policy: '', reward, accuracy: 0 }));

  test.each<[string, Partial<Progress>, Partial<TrainingSettings>, string | undefined]>([
    ['goes on', {}, {}, undefined],
    ['stops after its steps', { step: 60 }, {}, 'all 60 steps are done'],
    ['stops when its money is spent', { costUsd: 2 }, { maxUsd: 2 }, '$2.00 of $2 are spent'],
    ['stops when its time is over', { elapsedMs: 120_000 }, { maxMinutes: 2 }, '2 minutes'],
    ['stops when it learns no more', { validations }, { patience: 2 }, '2 validations in a row'],
    ['waits as long as it was told', { validations }, { patience: 3 }, undefined],
    ['explores more where it collapses', { crossed: ['A@@S has all'] }, {}, undefined],
    ['stops where it collapses', { crossed: ['A@@S has all'] }, { guardExploration: 0 }, 'A@@S has all'],
  ])('%s', (_, fields, changes, part) => {
    const reason = reasonToStop(progress(fields), settings(changes));
    if (part === undefined) expect(reason).toBeUndefined();
    else expect(reason).toContain(part);
  });
});

describe('settings', () => {
  test('have a rule each, which their defaults keep', () => {
    expect([...TRAINING_SETTING_NAMES].sort()).toEqual(Object.keys(TRAINING_DEFAULTS).sort());
    expect(faultsOfSettings(TRAINING_DEFAULTS)).toEqual([]);
  });

  test.each<[Partial<TrainingSettings>, string]>([
    [{ groupSize: 1 }, 'groupSize is 1: it must be a whole number from 2 to 64: advantages compare'],
    [{ steps: 0 }, 'steps is 0'],
    [{ steps: 1.5 }, 'a whole number'],
    [{ exploration: NaN }, 'exploration is NaN'],
    [{ faults: 2 }, 'faults is 2'],
    [{ patience: 2, validateEvery: 0 }, 'set validateEvery'],
  ])('%j are refused', (fields, part) => {
    expect(faultsOfSettings(settings(fields)).join('\n')).toContain(part);
  });
});
