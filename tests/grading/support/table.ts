/** A table of answers for one data source: what each of its rules has to say. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { RULES } from '../../../src/domain/reward.js';
import type { GradeInput, GradingTools, Verdicts } from '../../../src/grading/contract.js';
import { createGrading, type Grading } from '../../../src/grading/grading.js';

export type Facts = Partial<Pick<GradeInput, 'options' | 'answerType' | 'category' | 'family' | 'question'>>;

/** `verdicts`: one letter for each rule that the source has, in the order of `RULES`: y, n, or ? where it can't decide. */
export type Case = readonly [answer: string, truth: string | readonly string[], verdicts: string, facts?: Facts];

/** The least that a table has to have. */
const LEAST = 40;

export function gradingForTests(tools: Omit<GradingTools, 'equivalent'> = {}): Grading {
  const grading = createGrading(tools);
  afterAll(() => grading.close());
  return grading;
}

export function table(dataSource: string, cases: readonly Case[], grading: Grading): void {
  describe(dataSource, () => {
    test('has enough cases, none of them twice', () => {
      expect(cases.length).toBeGreaterThanOrEqual(LEAST);
      expect(new Set(cases.map((each) => JSON.stringify(each))).size).toBe(cases.length);
    });

    test.each(cases)('%j against %j: %s', async (answer, truth, expected, facts = {}) => {
      const groundTruth = typeof truth === 'string' ? [truth] : truth;
      const verdicts = await grading.all({ dataSource, answer, groundTruth, ...facts });
      // With the reasons, so that a failure says why.
      expect(`${letters(verdicts)} ${reasons(verdicts)}`).toBe(`${expected} ${reasons(verdicts)}`);
    });
  });
}

function letters(verdicts: Verdicts | undefined): string {
  return RULES.map((rule) => verdicts?.[rule])
    .filter((verdict) => verdict !== undefined)
    .map(({ correct }) => (correct === null ? '?' : correct ? 'y' : 'n'))
    .join('');
}

function reasons(verdicts: Verdicts | undefined): string {
  return RULES.map((rule) => `${rule}: ${verdicts?.[rule]?.why ?? '-'}`).join(' | ');
}
