/** The suite `geometry`: its items, and their truths measured in the figures that are drawn to scale. */
import { describe, expect, test } from '@jest/globals';
import { deduce, stepsTo } from '../../src/domain/geometry/deduce.js';
import { divide, multiply, quantity, squareRoot, toLatex, toNumber } from '../../src/domain/geometry/quantity.js';
import { relationsOf } from '../../src/domain/geometry/theorems.js';
import { measureOf, type Figure } from '../../src/datasets/geometry/figure.js';
import { parallelFigure, rightFigure, triangleFigure } from '../../src/datasets/geometry/figures.js';
import { circleFigure, similarFigure } from '../../src/datasets/geometry/round-figures.js';
import { draftGeometry, GEOMETRY_FAMILIES } from '../../src/datasets/geometry/suite.js';
import { renderPng } from '../../src/datasets/raster.js';
import { seededRandom, type Random } from '../../src/domain/random.js';

const FIGURES: Readonly<Record<string, (random: Random) => Figure>> = {
  triangle: triangleFigure,
  right: rightFigure,
  parallel: parallelFigure,
  circle: circleFigure,
  similar: similarFigure,
};

describe('quantities', () => {
  test('have one form', () => {
    expect(quantity(6, 4, 12)).toEqual({ num: 3, den: 1, root: 3 });
    expect(quantity(3, -6, 1)).toEqual({ num: -1, den: 2, root: 1 });
    expect(quantity(5, 3, 0)).toEqual({ num: 0, den: 1, root: 1 });
    expect([quantity(1, 0), quantity(1, 1, -2), quantity(1e13)]).toEqual([undefined, undefined, undefined]);
  });

  test('are multiplied, divided and rooted exactly', () => {
    const [a, b] = [quantity(2, 3, 6)!, quantity(1, 5, 3)!];
    expect(toNumber(multiply(a, b)!)).toBeCloseTo(toNumber(a) * toNumber(b), 12);
    expect(toNumber(divide(a, b)!)).toBeCloseTo(toNumber(a) / toNumber(b), 12);
    expect(squareRoot(quantity(9, 8)!)).toEqual({ num: 3, den: 4, root: 2 });
    expect(squareRoot(a)).toBeUndefined();
  });

  test.each([
    [quantity(12)!, '12'],
    [quantity(15, 4)!, '\\frac{15}{4}'],
    [quantity(1, 1, 50)!, '5\\sqrt{2}'],
    [quantity(1, 2, 3)!, '\\frac{\\sqrt{3}}{2}'],
  ])('%j is written %s', (value, text) => {
    expect(toLatex(value)).toBe(text);
  });
});

describe('deduction', () => {
  test('chains theorems, and counts those that a value rests on', () => {
    const known = deduce(
      new Map([
        ['AD', quantity(9)!],
        ['CD', quantity(12)!],
        ['AB', quantity(25)!],
      ]),
      [
        ...relationsOf({ kind: 'on-side', point: 'D', ends: ['A', 'B'], apex: 'C' }),
        ...relationsOf({ kind: 'right', points: ['B', 'D', 'C'] }),
      ],
    );
    expect(known.get('BC')).toMatchObject({ value: { num: 20, den: 1, root: 1 }, depth: 2, why: 'Pythagoras' });
    expect(stepsTo('BC', known)).toBe(2);
    expect(known.has('AC')).toBe(false);
  });

  test('contradictions and what is not determined give nothing', () => {
    const triangle = relationsOf({ kind: 'triangle', points: ['A', 'B', 'C'] });
    expect(deduce(new Map([['<BAC', quantity(50)!]]), triangle).size).toBe(1);
    expect(
      deduce(
        new Map([
          ['<BAC', quantity(120)!],
          ['<ABC', quantity(70)!],
        ]),
        triangle,
      ).has('<ACB'),
    ).toBe(false);
  });
});

describe.each(Object.entries(FIGURES))('%s', (name, figureOf) => {
  const drafts = Array.from({ length: 150 }, (_, index) =>
    draftGeometry(figureOf, seededRandom('geometry-test', name, index)),
  );

  test('all that is given, and what is asked, is so in the figure', () => {
    for (const { figure, asked, value } of drafts) {
      for (const [measured, quantityOf] of [...figure.given, [asked, value] as const]) {
        const size = measureOf(measured, figure.points);
        expect(Math.abs(size - toNumber(quantityOf))).toBeLessThan(1e-6 * Math.max(1, toNumber(quantityOf)));
      }
    }
  });

  test('answers take one to several steps, and no answer makes up more than 60 %', () => {
    const counts = new Map<string, number>();
    for (const { value } of drafts) counts.set(toLatex(value), (counts.get(toLatex(value)) ?? 0) + 1);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(90);
    const steps = new Set(drafts.map((draft) => draft.steps));
    expect(steps.has(1) || steps.has(2)).toBe(true);
    expect(steps.size).toBeGreaterThan(1);
  });
});

describe('items', () => {
  test.each(GEOMETRY_FAMILIES.map((family) => [family.name, family] as const))(
    '%s: wordings are clean and differ',
    (_, family) => {
      for (let index = 0; index < 80; index++) {
        const { wordings, truth, difficulty } = family.generate(seededRandom('geometry-items', index));
        expect(new Set(wordings).size).toBe(8);
        for (const wording of wordings) {
          expect(wording).not.toMatch(/undefined|NaN|Infinity|null|\[object| {2}|^\s|\s$/);
          // The given measures stand in the words or in the figure, never in both.
          expect(/\d/.test(wording)).toBe(difficulty['measures'] === 'in words');
        }
        expect(truth).toMatch(/^(\d+(\.\d+)?|(\d*\\sqrt\{\d+\})|\\frac\{(\d+|\d*\\sqrt\{\d+\})\}\{\d+\})$/);
      }
    },
  );

  test('measures in the figure are drawn, and nothing leaves the picture', () => {
    for (const family of GEOMETRY_FAMILIES) {
      for (let index = 0; index < 30; index++) {
        const draft = family.generate(seededRandom('geometry-draw', index));
        if (!('svg' in draft)) throw new Error('no picture');
        const texts = [...draft.svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)"[^>]*>([^<]+)</g)];
        for (const [, x, y] of texts) {
          expect(Number(x)).toBeGreaterThan(4);
          expect(Number(x)).toBeLessThan(draft.width - 4);
          expect(Number(y)).toBeGreaterThan(4);
          expect(Number(y)).toBeLessThan(draft.height);
        }
        const numbers = texts.filter(([, , , text]) => /\d/.test(text!));
        expect(numbers.length > 0).toBe(draft.difficulty['measures'] === 'in the figure');
      }
    }
    const [family] = GEOMETRY_FAMILIES;
    const draft = family!.generate(seededRandom('geometry-draw', 0));
    expect('svg' in draft && renderPng(draft.svg).length).toBeGreaterThan(1000);
  });
});
