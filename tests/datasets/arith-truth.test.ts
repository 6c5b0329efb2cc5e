/** The answers of `arith` are found again from the text alone, by mathjs or by a second calculation. */
import { describe, expect, test } from '@jest/globals';
import { all, create } from 'mathjs';
import { seededRandom, type Random } from '../../src/domain/random.js';
import { generateEquation } from '../../src/datasets/arith/equations.js';
import { generateExpression } from '../../src/datasets/arith/expressions.js';
import { decimal, rational, toDecimal, truthOf } from '../../src/datasets/arith/rational.js';
import { generateUnits } from '../../src/datasets/arith/units.js';
import { generateWordProblem } from '../../src/datasets/arith/word-problems.js';
import type { Draft } from '../../src/datasets/draft.js';

const math = create(all!);

/** Drafts by template, each with its first wording and its truth as a number. */
function drawn(
  generate: (random: Random) => Draft,
  count: number,
): { template: string; text: string; truth: number }[] {
  return Array.from({ length: count }, (_, index) => {
    const draft = generate(seededRandom('arith-truth', index));
    const truths = typeof draft.truth === 'string' ? [draft.truth] : draft.truth;
    const values = truths.map((truth) => Number(math.evaluate(truth)));
    for (const value of values) expect(value).toBeCloseTo(values[0]!, 12);
    return { template: String(draft.difficulty['template']), text: draft.wordings[0]!, truth: values[0]! };
  });
}

const numbers = (text: string): number[] => (text.match(/\d+(\.\d+)?/g) ?? []).map(Number);

test('expressions have the value that mathjs finds', () => {
  for (const { template, text, truth } of drawn(generateExpression, 300)) {
    const [first = 0, second = 0] = numbers(text);
    const value = ((): number => {
      if (template === 'percentage') return (first / 100) * second;
      if (template === 'divisors') return text.includes('greatest') ? math.gcd(first, second) : math.lcm(first, second);
      if (template === 'remainder') return math.mod(first, second);
      return Number(math.evaluate(/^What is (.*)\?$/.exec(text)![1]!));
    })();
    expect({ text, truth }).toEqual({ text, truth: expect.closeTo(value, 9) });
  }
});

test('answers satisfy their equations', () => {
  for (const { template, text, truth } of drawn(generateEquation, 400)) {
    if (template === 'system') {
      const [, first, second, asked] = /system (.*) and (.*)\. What is (\w)/.exec(text)!;
      const solutions = [...solveLinear(first!, second!)];
      expect(solutions[asked === 'x' ? 0 : 1]).toBeCloseTo(truth, 9);
    } else if (template === 'quadratic') {
      const [, asked, equation] = /the (larger|smaller) solution of (.*)\?/.exec(text)!;
      const letter = /[a-z]/.exec(equation!)![0];
      expect(residual(equation!, letter, truth)).toBeCloseTo(0, 9);
      const further = asked === 'larger' ? truth + 1e-3 : truth - 1e-3;
      // Outside the roots the parabola, which opens upwards, is positive.
      expect(residual(equation!, letter, further)).toBeGreaterThan(0);
    } else if (template === 'backwards') {
      const [factor, shift] = numbers(text);
      expect(truth * factor! + shift!).toBe(Number(/result is (-?\d+)/.exec(text)![1]));
    } else {
      const [, letter, equation] = /^Solve for (\w): (.*)$/.exec(text)!;
      expect(residual(equation!, letter!, truth)).toBeCloseTo(0, 9);
    }
  }
});

