/** What must hold of every rule, whatever the answer. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GradeInput } from '../../src/grading/contract.js';
import { GRADED_SOURCES } from '../../src/grading/sources.js';
import { gradingForTests } from './support/table.js';

/** Passes everything, and agrees with everything, so that rules that need tools run to their end. */
const grading = gradingForTests({
  runCode: () => Promise.resolve({ status: 'passed', detail: '' }),
  askJudge: () => Promise.resolve('VERDICT: SAME'),
});

const OPTIONS = ['blue', 'red', 'dark green', 'a dog'];

async function isRight(input: GradeInput): Promise<boolean | null | undefined> {
  return (await grading.by('reward', input))?.correct;
}

/** Sources whose truth is a text, a number or a letter; the rest are of code, of JSON, of patterns, or a judge's. */
const TEXT = [
  'exact',
  'chartqa',
  'chartqa-strict-years',
  'slake',
  'slake-recall',
  'slake-containment',
  'zwz',
  'ocrbench',
  'clevr',
  'anls',
  'math',
];
const NUMBER = [
  'exact',
  'chartqa',
  'tallyqa',
  'arith',
  'blindtest',
  'vlmsareblind',
  'numeric',
  'math',
  'geometry3k',
  'mathvision',
  'clevr',
  'zwz',
  'anls',
  'ocrbench',
];
const CHOICE = [
  'multiple-choice',
  'hrbench-4k',
  'hrbench-8k',
  'vstar',
  'erqa',
  'msearthmcq',
  'microvqa',
  'geometry3k-choice',
  'mathvision',
];

const words = fc.array(fc.stringMatching(/^[a-z]{2,9}$/), { minLength: 1, maxLength: 3 }).map((list) => list.join(' '));
/** Not yes, no, numbers, or what reads as an announcement. */
const text = words.filter(
  (value) =>
    !/\b(?:yes|no|none|answer|option|choice|and|or|pi|sin|cos|tan|ln|log|exp|sqrt|zero|one|two|three|four|five|six|seven|eight|nine|ten)\b/.test(
      value,
    ),
);
const separator = fc.constantFrom(' or ', ', ', ' and ', '; ', '\n', ' / ', ' ', ' | ', '. ', ' (', '\nAnswer: ');

