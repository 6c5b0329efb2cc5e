import { describe, expect, test } from '@jest/globals';
import { NO_USAGE } from '../../src/domain/expert.js';
import { readiness, waitsFor, type StepEnd } from '../../src/domain/step-flow.js';
import type { PlannedStep, StepOutcome } from '../../src/domain/trajectory.js';

function ended(status: StepOutcome['status'], passed: boolean | null = null): StepOutcome {
  return { step: 's', status, note: '', summary: '', confidence: null, passed, usage: NO_USAGE, recorded: false };
}

const OK = ended('ok');

function ready(step: Partial<PlannedStep>, ends: Readonly<Record<string, StepEnd>>, optional: readonly string[] = []) {
  const end = (id: string): StepEnd => ends[id] ?? 'blocked';
  return readiness({ id: 's', model: 'M', needs: [], ...step }, end, (id) => optional.includes(id));
}

describe('a step may run', () => {
  test.each<[string, Partial<PlannedStep>, Readonly<Record<string, StepEnd>>, readonly string[], unknown]>([
    ['at once when it needs nothing', {}, {}, [], {}],
    ['when all went well', { needs: ['a', 'b'] }, { a: OK, b: OK }, [], {}],
    ['not when a step that it needs failed', { needs: ['a', 'b'] }, { a: OK, b: ended('rejected') }, [], 'blocked'],
    ['not when a step that it needs declined', { needs: ['a'] }, { a: ended('cannot') }, [], 'blocked'],
    ['not when a step that it needs was blocked', { needs: ['a'] }, { a: 'blocked' }, [], 'blocked'],
    [
      'without evidence that failed',
      { needs: ['a', 'b'] },
      { a: ended('timed_out'), b: OK },
      ['a'],
      { missing: ['a'] },
    ],
    ['without evidence that declined', { needs: ['a'] }, { a: ended('cannot') }, ['a'], { missing: ['a'] }],
    ['without evidence that was blocked', { needs: ['a'] }, { a: 'blocked' }, ['a'], { missing: ['a'] }],
    [
      'without rounds that were not needed',
      { needs: ['a', 'a#2'] },
      { a: OK, 'a#2': 'unneeded' },
      [],
      { missing: ['a#2'] },
    ],
    ['again when the check did not pass', { unless: 'c' }, { c: ended('ok', false) }, [], {}],
    ['again when the check does not say', { unless: 'c' }, { c: OK }, [], {}],
    ['not again when the check passed', { unless: 'c' }, { c: ended('ok', true) }, [], 'unneeded'],
    ['not again when the round before was not needed', { unless: 'c' }, { c: 'unneeded' }, [], 'unneeded'],
    ['not again when the check failed', { unless: 'c' }, { c: ended('unavailable') }, [], 'blocked'],
    ['not again when the check declined', { unless: 'c' }, { c: ended('cannot') }, [], 'blocked'],
    ['not again when the check was blocked', { unless: 'c' }, { c: 'blocked' }, [], 'blocked'],
    [
      'not again when passed, whatever else it needs',
      { needs: ['a'], unless: 'c' },
      { c: ended('ok', true), a: 'blocked' },
      [],
      'unneeded',
    ],
  ])('%s', (_name, step, ends, optional, expected) => {
    expect(ready(step, ends, optional)).toEqual(expected);
  });
});

test('a step waits for what it needs, and for the check of the round before', () => {
  expect(waitsFor({ id: 'a#2', model: 'M', needs: ['b'], unless: 'c' })).toEqual(['c', 'b']);
  expect(waitsFor({ id: 'a', model: 'M', needs: [] })).toEqual([]);
});
