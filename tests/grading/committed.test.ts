/** What an answer commits to before its truth is known: which answers are the same one. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { committedKey } from '../../src/grading/committed.js';
import { GRADED_SOURCES } from '../../src/grading/sources.js';

const OPTIONS = ['red', 'green', 'blue'];

test.each<[source: string, options: readonly string[], same: readonly string[], other: string]>([
  ['exact', [], ['12', ' 12.0 ', 'twelve', 'Twelve.'], '13'],
  ['exact', [], ['A red car', 'a  RED car.'], 'a blue car'],
  ['chartqa', [], ['41', 'The answer is: 41', '\\boxed{41}'], '42'],
  ['multiple-choice', OPTIONS, ['B', '(b)', 'green', 'Answer: B'], 'A'],
  ['multiple-choice', [], ['green', 'Green.'], 'red'],
  ['hrbench4k', OPTIONS, ['C', 'blue'], 'B'],
  ['blindtest', [], ['3', '{3}', 'There are 3', 'The answer is {3}'], '4'],
  ['blindtest', [], ['rows={5} columns={6}', '5,6'], '6,5'],
  ['blindtest', [], ['Yes', 'yes.', 'Yes, they touch'], 'No'],
  ['vlmsareblind', [], ['t', 'The letter is t.'], 'h'],
  ['arith', [], ['7', 'x = 7', 'The answer is 7', '7 km'], '8'],
  ['arith', [], ['x = 2 or x = 3', '3, 2'], '2'],
  ['numeric:5%', [], ['100', '100.0'], '101'],
  ['mathvision', [], ['\\boxed{1/2}', '0.5'], '0.25'],
  ['json', [], ['{"a": 1}', ' {"a": 1}\n'], '{"a": 2}'],
  ['code', [], ['```python\nprint(1)\n```', '```python\nprint(1)\n```\n'], '```python\nprint(2)\n```'],
  ['a source without rules', [], ['12', '12.0'], '13'],
  ['chartqa:5%', [], ['12', '12.0'], '13'],
  ['judge', [], ['A cat sits.', 'a cat sits'], 'A dog sits.'],
])('by %s with options %j, %j are one answer and "%s" is another', async (dataSource, options, same, other) => {
  const key = (answer: string) => committedKey({ dataSource, options, answer });
  const keys = await Promise.all(same.map(key));
  expect(keys[0]).not.toBe('');
  expect(new Set(keys).size).toBe(1);
  expect(await key(other)).not.toBe('');
  expect(await key(other)).not.toBe(keys[0]);
});

test.each([
  ['nothing', 'exact', ' \n'],
  ['two different boxes', 'chartqa', '\\boxed{1} or \\boxed{2}'],
  ['no number', 'numeric', 'many'],
  ['several numbers and no form', 'arith', '3 apples and 4 pears make a salad'],
])('an answer with %s commits to nothing', async (_, dataSource, answer) => {
  expect(await committedKey({ dataSource, answer })).toBe('');
});

test('long answers that begin alike are told apart by their ends', async () => {
  const [one, other] = ['one', 'other'].map((end) => `${'word '.repeat(100)}${end}`);
  const keys = await Promise.all(
    [one, other].map((answer) => committedKey({ dataSource: 'exact', answer: answer ?? '' })),
  );
  expect(keys[0]).not.toBe(keys[1]);
});

test('every source reads any text without a tool, and what one says twice is one answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...GRADED_SOURCES),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('</answer>', '\\boxed{', '{'.repeat(500)),
      ),
      async (dataSource, answer) => {
        const key = await committedKey({ dataSource, answer });
        expect(await committedKey({ dataSource, answer })).toBe(key);
      },
    ),
    { numRuns: 300 },
  );
});
