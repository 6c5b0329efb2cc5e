/** The engine `geometry`: what it takes from words, what theorems give it, and pictures that it reads. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { toLatex, toNumber } from '../../../src/domain/geometry/quantity.js';
import { seededRandom } from '../../../src/domain/random.js';
import type { Figure } from '../../../src/datasets/geometry/figure.js';
import { parallelFigure, rightFigure, triangleFigure } from '../../../src/datasets/geometry/figures.js';
import { circleFigure, similarFigure } from '../../../src/datasets/geometry/round-figures.js';
import { draftGeometry, GEOMETRY_FAMILIES } from '../../../src/datasets/geometry/suite.js';
import { renderPng } from '../../../src/datasets/raster.js';
import { createGeometryEngine } from '../../../src/experts/engines/geometry/engine.js';
import type { Knowledge } from '../../../src/experts/engines/geometry/knowledge.js';
import { readQuantity } from '../../../src/experts/engines/geometry/read-quantity.js';
import { readWords } from '../../../src/experts/engines/geometry/read-words.js';
import { cornersOf, knowledgeOfWords, solveFor } from '../../../src/experts/engines/geometry/solve.js';
import { ask } from './support/ask-engine.js';

const engine = createGeometryEngine();
afterAll(() => engine.close());

const FIGURES = {
  triangle: triangleFigure,
  'right-triangle': rightFigure,
  'parallel-lines': parallelFigure,
  circle: circleFigure,
  'similar-triangles': similarFigure,
};

/** What a perfect eye sees: points in their order on each line, and on the circle. */
function seen({ points, segments, circle, given }: Figure, question: string): Knowledge {
  const words = readWords(question);
  const at = (name: string) => points[name]!;
  const lines = segments.map(([a, b]) => {
    const off = (name: string): number =>
      Math.hypot(at(a).x - at(name).x, at(a).y - at(name).y) +
      Math.hypot(at(b).x - at(name).x, at(b).y - at(name).y) -
      Math.hypot(at(a).x - at(b).x, at(a).y - at(b).y);
    const on = Object.keys(points).filter((name) => off(name) < 1e-9);
    const from = (name: string): number => Math.hypot(at(a).x - at(name).x, at(a).y - at(name).y);
    return on.sort((p, q) => from(p) - from(q));
  });
  const radius = (name: string): number =>
    Math.hypot(at(name).x - at(circle!.centre).x, at(name).y - at(circle!.centre).y);
  const on = circle && Object.keys(points).filter((name) => Math.abs(radius(name) - radius(circle.through)) < 1e-9);
  return {
    lines,
    circles: circle === undefined ? [] : [{ centre: circle.centre, on: on ?? [] }],
    right: [...words.right, ...cornersOf(words.perpendicular, lines)],
    equal: words.equal,
    parallel: words.parallel,
    given,
    places: new Map(Object.entries(points).map(([name, { x, y }]) => [name, { x, y: -y }])),
  };
}

describe.each(Object.entries(FIGURES))('%s', (name, figureOf) => {
  const family = GEOMETRY_FAMILIES.find((each) => each.name === name)!;

  test('whoever sees the figure derives the truth by theorems of this engine', () => {
    for (let index = 0; index < 60; index++) {
      const { figure, asked, value } = draftGeometry(figureOf, seededRandom('seen', name, index));
      const question = `${figure.statements.map(([first]) => first).join(' ')} Find ${asked.startsWith('<') ? `angle ${asked.slice(1)}` : `the length of ${asked}`}.`;
      const text = asked.startsWith('<') ? String(toNumber(value)) : toLatex(value);
      expect([question, solveFor(readWords(question).asked!, seen(figure, question))]).toEqual([
        question,
        expect.objectContaining({ kind: 'answer', text }),
      ]);
    }
  });

  test('from words alone it is never wrong, and mostly right unless the arrangement is only in the figure', () => {
    let [right, all] = [0, 0];
    for (let index = 0; index < 25; index++) {
      const { wordings, truth, difficulty } = family.generate(seededRandom('words', name, index));
      for (const wording of wordings) {
        const words = readWords(wording);
        const solution = solveFor(words.asked!, knowledgeOfWords(words));
        if (solution.kind === 'answer') expect([wording, solution.text]).toEqual([wording, truth]);
        if (difficulty['measures'] !== 'in words') expect(solution.kind).toBe('cannot');
        else all++;
        if (solution.kind === 'answer') right++;
      }
    }
    expect(right / all).toBeGreaterThan(name === 'parallel-lines' ? -1 : 0.8);
  });
});

describe('words', () => {
  test.each([
    ['In triangle ABC, angle BAC is 50 degrees and angle ABC is 60 degrees; find angle ACB.', '70'],
    ['In ΔABC, m∠ABC = 50 and m∠BAC = 60. Find m∠ACB.', '70'],
    ['Triangle PQR is right-angled at Q. PQ = 3 and QR = 4. What is PR?', '5'],
    ['A circle has centre O. PT is tangent to the circle at T. OT = 5, OP = 13. How long is PT?', '12'],
    ['In triangle KLM, KL = KM and angle LKM = 40 degrees. Determine the measure of angle KLM.', '70'],
    ['AB ⊥ CD. D lies on AB. AD = 2, CD = 3. Find AC.', '\\sqrt{13}'],
  ])('%s', (question, answer) => {
    const words = readWords(question.replace('Δ', 'triangle '));
    expect(solveFor(words.asked ?? '', knowledgeOfWords(words))).toMatchObject({ text: answer });
  });

  test.each([
    ['12', { num: 12, den: 1, root: 1 }],
    ['4.5', { num: 9, den: 2, root: 1 }],
    ['√8', { num: 2, den: 1, root: 2 }],
    ['3\\sqrt{5}', { num: 3, den: 1, root: 5 }],
    ['', undefined],
    ['x', undefined],
  ])('the measure %j', (text, value) => {
    expect(readQuantity(text)).toEqual(value);
  });
});

describe('pictures', () => {
  test('the suite as drawn: what it answers is right, and it answers most', async () => {
    let answered = 0;
    for (const [index, family] of GEOMETRY_FAMILIES.entries()) {
      const draft = family.generate(seededRandom('pictures', index));
      if (!('svg' in draft)) throw new Error('no picture');
      const reply = await ask(engine, 'solve-figure', { text: draft.wordings[0]!, images: [renderPng(draft.svg)] });
      if (reply.kind !== 'answer') continue;
      answered++;
      expect([family.name, reply.text]).toEqual([family.name, draft.truth]);
    }
    expect(answered).toBeGreaterThanOrEqual(3);
  });

  test('without a figure, a question by names or measures it says so', async () => {
    const blank = renderPng(
      '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="200" fill="white"/></svg>',
    );
    const images = [blank];
    expect(await ask(engine, 'solve-figure', { text: 'Find x.', images })).toMatchObject({ kind: 'cannot' });
    expect(await ask(engine, 'solve-figure', { text: 'Find AB.', images })).toMatchObject({ kind: 'cannot' });
    expect(await ask(engine, 'solve-figure', { text: 'Find AB.' })).toMatchObject({ kind: 'cannot' });
    const params = { picture: false };
    expect(await ask(engine, 'solve-figure', { text: 'Find angle ABC.', images, params })).toMatchObject({
      kind: 'cannot',
    });
    await expect(ask(engine, 'read-plates', { images })).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
  });
});
