/** The dispatcher, and the built-in suites. */
import { describe, expect, test } from '@jest/globals';
import { MAX_REPORTED, MAX_REWARDED } from '../../src/grading/contract.js';
import { GRADED_SOURCES, graderOf } from '../../src/grading/sources.js';
import { gradingForTests, table, type Case } from './support/table.js';

const grading = gradingForTests();

const ARITH: readonly Case[] = [
  ['42', '42', 'yy'],
  [' 42. ', '42', 'yy'],
  ['-5', '-5', 'yy'],
  ['\u22125', '-5', 'yy'],
  ['5', '-5', 'nn'],
  ['.5', '0.5', 'yy'],
  ['0.50', '1/2', 'yy'],
  ['1/3', '1/3', 'yy'],
  ['0.33', '1/3', 'nn'],
  ['1 1/2', '1.5', 'yy'],
  ['1,234', '1234', 'yy'],
  ['1,234.5', '1234.5', 'yy'],
  ['12,34', '1234', 'nn'],
  ['12.5 km', '12.5', 'yy'],
  ['12.5km/h', '12.5', 'yy'],
  ['x = 7', '7', 'yy'],
  ['x=7', '7', 'yy'],
  ['The answer is 7.', '7', 'yy'],
  ['3 + 4 = 7', '7', 'yy'],
  ['3 + 4 = 8', '7', 'nn'],
  ['so it is 3 or 4', '4', 'nn'],
  ['2, 3', '3, 2', 'yy'],
  ['x = 2 or x = 3', '2, 3', 'yy'],
  ['2', '2, 3', 'nn'],
  ['{7}', '7', 'yy'],
  ['\\boxed{7}', '7', 'yy'],
  ['first {6} then {7}', '7', 'yy'],
  ['seven', '7', 'yy'],
  ['', '7', 'nn'],
  ['NaN', '7', 'nn'],
  ['Infinity', '7', 'nn'],
  ['1e3', '1000', 'yy'],
  ['7'.repeat(3_000), '7', 'nn'],
  ['twenty-one', '21', 'yy'],
  ['minus seven', '-7', 'yy'],
  ['1\u00bd', '1.5', 'yy'],
  ['7\u00b2', '72', 'nn'],
  ['17', '7', 'nn'],
  ['7 or 8', '7', 'nn'],
  ['8 {7', '7', 'nn'],
  ['seventy', '70', 'yy'],
];
table('arith', ARITH, grading);

const BLINDTEST: readonly Case[] = [
  ['{2}', '2', 'yy'],
  ['2', '2', 'yy'],
  ['two', '2', 'yy'],
  ['There are 2 crossings', '2', 'yy'],
  ['15', '5', 'nn'],
  ['I see 3, no, {2}', '2', 'yy'],
  ['2.5', '5', 'nn'],
  ['Yes', 'Yes', 'yy'],
  ['yes, they touch', 'Yes', 'yy'],
  ['{No}', 'No', 'yy'],
  ['not known', 'No', 'nn'],
  ['yesterday', 'Yes', 'nn'],
  ['No', 'Yes', 'nn'],
  ['rows={5} columns={6}', '5,6', 'yy'],
  ['{5} {6}', '5,6', 'yy'],
  ['(5, 6)', '5,6', 'yy'],
  ['5 rows and 6 columns', '5,6', 'yy'],
  ['{6} {5}', '5,6', 'nn'],
  ['5', '5,6', 'nn'],
  ['5, 6, 7', '5,6', 'nn'],
  ['rows={5} columns={6}', 'rows={5} columns={6}', 'yy'],
  ['5 by 6', '(5, 6)', 'yy'],
  ['6 by 5', 'rows={5} columns={6}', 'nn'],
  ['g', 'g', 'yy'],
  ['{G}', 'g', 'yy'],
  ['"g"', 'g', 'yy'],
  ['The letter is g.', 'g', 'yy'],
  ['I think it is a g or an h', 'g', 'nn'],
  ['a', 'g', 'nn'],
  ['', 'g', 'nn'],
  ['', '2', 'nn'],
  ['{12}', '12', 'yy'],
  ['12', '2', 'nn'],
  ['yes', 'Yes', 'yy'],
  ['The answer is: yes', 'Yes', 'yy'],
  ['{yes}', 'Yes', 'yy'],
  ['maybe', 'Yes', 'nn'],
  ['no.', 'No', 'yy'],
  ['{0}', '0', 'yy'],
  ['zero', '0', 'yy'],
  ['gg', 'g', 'nn'],
  // Published, the last one counts; a candidate in front of it takes the reward away.
  ['4 or 5', '5', 'yn'],
  ['1, 2, 3, 4, 5', '5', 'yn'],
  ['{4} {5}', '5', 'yn'],
  ['{5} {5}', '5', 'yy'],
  ['5, that is 5', '5', 'yy'],
  ['There are 2 lines. The answer is: 5', '5', 'yn'],
  ['There are 2 lines.\nThe answer is: 5', '5', 'yy'],
  ['Yes or no', 'Yes', 'yn'],
  ['{yes} {no}', 'No', 'yn'],
  ['{g} {h}', 'h', 'yn'],
];
table('blindtest', BLINDTEST, grading);

