/** A registry that is another one from group to group: the same for all members, bounded, and untouched where nothing is varied. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isFaultInjected, varyCards, varyPairs } from '../../src/learning/vary.js';
import { card, pools } from './fixtures.js';

const key = (task: string) => ({ run: 'r', step: 1, task });
const PAIRS = ['A@@S', 'B@@S', 'C@@S', 'A@@T', 'B@@T'];

test('nothing is varied with a share of 0', () => {
  const cards = PAIRS.map((pair) => card({ pair }));
  expect(varyPairs(PAIRS, 0, key('t'))).toEqual(PAIRS);
  expect(varyCards(cards, 0, key('t'))).toEqual(cards);
});

test('a group is offered at least two pairs, the same whatever their order, and other groups are offered others', () => {
  const offers = Array.from({ length: 40 }, (_, index) => varyPairs(PAIRS, 1, key(`t${index}`)));
  for (const [index, offer] of offers.entries()) {
    expect([...varyPairs([...PAIRS].reverse(), 1, key(`t${index}`))].sort()).toEqual([...offer].sort());
    expect(new Set(offer).size).toBe(offer.length);
  }
  const sizes = offers.map((offer) => offer.length);
  expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([2, PAIRS.length]);
  expect(new Set(offers.flat()).size).toBe(PAIRS.length);
  expect(varyPairs(['A@@S'], 1, key('t'))).toEqual(['A@@S']);
  // A share of 0.2 leaves out one of five at most.
  expect(Math.min(...offers.map((_, index) => varyPairs(PAIRS, 0.2, key(`t${index}`)).length))).toBe(4);
});

test('cards keep which pair they are of and what it takes; words, prices and times are others, within bounds', () => {
  fc.assert(
    fc.property(pools, fc.string(), (cards, task) => {
      const varied = varyCards(cards, 1, key(task));
      expect(varied).toEqual(varyCards(cards, 1, key(task)));
      for (const [index, before] of cards.entries()) {
        const after = varied[index]!;
        expect(after).toMatchObject({
          pair: before.pair,
          model: before.model,
          skill: before.skill,
          inputs: before.inputs,
        });
        expect([after.needsImage, after.modalities]).toEqual([before.needsImage, before.modalities]);
        const [least, most] = before.costUsd === 0 ? [0, 0.1] : [before.costUsd / 10.01, before.costUsd * 10.01];
        expect(after.costUsd).toBeGreaterThanOrEqual(least);
        expect(after.costUsd).toBeLessThanOrEqual(most);
        expect(after.latencyMs).toBeGreaterThan(0);
        expect(after.keywords.length).toBe(before.keywords.length === 0 ? 0 : after.keywords.length);
      }
    }),
    { numRuns: 100, seed: 1 },
  );
});

test('the price of a model is the same in all of its pairs', () => {
  const [one, other] = varyCards([card({ pair: 'A@@S' }), card({ pair: 'A@@T' })], 1, key('t'));
  expect([one?.costUsd, one?.latencyMs]).toEqual([other?.costUsd, other?.latencyMs]);
});

test('so many calls fail as were asked for, each member by its own chance', () => {
  const training = (member: number, faults: number) => ({
    ...{ run: 'r', step: 0, member, exploration: 0, vary: { pairs: 0, cards: 0, faults } },
  });
  const share = (faults: number): number => {
    const all = Array.from({ length: 2_000 }, (_, index) =>
      isFaultInjected(training(index % 8, faults), `t${index}`, 1, 'A@@S'),
    );
    return all.filter(Boolean).length / all.length;
  };
  expect(share(0)).toBe(0);
  expect(share(0.2)).toBeGreaterThan(0.16);
  expect(share(0.2)).toBeLessThan(0.24);
  expect(isFaultInjected({ run: 'r', step: 0, member: 0, exploration: 0 }, 't', 1, 'A@@S')).toBe(false);
});
