import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchOption } from '../../src/activities/steps/match-option.js';

const CHARTS = ['bar', 'stacked bar', 'line', 'pie', 'other-kind'];

describe('a choice', () => {
  test.each<[string, string | undefined]>([
    ['bar', 'bar'],
    ['  Bar.\n', 'bar'],
    ['**PIE**', 'pie'],
    ['The chart is a pie.', 'pie'],
    ['stacked bar', 'stacked bar'],
    ['A stacked bar chart', 'stacked bar'],
    ['other kind', 'other-kind'],
    ['"line"', 'line'],
    ['{"type": "line"}', 'line'],
    ['{"type": "Line", "why": "it has lines and a bar of colour"}', 'line'],
    ['```json\n{"answer": "pie"}\n```', 'pie'],
    ['["bar"]', 'bar'],
    ['It might be a bar or a line.\nSo I choose: line', 'line'],
    ['Not a pie but a bar.', undefined],
    ['bar, line', undefined],
    ['stacked bar or bar', undefined],
    ['barchart', undefined],
    ['outline', undefined],
    ['piebald', undefined],
    ['', undefined],
    ['none of these', undefined],
    ['{"type": "barline"}', undefined],
    ['{"type": "a bar"}', undefined],
    ['{"first": "bar", "second": "pie"}', undefined],
    ['[]', undefined],
    ['null', undefined],
    ['{"type": "bar"', 'bar'],
  ])('%j is %j', (reply, option) => {
    expect(matchOption(reply, CHARTS)).toBe(option);
  });

  test('every option is found by itself, and whatever is said, one of them or nothing', () => {
    for (const option of CHARTS) expect(matchOption(option.toUpperCase(), CHARTS)).toBe(option);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect([undefined, ...CHARTS]).toContain(matchOption(text, CHARTS));
      }),
    );
  });
});