/** The lenient rule of lmms-eval takes the first integer, and the first letter of any prose. */
const LENIENT: Readonly<Record<string, string>> = {
  two: 'n',
  'I see 3, no, {2}': 'n',
  '2.5': 'n',
  'yes, they touch': 'n',
  '{No}': 'n',
  '5 rows and 6 columns': 'n',
  '5 by 6': 'n',
  '"g"': 'y',
  '{G}': 'y',
  'The letter is g.': 'n',
  '{yes}': 'n',
  'The answer is: yes': 'n',
  zero: 'n',
  gg: 'y',
  '5, 6, 7': 'y',
  '4 or 5': 'n',
  '1, 2, 3, 4, 5': 'n',
  '{4} {5}': 'n',
  'There are 2 lines. The answer is: 5': 'n',
  'There are 2 lines.\nThe answer is: 5': 'n',
  'Yes or no': 'n',
  '{yes} {no}': 'n',
  '{g} {h}': 'n',
};
table(
  'vlmsareblind',
  BLINDTEST.map(([answer, truth, verdicts]): Case => [
    answer,
    truth,
    (LENIENT[answer] ?? verdicts.charAt(0)) + verdicts.slice(1),
  ]),
  grading,
);

const EXACT: readonly Case[] = [
  ['Go-Jek', 'go-jek', 'yy'],
  ['  Go\u2011Jek. ', 'Go-Jek', 'yy'],
  ['o', 'Go-Jek', 'nn'],
  ['It is Go-Jek', 'Go-Jek', 'nn'],
  ['1,234', '1234', 'yy'],
  ['42%', '42', 'nn'],
  ['-5', '5', 'nn'],
  ['\uff30\uff41\uff52\uff49\uff53', 'Paris', 'yy'],
  ['two\nlines', 'two lines', 'yy'],
  ['...', '', 'nn'],
  ['Paris', 'Paris', 'yy'],
  ['paris', 'PARIS', 'yy'],
  ['Pari', 'Paris', 'nn'],
  ['P', 'Paris', 'nn'],
  ['Paris, London', 'Paris', 'nn'],
  ['Paris or London', 'Paris', 'nn'],
  ['London', ['Paris', 'London'], 'yy'],
  ['Rome', ['Paris', 'London'], 'nn'],
  ['five', '5', 'yy'],
  ['5.0', '5', 'yy'],
  ['5', '5.0000000001', 'yy'],
  ['5', '5.1', 'nn'],
  ['1/2', '0.5', 'yy'],
  ['1 1/2', '1.5', 'yy'],
  ['.5', '0.5', 'yy'],
  ['-.5', '-0.5', 'yy'],
  ['+5', '5', 'yy'],
  ['$5', '5', 'yy'],
  ['5 cm', '5', 'nn'],
  ['1e3', '1000', 'yy'],
  ['m\u00b2', 'm^2', 'yy'],
  ['5\u00b2', '52', 'nn'],
  ['caf\u00e9', 'cafe\u0301', 'yy'],
  ['cafe', 'caf\u00e9', 'nn'],
  ['\u201cyes\u201d', '"yes"', 'yy'],
  ['it\u2019s', "it's", 'yy'],
  ['a\u200bb', 'ab', 'yy'],
  ['a  b', 'a b', 'yy'],
  ['a\u00a0b', 'a b', 'yy'],
  ['', 'x', 'nn'],
  ['yes', 'yes.', 'yy'],
  ['yes!', 'yes', 'nn'],
];
table('exact', EXACT, grading);

