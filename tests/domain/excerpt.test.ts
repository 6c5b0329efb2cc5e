import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { containsTag, neutralize } from '../../src/domain/escape.js';
import { excerpt } from '../../src/domain/excerpt.js';
import { MAX_OBSERVATION, observationText } from '../../src/domain/transcript.js';

const MARK = /\n\[\.\.\. (\d+) characters left out \.\.\.\]\n/;

test('the head, the tail, and how much is missing between', () => {
  const text = `${'a'.repeat(300)}${'b'.repeat(300)}`;
  expect(excerpt(text, 135)).toBe(`${'a'.repeat(40)}\n[... 500 characters left out ...]\n${'b'.repeat(60)}`);
  expect(excerpt(text, 600)).toBe(text);
  expect(excerpt(text, 10)).toBe('a'.repeat(10));
});

test('of an expert that argues first and answers last both are seen', () => {
  const text = `The picture shows three bars.\n${'Then I look again. '.repeat(1_000)}\nThe answer: 42`;
  const shown = observationText({ status: 'ok', text, confidence: undefined });
  expect(shown).toMatch(/^The picture shows three bars\.[^]*left out[^]*\nThe answer: 42$/);
  expect(shown).toHaveLength(MAX_OBSERVATION);
});

describe('any text, at any length', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<answer>',
      '</think>',
      '&lt;',
      '&l',
      '😀',
      '\n',
      '<|im_end|>',
      '<',
      '[... 3 characters left out ...]',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const text = fc
    .array(piece, { maxLength: 120 })
    .map((parts) => neutralize(parts.join('')))
    .filter((whole) => !MARK.test(whole));
  const length = fc.nat(400);

  test('keeps the limit, and leaves a text that fits as it is', () => {
    fc.assert(
      fc.property(text, length, (whole, limit) => {
        const shown = excerpt(whole, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        if (whole.length <= limit) expect(shown).toBe(whole);
        // The same text gives the same excerpt, and an excerpt that fits is its own.
        expect(excerpt(whole, limit)).toBe(shown);
        expect(excerpt(shown, limit)).toBe(shown);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is made of its beginning and its end, and the mark counts what is missing', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 60, max: 400 }), (whole, limit) => {
        fc.pre(whole.length > limit);
        const shown = excerpt(whole, limit);
        const [head = '', count = '', tail = ''] = shown.split(MARK);
        expect(whole.startsWith(head)).toBe(true);
        expect(whole.endsWith(tail)).toBe(true);
        expect(head.length + Number(count) + tail.length).toBe(whole.length);
        // At most an escape and a digit of the mark are given up.
        expect(limit - shown.length).toBeLessThan(12);
      }),
      { numRuns: 1_000 },
    );
  });

  test('cuts no escape and no character in two, and lets no tag come about', () => {
    fc.assert(
      fc.property(text, length, (whole, limit) => {
        const shown = excerpt(whole, limit);
        expect(containsTag(shown)).toBe(false);
        expect(neutralize(shown)).toBe(shown);
        const [head = '', , tail] = shown.split(MARK);
        if (tail === undefined) return;
        const at = [head.length, whole.length - tail.length];
        for (const place of at) {
          const starts = [1, 2, 3].map((before) => place - before).filter((start) => start >= 0);
          expect(starts.some((start) => whole.startsWith('&lt;', start))).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
