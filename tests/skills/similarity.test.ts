import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { indexDescriptions, similarities } from '../../src/skills/similarity.js';

const CARDS = [
  'Counts the points where two coloured lines cross. Line_Intersection_Counting',
  'Says whether two circles touch or overlap.',
  'Counts the rows and columns of a grid or table.',
];

/** Which card fits best, or -1. */
function best(text: string): number {
  const scores = similarities(indexDescriptions(CARDS), text);
  const highest = Math.max(...scores);
  return highest === 0 ? -1 : scores.indexOf(highest);
}

describe('similarity', () => {
  test.each([
    ['How many rows does this table have?', 2],
    ['Do the circles overlap?', 1],
    ['Is the circle touching the other one, or do they overlap?', 1],
    ['How often does the red line cross the blue LINE?', 0],
    ['intersection-counting', 0],
    ['Good morning', -1],
    ['', -1],
    ['classroom', -1],
  ])('%s', (text, card) => {
    expect(best(text)).toBe(card);
  });

  test('a card is most like itself, and words that stand in all cards say nothing', () => {
    const scores = similarities(indexDescriptions(['the cat', 'the dog']), 'the the the');
    expect(scores).toEqual([0, 0]);
    for (const [index, card] of CARDS.entries()) {
      expect(similarities(indexDescriptions(CARDS), card)[index]).toBeCloseTo(1);
    }
  });

  test('of any texts it is a number from 0 to 1, and the same each time', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(texts, fc.string({ unit: 'binary', maxLength: 100 }), (cards, text) => {
        const scores = similarities(indexDescriptions(cards), text);
        expect(scores).toHaveLength(cards.length);
        for (const score of scores) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(similarities(indexDescriptions(cards), text)).toEqual(scores);
      }),
    );
  });
});