describe('the dispatcher', () => {
  test('without a ground truth nothing is said', async () => {
    await expect(grading.all({ dataSource: 'exact', answer: 'x', groundTruth: [] })).resolves.toBeUndefined();
    await expect(grading.by('reward', { dataSource: 'exact', answer: 'x', groundTruth: [] })).resolves.toBeUndefined();
  });

  test('a source without a rule is an error that names the nearest one', async () => {
    const input = { dataSource: 'chartq', answer: 'x', groundTruth: ['x'] };
    await expect(grading.all(input)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(grading.all(input)).rejects.toThrow(/no rule for the data source "chartq".*did you mean "chartqa"/s);
  });

  test.each([
    ['ChartQA', 'chartqa'],
    ['HRBench_4K', 'hrbench-4k'],
    ['hr-bench-8k', 'hrbench-8k'],
    ['numeric:5%', 'numeric'],
    ['Tally QA', 'tallyqa'],
  ])('%s is %s', (written, id) => expect(graderOf(written).grader.id).toBe(id));

  test.each(['chartqa:1', 'numeric:x', 'anls:7'])('%s has a parameter that it does not take', (written) =>
    expect(() => graderOf(written)).toThrow(/parameter/),
  );

  test('every name is of one source only', () => {
    for (const id of GRADED_SOURCES) expect(graderOf(id).grader.id).toBe(id);
  });

  test('a verdict names its rule and version, and what was extracted', async () => {
    const verdict = await grading.by('reward', { dataSource: 'chartqa', answer: 'Answer: 41.5', groundTruth: ['42'] });
    expect(verdict).toEqual({
      correct: true,
      score: 1,
      extracted: '41.5',
      rule: 'chartqa/reward@1',
      why: '"41.5" is within 5 % of, or the same text as "42"',
    });
  });

  test('only sources that the reference scores have its rule', async () => {
    const of = (dataSource: string) => grading.by('maestro-2605', { dataSource, answer: 'x', groundTruth: ['x'] });
    await expect(of('hrbench-4k')).resolves.toBeUndefined();
    await expect(of('chartqa')).resolves.toMatchObject({ rule: 'chartqa/maestro-2605@1' });
  });

  test.each(GRADED_SOURCES)('%s: an answer that is too long commits to nothing', async (dataSource) => {
    const long = await grading.all({ dataSource, answer: 'x '.repeat(MAX_REPORTED), groundTruth: ['x'] });
    expect(long?.reward).toMatchObject({ correct: false, extracted: '' });
    expect(long?.report).toMatchObject({ correct: false, extracted: '' });
    expect(long?.reward.why).toMatch(/longer than/);
  });

  test('a published rule still pays for what ours is too long for', async () => {
    const answer = `${'word '.repeat(MAX_REWARDED)}stop`;
    const verdicts = await grading.all({ dataSource: 'ocrbench', answer, groundTruth: ['stop'] });
    expect([verdicts?.report.correct, verdicts?.reward.correct]).toEqual([true, false]);
  });
});