test('conversions agree with the units of mathjs', () => {
  const names: Record<string, string> = {
    t: 'tonne',
    ha: 'hectare',
    d: 'day',
    min: 'minute',
    '°C': 'degC',
    '°F': 'degF',
  };
  const unitName = (symbol: string): string => names[symbol] ?? symbol;
  for (const { template, text, truth } of drawn(generateUnits, 400)) {
    if (template === 'clock') {
      const [, h1, m1, h2, m2] = /from (\d+):(\d+) to (\d+):(\d+)/.exec(text)!.map(Number);
      expect(truth).toBe(h2! * 60 + m2! - h1! * 60 - m1!);
    } else if (template === 'sum') {
      const [, a, large, b, small] = /is (\d+) (\S+) \+ (\d+) (\S+) in/.exec(text)!;
      const first = math.unit(Number(a), unitName(large!)).toNumber(unitName(small!));
      expect(truth).toBeCloseTo(first + Number(b), 6);
    } else {
      const [, amount, from, to] = /^Convert (\S+) (\S+) to (\S+)\.$/.exec(text)!;
      const value = math.unit(Number(amount), unitName(from!)).toNumber(unitName(to!));
      expect({ text, truth }).toEqual({ text, truth: expect.closeTo(value, 6) });
    }
  }
});

test('word problems are solved again by a second calculation', () => {
  const again: Record<string, (n: number[]) => number> = {
    change: ([pens, pen, books, book, paid]) =>
      (Math.round(paid! * 100) - pens! * Math.round(pen! * 100) - books! * Math.round(book! * 100)) / 100,
    travel: ([far, speed]) => far! / speed!,
    packing: ([total, size]) => [...Array(total! + 1).keys()].find((boxes) => boxes * size! >= total!)!,
    leftover: ([sweets, children]) => sweets! - children! * Math.trunc(sweets! / children!),
    discount: ([price, percent]) => price! - (price! * percent!) / 100,
    share: ([total, first, second]) => (total! / (first! + second!)) * first!,
    average: (scores) => scores.reduce((sum, score) => sum + score) / scores.length,
    pipes: ([fast, slow]) => (fast! * slow!) / (fast! + slow!),
    ages: ([factor, years, sum]) => [...Array(200).keys()].find((age) => age + factor! * age + 2 * years! === sum)!,
    tank: ([capacity, a, b, c, d]) => ((capacity! * a!) / b!) * (1 - c! / d!),
  };
  const seen = new Set<string>();
  for (const { template, text, truth } of drawn(generateWordProblem, 400)) {
    seen.add(template);
    expect({ text, truth }).toEqual({ text, truth: expect.closeTo(again[template]!(numbers(text)), 9) });
  }
  expect([...seen].sort()).toEqual(Object.keys(again).sort());
});

describe('exact fractions', () => {
  test.each([
    [rational(6, -4), ['-1.5', '-3/2']],
    [rational(10, 5), '2'],
    [rational(0, 7), '0'],
    [rational(1, 3), '1/3'],
    [rational(-1, 8), ['-0.125', '-1/8']],
    [rational(5, 100), ['0.05', '1/20']],
  ])('%j is accepted as %j', (value, truth) => {
    expect(truthOf(value)).toEqual(truth);
  });

  test('decimals are read exactly, without rounding', () => {
    expect(decimal('-2.54')).toEqual({ numerator: -127, denominator: 50 });
    expect(toDecimal(decimal('0.30000'))).toBe('0.3');
  });

  test('a denominator of 0 and inexact numbers are refused', () => {
    expect(() => rational(1, 0)).toThrow(RangeError);
    expect(() => rational(2 ** 53, 3)).toThrow(RangeError);
  });
});

/** Left side minus right side. */
function residual(equation: string, letter: string, value: number): number {
  const [left, right] = equation.split('=');
  return Number(math.evaluate(`(${left!}) - (${right!})`, { [letter]: value }));
}

/** Cramer's rule on two equations in x and y, whose coefficients are found by evaluation. */
function solveLinear(first: string, second: string): readonly [number, number] {
  const coefficients = (equation: string): readonly [number, number, number] => {
    const at = (x: number, y: number): number => {
      const [left, right] = equation.split('=');
      return Number(math.evaluate(`(${left!}) - (${right!})`, { x, y }));
    };
    return [at(1, 0) - at(0, 0), at(0, 1) - at(0, 0), -at(0, 0)];
  };
  const [a, b, e] = coefficients(first);
  const [c, d, f] = coefficients(second);
  return [(e * d - b * f) / (a * d - b * c), (a * f - e * c) / (a * d - b * c)];
}
