/**
 * Answers of 10 MB, and answers as long as rules still read them, made of what is slow to read: every rule of every source ends.
 * A rule that takes more than linear time does not come to the end of these within the time that Jest gives a test.
 */
import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../src/domain/reward.js';
import { MAX_REPORTED, MAX_REWARDED } from '../../src/grading/contract.js';
import { GRADED_SOURCES } from '../../src/grading/sources.js';
import { gradingForTests } from './support/table.js';

const grading = gradingForTests({
  runCode: () => Promise.resolve({ status: 'passed', detail: '' }),
  askJudge: () => Promise.resolve('VERDICT: SAME'),
});

const OPTIONS = ['blue', 'red', 'dark green', 'a dog'];
const PIECES = [
  ...[
    '\\boxed{',
    '{',
    '}',
    '(',
    '[',
    '$',
    '\\frac{1}',
    '^{',
    '1,',
    '1 ',
    '1/',
    '-',
    '9',
    '.',
    '%',
    '\n',
    ' ',
    'a',
    'A) ',
  ],
  ...[
    '```',
    '```python\n',
    'Answer: ',
    'answer is (',
    'The answer is 4\n',
    'twenty ',
    'and ',
    '"',
    '\\',
    '\u0000',
    '\ud800',
  ],
  ...['yes no ', 'A, B, ', '{"a":', '[[', '\\text{', '\\sqrt', '\u2212', 'e\u0301', '**', '__', '&lt;', '| '],
];

function ofLength(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

async function verdictsOf(dataSource: string, answer: string, truth: string) {
  const verdicts = await grading.all({ dataSource, answer, groundTruth: [truth], options: OPTIONS, family: 'grid' });
  return RULES.flatMap((rule) => verdicts?.[rule] ?? []);
}

describe.each(GRADED_SOURCES)('%s', (dataSource) => {
  test('an answer of 10 MB commits to nothing, under every rule', async () => {
    for (const piece of ['42 ', '{', '\\boxed{42}']) {
      for (const verdict of await verdictsOf(dataSource, ofLength(piece, 10_000_000), '42')) {
        expect(verdict).toMatchObject({
          correct: false,
          score: 0,
          why: expect.stringMatching(/longer than \d+ characters/),
        });
      }
    }
  });

  test('an answer as long as is still read ends in a verdict, whatever it is made of', async () => {
    for (const piece of PIECES) {
      for (const length of [MAX_REPORTED, MAX_REWARDED]) {
        const answer = ofLength(piece, length);
        for (const verdict of await verdictsOf(dataSource, answer, '42')) {
          expect(verdict.extracted.length).toBeLessThanOrEqual(200);
          expect(verdict.why.length).toBeLessThan(2_000);
        }
      }
    }
  });

  test('so does a truth as long as that', async () => {
    for (const piece of PIECES) expect(await verdictsOf(dataSource, '42', ofLength(piece, 20_000))).not.toHaveLength(0);
  });
});
