/**
 * @module Scored answers per second and core, for each rule of each source; rules that need algebra apart.
 *
 * `npm run bench:grading -- [--seconds 0.5] [--least 10000] [--rollouts 20000]`; exit code 1 when a rule that needs no algebra,
 * or scoring from the store, is slower than `--least`.
 */
import { parseArgs } from 'node:util';
import { RULES, type RuleName } from '../../dist/domain/reward.js';
import type { GradeInput } from '../../dist/grading/contract.js';
import { createGrading } from '../../dist/grading/grading.js';
import { GRADED_SOURCES } from '../../dist/grading/sources.js';
import { measureStored } from './stored.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '0.5' },
    least: { type: 'string', default: '10000' },
    rollouts: { type: 'string', default: '20000' },
  },
});
const budgetMs = Number(values.seconds) * 1000;
const least = Number(values.least);

/** Passes everything: what is measured is the rule, not the sandbox or the judge behind it. */
const grading = createGrading({
  runCode: () => Promise.resolve({ status: 'passed', detail: '' }),
  askJudge: () => Promise.resolve('VERDICT: SAME'),
});

const OPTIONS = ['blue', 'red', 'dark green', 'a dog'];
const CHOICE = [
  'multiple-choice',
  'hrbench-4k',
  'hrbench-8k',
  'vstar',
  'erqa',
  'msearthmcq',
  'microvqa',
  'geometry3k-choice',
];

/** Answers as they come: right, wrong, wordy, right in another form. */
function inputsOf(dataSource: string): readonly GradeInput[] {
  if (CHOICE.includes(dataSource)) {
    const answers = ['B', '(B) red', 'red', 'The answer is C', 'It is red, I think', 'A dog'];
    return answers.map((answer) => ({ dataSource, answer, groundTruth: ['B', 'red'], options: OPTIONS }));
  }
  switch (dataSource) {
    case 'json':
      return ['{"a": [1, 2, {"b": "x"}]}', '{"a": 1}', 'no'].map((answer) => ({
        dataSource,
        answer,
        groundTruth: ['{"a":[1,2,{"b":"x"}]}'],
      }));
    case 'code':
    case 'humaneval-v':
      return ['```python\ndef f():\n    return 1\n```'].map((answer) => ({
        dataSource,
        answer,
        groundTruth: ['assert f() == 1'],
      }));
    case 'regex':
      return ['42', 'forty-two', '42.5'].map((answer) => ({ dataSource, answer, groundTruth: ['[0-9]+(\\.[0-9]+)?'] }));
    case 'set':
      return ['a, b, c', 'c and b', '["a", "b", "c"]'].map((answer) => ({
        dataSource,
        answer,
        groundTruth: ['b, c, a'],
      }));
    default: {
      const answers = [
        '42',
        '41.5',
        '1,234',
        'forty-two',
        'The answer is 42.',
        'Go-Jek',
        '42 cm',
        '\\boxed{42}',
        'Several lines\nof text, then\nAnswer: 42',
      ];
      return answers.map((answer) => ({ dataSource, answer, groundTruth: ['42'] }));
    }
  }
}

/** Sources whose rules need no algebra for these answers. */
const STORED = ['chartqa', 'hrbench-4k', 'tallyqa', 'slake', 'blindtest', 'exact'];

/** Formulas that only the algebra system can compare. */
const ALGEBRA = [
  ['2\\sqrt{3}', '\\sqrt{12}'],
  ['(x-1)(x+1)', 'x^2-1'],
  ['\\sin^2 x+\\cos^2 x', '1'],
  ['\\frac{\\pi}{4}', '\\arctan 1'],
].map(([answer = '', truth = '']): GradeInput => ({ dataSource: 'math', answer, groundTruth: [truth] }));

async function rate(rule: RuleName, inputs: readonly GradeInput[]): Promise<number | undefined> {
  for (const input of inputs) if ((await grading.by(rule, input)) === undefined) return undefined;
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < budgetMs) {
    for (const input of inputs) await grading.by(rule, input);
    count += inputs.length;
  }
  return (count * 1000) / (performance.now() - started);
}

const show = (value: number | undefined): string =>
  (value === undefined ? '-' : Math.round(value).toLocaleString('en')).padStart(12);
let slow = 0;
process.stdout.write(`${'answers per second'.padEnd(24)}${RULES.map((rule) => rule.padStart(12)).join('')}\n`);
for (const source of GRADED_SOURCES) {
  const rates: (number | undefined)[] = [];
  for (const rule of RULES) rates.push(await rate(rule, inputsOf(source)));
  slow += rates.filter((value) => value !== undefined && value < least).length;
  process.stdout.write(`${source.padEnd(24)}${rates.map(show).join('')}\n`);
}
process.stdout.write(
  `${'math, algebra needed'.padEnd(24)}${show(await rate('report', ALGEBRA))}${show(await rate('reward', ALGEBRA))}\n`,
);
const stored = await measureStored(grading, STORED.flatMap(inputsOf), Number(values.rollouts));
process.stdout.write(
  `\n${stored.rollouts.toLocaleString('en')} rollouts scored again from the store, per second of CPU time: ` +
    `${show(stored.all).trim()} (read ${show(stored.read).trim()}, score ${show(stored.score).trim()}, write ${show(stored.write).trim()})\n`,
);
slow += stored.all < least ? 1 : 0;
await grading.close();
if (slow > 0) process.stdout.write(`${slow} rates are below ${least.toLocaleString('en')} a second.\n`);
process.exitCode = slow > 0 ? 1 : 0;
