/** The engine `diagrams`: what is made of boxes, lists, steps and arrows once they are read. */
import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../src/experts/engines/diagrams/containers/write.js';
import { assignmentIn, comparisonIn, sentenceIn } from '../../../src/experts/engines/diagrams/flow/statements.js';
import { programOf } from '../../../src/experts/engines/diagrams/flow/write.js';
import { lettersIn, machineOf } from '../../../src/experts/engines/diagrams/machines/write.js';
import { WALKS } from '../../../src/experts/engines/diagrams/trees/walks.js';
import { explainList } from '../../../src/experts/engines/diagrams/trees/write.js';
import { STEPS, STUB, TREES } from './support/diagrams.js';

describe('containers', () => {
  const row = (text: string) => {
    const [value = '', held = ''] = text.split(':');
    const numbers = held.split(' ').filter((each) => each !== '');
    const number = (each: string) => (/^\d+$/.test(each) ? Number(each) : undefined);
    return { isPut: value !== '', value: number(value), held: numbers.map(number) };
  };

  test.each([
    ['5:5 | 2:5 2 | 8:5 2 8 | :5 2', 'in at the end, the last out'],
    ['5:5 | 2:2 5 | 8:2 5 8 | :2 5 | 1:1 2 5', 'kept rising, the last out'],
    ['5:5 | 9:9 5 | 8:8 9 5 | :8 9', 'in at the front, the last out'],
    ['5:5 | 9:5 9 | 8:5 9 8 | :5 8', 'in at the end, the largest out'],
    // One number of a label and two of boxes could not be read, one was misread.
    ['?:5 | 9:9 5 | 8:8 9 ? | :8 9 | 4:4 8 ? | 7:7 4 8 2', 'in at the front, the last out'],
    [
      '5:5 | 2:5 2 | 8:5 2 8 | 1:2 8 1 | :2 8 | 6:2 8 6',
      'in at the end, the last out, 3 at most, the oldest falls out',
    ],
  ])('%s is %s', (text, rule) => {
    expect(explain(text.split('|').map((each) => row(each.trim())), STUB)).toMatchObject({ kind: 'written', rule }); // prettier-ignore
  });

  test('what none of them does, and what does not fit together, is left alone', () => {
    for (const text of ['5:5 | 2:7 1', '5:5 | 2:5 2 3 4', '5:5 | 2:9 9 | 8:1 1 1'])
      expect(explain(text.split('|').map((each) => row(each.trim())), STUB)).toMatchObject({ kind: 'cannot' }); // prettier-ignore
  });
});

test('a walk is found from a list of which a number was misread; lists of no walk are left alone', () => {
  const [whole] = TREES;
  const values = ['', '1', '2', '3', '4', '5', '6', '7'];
  for (const walk of WALKS) {
    const list = walk.list(whole!).map(String);
    const found = explainList(whole!, values, list.length > 4 ? ['9', ...list.slice(1)] : list, STUB);
    expect(found).toMatchObject({ kind: 'written', rule: walk.name });
  }
  expect(explainList(whole!, values, ['7', '1', '6', '2', '5', '3', '4'], STUB)).toMatchObject({ kind: 'cannot' });
});

describe('flow charts', () => {
  test.each([
    ['start with n', { kind: 'start', variable: 'n' }],
    ['Return k', { kind: 'return', python: 'k' }],
    ['n even', { kind: 'decide', python: 'n % 2 == 0' }],
    ['is k odd?', { kind: 'decide', python: 'k % 2 == 1' }],
    ['k = k + 1', undefined],
  ])('%j', (text, statement) => {
    expect(sentenceIn(text)).toEqual(statement);
  });

  test('formulas by their terms', () => {
    const term = (text: string, operator = '+', comparison?: string) => ({ text, operator, comparison });
    expect(assignmentIn([term('k'), term(''), term('3')])).toEqual({ kind: 'set', python: 'k = 3' });
    expect(assignmentIn([term('n'), term(''), term('n'), term('', '//'), term('2')])).toEqual({
      kind: 'set',
      python: 'n = n // 2',
    });
    expect(comparisonIn([term('n'), term('', '+', '<'), term('40')])).toEqual({ kind: 'decide', python: 'n < 40' });
    expect(assignmentIn([term('k'), term(''), term('')])).toBeUndefined();
    expect(comparisonIn([term('n'), term(''), term('4')])).toBeUndefined();
  });

  test('what leads nowhere, starts nowhere or gives nothing is no program', () => {
    expect(programOf(STEPS, STUB, 0.9)).toMatchObject({ kind: 'written' });
    expect(programOf(STEPS.slice(1), STUB, 0.9)).toMatchObject({ kind: 'cannot' });
    expect(programOf(STEPS.slice(0, 5), STUB, 0.9)).toMatchObject({ kind: 'cannot' });
    expect(programOf(STEPS.with(4, { statement: { kind: 'set', python: 'k = 1' }, to: [] }), STUB, 0.9)).toMatchObject({
      kind: 'cannot',
    });
  });
});

describe('state machines', () => {
  const print = (text: string) => ({ text, confidence: 0.9 });

  test('labels that say the same, too many arrows and none are left alone', () => {
    const arrow = (to: number, text: string) => ({ from: 0, to, print: print(text) });
    for (const arrows of [[arrow(0, 'a'), arrow(1, 'a')], [arrow(0, 'a'), arrow(1, 'b'), arrow(1, '')], []])
      expect(machineOf({ start: 0, accepting: [true], arrows }, ['a', 'b'], STUB)).toMatchObject({ kind: 'cannot' });
  });

  test('the question says what the letters are', () => {
    expect(lettersIn('Words are made of 0 and 1.')).toEqual(['0', '1']);
    expect(lettersIn('It accepts words.')).toEqual(['a', 'b']);
  });
});
