/** Needs of later steps: cycles by their own steps only, each once, and steps that only have to be moved. */
import { expect, test } from '@jest/globals';
import { faultsOfOrder } from '../../src/skills/step-order.js';

/** `a: b c` for a step a that needs b and c. */
function told(...lines: readonly string[]): readonly string[] {
  const steps = lines.map((line) => {
    const [id = '', ...needs] = line.split(/:? +/);
    return { id, needs };
  });
  return faultsOfOrder(steps).map(({ index, at, message }) => `${index}.${at} ${message.split(',')[0] ?? ''}`);
}

test.each<[string, readonly string[], readonly string[]]>([
  ['no fault', ['a', 'b: a', 'c: a b'], []],
  ['itself', ['a: a'], ['0.0 closes the cycle a -> a']],
  ['a step that is too late', ['a: b', 'b'], ['0.0 names the later step "b"']],
  ['a cycle of three, once', ['a: b', 'b: c', 'c: a'], ['1.0 closes the cycle b -> c -> a -> b']],
  [
    'a cycle, and a late step beside it',
    ['a: d b', 'b: a', 'd'],
    ['0.0 names the later step "d"', '0.1 closes the cycle a -> b -> a'],
  ],
  [
    'what leads into a cycle is none',
    ['s: a', 'a: b', 'b: a'],
    ['0.0 names the later step "a"', '1.0 closes the cycle a -> b -> a'],
  ],
  [
    'two cycles with a step in common',
    ['a: b c', 'b: a', 'c: a'],
    ['0.0 closes the cycle a -> b -> a', '0.1 closes the cycle a -> c -> a'],
  ],
  ['the same need twice', ['a', 'b: a a'], []],
])('%s', (_, lines, expected) => {
  expect(told(...lines)).toEqual(expected);
});
