import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { grade } from '../../src/grading/grade.js';

function isRight(dataSource: string, answer: string, ...groundTruth: string[]): boolean | undefined {
  return grade({ dataSource, family: '', answer, groundTruth })?.correct;
}

describe('arith', () => {
  test.each<[answer: string, truth: string, right: boolean]>([
    ['42', '42', true],
    [' 42. ', '42', true],
    ['-5', '-5', true],
    ['−5', '-5', true],
    ['5', '-5', false],
    ['.5', '0.5', true],
    ['0.50', '1/2', true],
    ['1/3', '1/3', true],
    ['0.33', '1/3', false],
    ['1 1/2', '1.5', true],
    ['1,234', '1234', true],
    ['1,234.5', '1234.5', true],
    ['12,34', '1234', false],
    ['12.5 km', '12.5', true],
    ['12.5km/h', '12.5', true],
    ['x = 7', '7', true],
    ['x=7', '7', true],
    ['The answer is 7.', '7', true],
    ['3 + 4 = 7', '7', true],
    ['3 + 4 = 8', '7', false],
    ['so it is 3 or 4', '4', false],
    ['2, 3', '3, 2', true],
    ['x = 2 or x = 3', '2, 3', true],
    ['2', '2, 3', false],
    ['{7}', '7', true],
    ['\\boxed{7}', '7', true],
    ['first {6} then {7}', '7', true],
    ['seven', '7', true],
    ['', '7', false],
    ['NaN', '7', false],
    ['Infinity', '7', false],
    ['1e3', '1000', true],
    ['7'.repeat(3_000), '7', false],
  ])('%j against %j: %s', (answer, truth, right) => expect(isRight('arith', answer, truth)).toBe(right));
});

describe('blindtest', () => {
  test.each<[answer: string, truth: string, right: boolean]>([
    ['{2}', '2', true],
    ['2', '2', true],
    ['two', '2', true],
    ['There are 2 crossings', '2', true],
    ['15', '5', false],
    ['I see 3, no, {2}', '2', true],
    ['2.5', '5', false],
    ['Yes', 'Yes', true],
    ['yes, they touch', 'Yes', true],
    ['{No}', 'No', true],
    ['not known', 'No', false],
    ['yesterday', 'Yes', false],
    ['No', 'Yes', false],
    ['rows={5} columns={6}', '5,6', true],
    ['{5} {6}', '5,6', true],
    ['(5, 6)', '5,6', true],
    ['5 rows and 6 columns', '5,6', true],
    ['{6} {5}', '5,6', false],
    ['5', '5,6', false],
    ['5, 6, 7', '5,6', false],
    ['rows={5} columns={6}', 'rows={5} columns={6}', true],
    ['5 by 6', '(5, 6)', true],
    ['6 by 5', 'rows={5} columns={6}', false],
    ['g', 'g', true],
    ['{G}', 'g', true],
    ['"g"', 'g', true],
    ['The letter is g.', 'g', true],
    ['I think it is a g or an h', 'g', false],
    ['a', 'g', false],
    ['', 'g', false],
    ['', '2', false],
  ])('%j against %j: %s', (answer, truth, right) => expect(isRight('blindtest', answer, truth)).toBe(right));
});

describe('exact', () => {
  test.each<[answer: string, truth: string, right: boolean]>([
    ['Go-Jek', 'go-jek', true],
    ['  Go‑Jek. ', 'Go-Jek', true],
    ['o', 'Go-Jek', false],
    ['It is Go-Jek', 'Go-Jek', false],
    ['1,234', '1234', true],
    ['42%', '42', false],
    ['-5', '5', false],
    ['Ｐａｒｉｓ', 'Paris', true],
    ['two\nlines', 'two lines', true],
    ['...', '', false],
  ])('%j against %j: %s', (answer, truth, right) => expect(isRight('exact', answer, truth)).toBe(right));

  test('any of several truths is right', () => expect(isRight('exact', 'b', 'a', 'b')).toBe(true));
});

test('without a ground truth nothing is said', () => expect(isRight('exact', 'x')).toBeUndefined());

test('a source without a rule is compared exactly, and the verdict says so', () => {
  const verdict = grade({ dataSource: 'my-data', family: '', answer: 'x', groundTruth: ['x'] });
  expect(verdict).toMatchObject({ correct: true, rule: 'exact' });
  expect(verdict?.why).toContain('no rule for data source "my-data"');
});

const SOURCES = ['exact', 'arith', 'blindtest'];

test('no rule ever throws, on any string', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SOURCES), fc.string({ unit: 'binary' }), fc.string(), (source, answer, truth) => {
      expect(typeof isRight(source, answer, truth)).toBe('boolean');
    }),
  );
});

test('the truth itself is right, and white space around it changes nothing', () => {
  const truths: Record<string, fc.Arbitrary<string>> = {
    exact: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
    arith: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((value) => value.toFixed(3)),
    blindtest: fc.oneof(
      fc.nat(99).map(String),
      fc.constantFrom('Yes', 'No', 'g', 'Q'),
      fc.tuple(fc.nat(20), fc.nat(20)).map((pair) => pair.join(',')),
    ),
  };
  for (const source of SOURCES) {
    fc.assert(
      fc.property(truths[source] ?? fc.constant('x'), (truth) => {
        expect(isRight(source, truth, truth)).toBe(true);
        expect(isRight(source, `  ${truth}\n`, truth)).toBe(true);
      }),
    );
  }
});

test('no proper prefix of a text truth is right', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{2,12}$/), fc.nat(), (truth, cut) => {
      expect(isRight('exact', truth.slice(0, 1 + (cut % (truth.length - 1))), truth)).toBe(false);
    }),
  );
});

test('appending another candidate never helps', () => {
  fc.assert(
    fc.property(fc.nat(999), fc.nat(999), (truth, other) => {
      fc.pre(truth !== other);
      expect(isRight('arith', `${other} or ${truth}`, String(truth))).toBe(false);
      expect(isRight('exact', `${other} ${truth}`, String(truth))).toBe(false);
    }),
  );
});
