import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimateTokens } from '../../src/domain/tokens.js';

describe('the estimate of tokens', () => {
  test.each<[string, number]>([
    ['', 0],
    ['one', 1],
    ['one two  three\n\nfour', 6],
    ['internationally', 3],
    ['12345', 5],
    ['a = b', 3],
    ['====', 1],
    ['<answer>', 3],
    ['图中有几个圆', 6],
    ['größe', 1],
    ['👍👍', 4],
    ['5 % of — 3', 5],
  ])('of %j is %i', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  /** Counted once with the tokenizers cl100k_base and o200k_base (package gpt-tokenizer 4.0.0). */
  test.each<[string, number, number]>([
    [
      'You direct a panel of experts. Your part is to see what kind of question it is and to send it to the expert who suits it; solving it is theirs.',
      34,
      34,
    ],
    ['<search>Raster@@Diagram_Reasoning: Look at the picture and give me only the result.</search>', 23, 23],
    ['{"pair":"Tesseract@@OCR","input":"What does the sign say?"}', 17, 18],
  ])('is a little above what real tokenizers count: %s', (text, ...counted) => {
    for (const tokens of counted) {
      expect(estimateTokens(text) / tokens).toBeGreaterThanOrEqual(1);
      expect(estimateTokens(text) / tokens).toBeLessThan(1.5);
    }
  });

  test('never exceeds the characters, and grows with what is added', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, two) => {
        expect(estimateTokens(one)).toBeLessThanOrEqual(one.length);
        expect(estimateTokens(`${one}\n${two}`)).toBeGreaterThanOrEqual(estimateTokens(one));
      }),
    );
  });
});
