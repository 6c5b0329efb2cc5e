import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { advantages, signChanges, signOf } from '../../src/domain/advantage.js';

const rewards = fc.array(
  fc.integer({ min: -40, max: 40 }).map((tenths) => tenths / 10),
  { minLength: 1, maxLength: 16 },
);

describe('advantages', () => {
  test.each([
    ['one right of eight', [1, 0, 0, 0, 0, 0, 0, 0], 'group', [2.4749, -0.3536]],
    ['two right of eight', [1, 0, 0, 0, 0, 0, 0, 1], 'group', [1.6202, -0.5401]],
    ['one right of four, against the others', [1, 0, 0, 0], 'leave-one-out', [1, -1 / 3]],
    ['all the same', [0.1 + 0.2, 0.3, 0.3], 'group', [0, 0]],
    ['all the same, against the others', [-1, -1], 'leave-one-out', [0, 0]],
    ['one alone', [5], 'group', [0]],
    ['one alone, against the others', [5], 'leave-one-out', [0]],
  ] as const)('%s', (_, given, kind, first) => {
    const found = advantages(given, kind);
    expect(found).toHaveLength(given.length);
    for (const [index, value] of first.entries()) expect(found[index]).toBeCloseTo(value, 3);
  });

  test('sum to nothing, have a deviation of one, and do not care for shift and scale', () => {
    fc.assert(
      fc.property(rewards, fc.integer({ min: -5, max: 5 }), fc.integer({ min: 1, max: 9 }), (given, shift, scale) => {
        const found = advantages(given, 'group');
        expect(found.reduce((all, each) => all + each, 0)).toBeCloseTo(0, 6);
        const square = found.reduce((all, each) => all + each ** 2, 0);
        if (square > 0) expect(square / (given.length - 1)).toBeCloseTo(1, 3);
        const moved = advantages(
          given.map((each) => each * scale + shift),
          'group',
        );
        for (const [index, each] of moved.entries()) expect(each).toBeCloseTo(found[index] ?? NaN, 3);
      }),
    );
  });

  test('of either kind have the sign of the reward less the mean', () => {
    fc.assert(
      fc.property(rewards, (given) => {
        const signs = (kind: 'group' | 'leave-one-out') => advantages(given, kind).map(signOf);
        expect(signs('group')).toEqual(signs('leave-one-out'));
      }),
    );
  });
});

describe('changes of sign', () => {
  test.each([
    ['nothing changes', [1, 0], [2, -1], []],
    [
      'the two change places',
      [1, 0],
      [0, 1],
      [
        [0, 1, -1],
        [1, -1, 1],
      ],
    ],
    [
      'the spread is gone',
      [1, 0],
      [1, 1],
      [
        [0, 1, 0],
        [1, -1, 0],
      ],
    ],
    ['one that was above the mean is below it', [1, 1, 0], [1, 0.4, 0.4], [[1, 1, -1]]],
  ])('%s', (_, before, after, expected) => {
    expect(signChanges(before, after).map((change) => [change.member, change.before, change.after])).toEqual(expected);
  });

  test('are none under the same rewards', () => {
    fc.assert(fc.property(rewards, (given) => expect(signChanges(given, given)).toEqual([])));
  });
});