describe('any string', () => {
  const hostile = fc.constantFrom(
    ...[
      '\\boxed{'.repeat(300),
      '{'.repeat(1_000),
      '('.repeat(1_500),
      '$'.repeat(1_999),
      '\\frac'.repeat(300),
      'a'.repeat(1_999),
    ],
    ...[
      '1,'.repeat(900),
      '1 '.repeat(900),
      '```'.repeat(600),
      '9'.repeat(1_999),
      '-'.repeat(1_999),
      '\u0000',
      '\ud800',
      'e'.repeat(99),
    ],
    ...[
      'Answer: '.repeat(200),
      'and '.repeat(400),
      ' '.repeat(1_999),
      '\n'.repeat(1_999),
      '1/'.repeat(900),
      '^{'.repeat(900),
    ],
  );
  const any = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string(), hostile);

  test.each(GRADED_SOURCES)('%s never throws, and says something', async (dataSource) => {
    await fc.assert(
      fc.asyncProperty(any, any, fc.boolean(), async (answer, truth, hasOptions) => {
        const options = hasOptions ? { options: OPTIONS } : {};
        const verdicts = await grading.all({ dataSource, answer, groundTruth: [truth], ...options });
        for (const verdict of Object.values(verdicts ?? {})) {
          expect(verdict.why).not.toBe('');
          expect(verdict.score).toBeGreaterThanOrEqual(0);
          expect(verdict.score).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the truth itself', () => {
  test.each(TEXT)('%s: a text is right, with white space around it', async (dataSource) => {
    await fc.assert(
      fc.asyncProperty(text, async (truth) => {
        expect(await isRight({ dataSource, answer: truth, groundTruth: [truth] })).toBe(true);
        expect(await isRight({ dataSource, answer: `  ${truth.toUpperCase()}\n`, groundTruth: [truth] })).toBe(true);
      }),
    );
  });

  test.each(NUMBER)('%s: a number is right, with white space around it', async (dataSource) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(5_000), async (value) => {
        const truth = String(value);
        expect(await isRight({ dataSource, answer: truth, groundTruth: [truth] })).toBe(true);
        expect(await isRight({ dataSource, answer: `  ${truth}\n`, groundTruth: [truth] })).toBe(true);
      }),
    );
  });

  test.each(CHOICE)('%s: the letter is right', async (dataSource) => {
    for (const letter of ['A', 'B', 'C', 'D']) {
      expect(await isRight({ dataSource, answer: letter, groundTruth: [letter], options: OPTIONS })).toBe(true);
      expect(await isRight({ dataSource, answer: ` ${letter}.\n`, groundTruth: [letter] })).toBe(true);
    }
  });
});

describe('under reward', () => {
  test.each(TEXT)('%s: white space around it and case change no verdict, right or wrong', async (dataSource) => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.boolean(), async (truth, other, isTruth) => {
        const answer = isTruth ? truth : other;
        const plain = await isRight({ dataSource, answer, groundTruth: [truth] });
        const varied = `\n\t ${answer.toUpperCase()}  \n`;
        expect(await isRight({ dataSource, answer: varied, groundTruth: [truth] })).toBe(plain);
        expect(await isRight({ dataSource, answer, groundTruth: [` ${truth.toUpperCase()} `] })).toBe(plain);
      }),
    );
  });

  test.each(TEXT)('%s: no proper prefix and no single letter of a text is right', async (dataSource) => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), async (truth, cut) => {
        const prefix = truth.slice(0, 1 + (cut % (truth.length - 1)));
        const letter = truth.charAt(cut % truth.length);
        fc.pre(prefix.trim() !== truth && letter !== truth);
        expect(await isRight({ dataSource, answer: prefix, groundTruth: [truth] })).toBe(false);
        expect(await isRight({ dataSource, answer: letter, groundTruth: [truth] })).toBe(false);
      }),
    );
  });

  test.each(TEXT)('%s: no wrong text becomes right by putting the truth behind it', async (dataSource) => {
    await fc.assert(
      fc.asyncProperty(text, text, separator, async (truth, wrong, between) => {
        fc.pre(truth !== wrong && !between.includes('Answer'));
        expect(await isRight({ dataSource, answer: wrong + between + truth, groundTruth: [truth] })).toBe(false);
        expect(await isRight({ dataSource, answer: truth + between + wrong, groundTruth: [truth] })).toBe(false);
      }),
    );
  });

  test.each(NUMBER)('%s: no list of numbers is right', async (dataSource) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 11, max: 99 }),
        fc.integer({ min: 11, max: 99 }),
        separator,
        async (truth, other, between) => {
          // Within 5 % either is right for a chart; ` / ` makes a fraction of them, and a line that says so is one answer.
          fc.pre(Math.abs(truth - other) > 10 && !['\nAnswer: ', ' / '].includes(between));
          expect(
            await isRight({ dataSource, answer: `${other}${between}${truth}`, groundTruth: [String(truth)] }),
          ).toBe(false);
          expect(
            await isRight({ dataSource, answer: `${truth}${between}${other}`, groundTruth: [String(truth)] }),
          ).toBe(false);
        },
      ),
    );
  });

  test.each(CHOICE)('%s: no list of options is right when the first is wrong', async (dataSource) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, 2, 3),
        fc.constantFrom(0, 1, 2, 3),
        separator,
        async (right, wrong, between) => {
          fc.pre(right !== wrong && !between.includes('Answer'));
          const groundTruth = ['ABCD'.charAt(right)];
          const byLetter = `${'ABCD'.charAt(wrong)}${between}${'ABCD'.charAt(right)}`;
          const byText = `${OPTIONS[wrong] ?? ''}${between}${OPTIONS[right] ?? ''}`;
          expect(await isRight({ dataSource, answer: byLetter, groundTruth, options: OPTIONS })).toBe(false);
          expect(await isRight({ dataSource, answer: byLetter, groundTruth })).toBe(false);
          expect(await isRight({ dataSource, answer: byText, groundTruth, options: OPTIONS })).toBe(false);
        },
      ),
    );
  });

  test.each([...TEXT, ...NUMBER])(
    '%s: a second, different announcement or box takes the answer back',
    async (dataSource) => {
      if (dataSource === 'arith') return;
      for (const [truth, wrong] of [
        ['42', '77'],
        ['77', '42'],
      ]) {
        const groundTruth = [truth ?? ''];
        expect(
          await isRight({ dataSource, answer: `Answer: ${wrong ?? ''}\nAnswer: ${truth ?? ''}`, groundTruth }),
        ).toBe(false);
        expect(
          await isRight({ dataSource, answer: `\\boxed{${wrong ?? ''}} \\boxed{${truth ?? ''}}`, groundTruth }),
        ).toBe(false);
      }
    },
  );
});
