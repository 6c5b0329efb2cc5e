/** Tables of the sources whose questions have options. One list of answers, and what each source's rules say of them. */
import { gradingForTests, table, type Case } from './support/table.js';

const grading = gradingForTests();

/** The right option is B, "red". */
const OPTIONS = ['blue', 'red', 'dark green', 'a dog'];

/**
 * What each rule says: our reward; the letter as harnesses infer it (HRBench, V*, 4-choice Geometry3K); ERQA's script; MSEarth's;
 * the reference's option rule; the reference's V* rule (whose truth is the letter B).
 */
type Row = readonly [
  answer: string,
  reward: string,
  letter: string,
  erqa: string,
  msearth: string,
  option: string,
  vstar: string,
];

const ROWS: readonly Row[] = [
  ['B', 'y', 'y', 'y', 'y', 'y', 'y'],
  ['b', 'y', 'n', 'y', 'n', 'y', 'y'],
  ['B.', 'y', 'y', 'y', 'y', 'y', 'y'],
  ['(B)', 'y', 'y', 'n', 'n', 'y', 'y'],
  ['B)', 'y', 'y', 'n', 'y', 'y', 'y'],
  ['(B) red', 'y', 'y', 'n', 'n', 'y', 'y'],
  ['B: red', 'y', 'y', 'n', 'y', 'y', 'y'],
  ['B. Red', 'y', 'y', 'n', 'y', 'y', 'y'],
  ['B. blue', 'n', 'y', 'n', 'y', 'n', 'y'],
  ['B. or A', 'n', 'n', 'n', 'y', 'n', 'y'],
  ['option B', 'y', 'y', 'n', 'n', 'n', 'y'],
  ['Option B: red', 'y', 'y', 'n', 'n', 'y', 'y'],
  ['red', 'y', 'y', 'n', 'y', 'y', 'n'],
  ['Red', 'y', 'y', 'n', 'n', 'y', 'n'],
  ['red.', 'y', 'y', 'n', 'n', 'y', 'n'],
  ['re', 'n', 'n', 'n', 'n', 'y', 'n'],
  ['r', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['It is red', 'n', 'y', 'n', 'n', 'y', 'n'],
  ['red or blue', 'n', 'n', 'n', 'n', 'y', 'y'],
  ['blue', 'n', 'n', 'n', 'n', 'n', 'y'],
  ['A', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['C', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['D', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['E', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['a dog', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['A dog', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['A red B', 'n', 'n', 'n', 'n', 'y', 'y'],
  ['A, B', 'n', 'n', 'n', 'n', 'n', 'y'],
  ['B, A', 'n', 'n', 'n', 'y', 'n', 'y'],
  ['A or B', 'n', 'n', 'n', 'n', 'n', 'y'],
  ['ABCD', 'n', 'n', 'n', 'n', 'n', 'y'],
  ['The answer is B', 'y', 'y', 'n', 'n', 'y', 'y'],
  ['The answer is (B).', 'y', 'y', 'n', 'n', 'y', 'y'],
  ['Answer: B', 'y', 'y', 'n', 'n', 'y', 'y'],
  ['The correct option is B', 'y', 'y', 'n', 'n', 'n', 'y'],
  ['I think B', 'n', 'y', 'n', 'n', 'n', 'y'],
  ['\\boxed{B}', 'y', 'y', 'n', 'n', 'n', 'y'],
  ['\\boxed{A} \\boxed{B}', 'n', 'n', 'n', 'n', 'n', 'y'],
  ['**B**', 'y', 'y', 'n', 'n', 'y', 'y'],
  ['$B$', 'y', 'n', 'n', 'n', 'y', 'y'],
  ['\u0412', 'y', 'n', 'n', 'n', 'n', 'n'],
  ['\uff22', 'y', 'n', 'n', 'n', 'n', 'n'],
  ['First, look.\nAnswer: B', 'y', 'y', 'n', 'n', 'y', 'y'],
  ['Answer: A\nAnswer: B', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['  ', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['2', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['Boat', 'n', 'n', 'n', 'n', 'n', 'y'],
  ['dark green', 'n', 'n', 'n', 'n', 'n', 'n'],
  ['C. red', 'n', 'n', 'n', 'n', 'y', 'n'],
];

const facts = { options: OPTIONS };
const cases = (truth: string | readonly string[], verdicts: (row: Row) => string): readonly Case[] =>
  ROWS.map((row): Case => [row[0], truth, verdicts(row), facts]);

for (const source of ['hrbench-4k', 'hrbench-8k', 'geometry3k-choice']) {
  table(
    source,
    cases('B', ([, reward, letter]) => letter + reward),
    grading,
  );
}
table(
  'vstar',
  cases('B', ([, reward, letter, , , , vstar]) => letter + reward + vstar),
  grading,
);
table(
  'erqa',
  cases('B', ([, reward, , erqa]) => erqa + reward),
  grading,
);
table(
  'msearthmcq',
  cases(['B', 'red'], ([, reward, , , msearth, option]) => msearth + reward + option),
  grading,
);
table(
  'multiple-choice',
  [
    ...cases('B', ([, reward]) => reward + reward),
    // The truth may be the option's text.
    ...cases('red', ([, reward]) => reward + reward).slice(0, 20),
    ['A', 'dark green', 'nn', facts],
    ['C', 'dark green', 'yy', facts],
  ],
  grading,
);

/** Official truths are `correct_index` from 0, answers the number from 1. */
const MICROVQA: readonly Case[] = [
  ...ROWS.map(([answer, reward, , , , option]): Case => {
    const says = /answer is:? \(?B\b/i.test(answer) ? 'y' : 'n';
    return [answer, ['B', 'red'], says + reward + option, facts];
  }),
  ['The answer is (2)', '1', 'yyn'],
  ['answer is 2', '1', 'yyn'],
  ['The answer is (2).', '1', 'yyn'],
  ['The answer is (1)', '1', 'nnn'],
  ['The answer is (3)', '1', 'nnn'],
  ['(2)', '1', 'nyn'],
  ['2', '1', 'nyn'],
  ['1', '1', 'nnn'],
  ['B', '1', 'nyn'],
  ['The answer is (B)', '1', 'yyn'],
  ['The answer is (1). No, the answer is (2)', '1', 'ynn'],
  ['The answer is (12)', '11', 'yyn'],
  ['', '1', 'nnn'],
];
table('microvqa', MICROVQA, grading);

const mathOptions = { options: ['\\frac{1}{2}', '\\frac{3}{4}', '1', '2\\sqrt{3}'] };
const MATHVISION: readonly Case[] = [
  ['B', 'B', 'yy', mathOptions],
  ['\\boxed{B}', 'B', 'yy', mathOptions],
  ['\\boxed{(B)}', 'B', 'yy', mathOptions],
  ['The result is \\boxed{B}', 'B', 'yy', mathOptions],
  ['\\boxed{A} so \\boxed{B}', 'B', 'yn', mathOptions],
  ['\\boxed{B} so \\boxed{A}', 'B', 'nn', mathOptions],
  ['\\boxed{0.75}', 'B', 'yy', mathOptions],
  ['\\boxed{\\frac{3}{4}}', 'B', 'yy', mathOptions],
  ['3/4', 'B', 'yy', mathOptions],
  ['0.75', 'B', 'yy', mathOptions],
  ['0.5', 'B', 'nn', mathOptions],
  ['A', 'B', 'nn', mathOptions],
  ['b', 'B', 'yy', mathOptions],
  ['(B)', 'B', 'yy', mathOptions],
  ['B. \\frac{3}{4}', 'B', 'ny', mathOptions],
  ['B. 1', 'B', 'nn', mathOptions],
  ['\\sqrt{12}', 'D', 'yy', mathOptions],
  ['2\\sqrt3', 'D', 'yy', mathOptions],
  ['3.46', 'D', 'nn', mathOptions],
  ['', 'B', 'nn', mathOptions],
  ['1', 'C', 'yy', mathOptions],
  ['1 or 2', 'C', 'nn', mathOptions],
  ['E', 'B', 'nn', mathOptions],
  ['The answer is B', 'B', 'ny', mathOptions],
  ['42', '42', 'yy'],
  ['\\boxed{42}', '42', 'yy'],
  ['42.0', '42', 'yy'],
  ['4', '42', 'nn'],
  ['1,234', '1234', 'yy'],
  ['-5', '-5', 'yy'],
  ['-5', '5', 'nn'],
  ['(1, 2)', '(1,2)', 'yy'],
  ['(2, 1)', '(1,2)', 'nn'],
  ['\\left(1, 2\\right)', '(1,2)', 'yy'],
  ['2\\pi', '2\\pi', 'yy'],
  ['\\pi\\cdot 2', '2\\pi', 'yy'],
  ['6.28', '2\\pi', 'nn'],
  ['60^\\circ', '60', 'yy'],
  ['60\u00b0', '60', 'yy'],
  ['x = 5', '5', 'yy'],
  ['5 cm', '5', 'yy'],
  ['5 or 6', '5', 'nn'],
  ['\\frac12', '0.5', 'yy'],
  ['1/3', '0.33', 'nn'],
];
table('mathvision', MATHVISION, grading);
