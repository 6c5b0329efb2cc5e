/** The engine `diagrams`: the rule that explains examples, graphs as knots, and functions that pass the tests of the suite. */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSandboxedGrading } from '../../../src/activities/sandboxed-grading.js';
import { FUNCTION_FAMILIES } from '../../../src/datasets/functions/suite.js';
import { renderPng } from '../../../src/datasets/raster.js';
import { seededRandom } from '../../../src/domain/random.js';
import { coloursIn, nameOfColour } from '../../../src/experts/engines/diagrams/colour-names.js';
import { createDiagramsEngine } from '../../../src/experts/engines/diagrams/engine.js';
import { findMoves } from '../../../src/experts/engines/diagrams/find-moves.js';
import { fitKnots } from '../../../src/experts/engines/diagrams/fit-knots.js';
import { movesFor } from '../../../src/experts/engines/diagrams/grid-moves.js';
import { readStub } from '../../../src/experts/engines/diagrams/stub.js';
import { ask, said } from './support/ask-engine.js';

const engine = createDiagramsEngine();
const grading = createSandboxedGrading();
afterAll(() => Promise.all([engine.close(), grading.close()]));

describe('rules of grids', () => {
  const grids = [
    [[1, 0, 2], [0, 0, 1]], // prettier-ignore
    [[2, 1], [0, 1], [0, 2]], // prettier-ignore
    [[1, 2, 0, 1]],
  ];

  test.each(movesFor([0, 1, 2]).map((move) => [move.name, move] as const))(
    '%s is found from what it does',
    (_, move) => {
      const examples = grids.map((grid) => ({ from: grid, to: move.apply(grid) }));
      const chain = findMoves(examples, [0, 1, 2])!;
      expect(chain.moves).toHaveLength(1);
      for (const { from, to } of examples) expect(chain.moves[0]!.apply(from)).toEqual(to);
      expect(chain.agreement).toBeGreaterThan(0);
    },
  );

  test('two moves are found where one does not do', () => {
    const double = (grid: readonly (readonly number[])[]) =>
      grid.map((row) => [...row].reverse().map((cell) => (cell === 1 ? 2 : cell === 2 ? 1 : cell)));
    const chain = findMoves(
      grids.map((grid) => ({ from: grid, to: double(grid) })),
      [0, 1, 2],
    );
    expect(chain?.moves).toHaveLength(2);
  });

  test('what none of its moves do is not found', () => {
    expect(findMoves([{ from: [[1, 2]], to: [[7, 7, 7]] }], [0, 1, 2])).toBeUndefined();
  });
});

test('Python does what each move does here', async () => {
  const grid = [[1, 0, 2], [0, 2, 1]]; // prettier-ignore
  const tests = movesFor([0, 1, 2]).map(
    ({ python, apply }) =>
      `grid = ${JSON.stringify(grid)}\nassert ${python} == ${JSON.stringify(apply(grid))}, ${JSON.stringify(python)}`,
  );
  const verdict = await grading.by('reward', {
    dataSource: 'humaneval-v',
    answer: '```python\nready = True\n```',
    groundTruth: [tests.join('\n')],
  });
  expect(verdict).toMatchObject({ correct: true });
});

describe('graphs', () => {
  test('knots come back from heights that are a little off', () => {
    const knot = fc.record({ dx: fc.integer({ min: 1, max: 3 }), y: fc.integer({ min: -4, max: 4 }) });
    const error = fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(knot, { minLength: 2, maxLength: 6 }), error, (steps, errors) => {
        let x = 0;
        const knots = steps.map(({ dx, y }) => ({ x: (x += dx), y }));
        const [first, last] = [knots[0]!.x, knots.at(-1)!.x];
        const height = (at: number): number => {
          const index = Math.max(1, knots.findIndex((each) => each.x >= at)); // prettier-ignore
          const [a, b] = [knots[index - 1]!, knots[index]!];
          return a.y + ((b.y - a.y) * (at - a.x)) / (b.x - a.x);
        };
        const xs = Array.from({ length: last - first + 1 }, (_, index) => first + index);
        const found = fitKnots(xs.map((at, index) => ({ x: at, y: height(at) + errors[index]! })))!;
        // Fewer knots may do, but they say the same.
        for (const { x: at, y } of found) expect(Math.abs(y - height(at))).toBeLessThan(0.25);
        expect(found.length).toBeLessThanOrEqual(knots.length);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    [[]],
    [[{ x: 0, y: 1 }]],
    [
      [
        { x: 0, y: 0.5 },
        { x: 1, y: 1 },
      ],
    ],
  ])('no chain fits %j', (samples) => {
    expect(fitKnots(samples)).toBeUndefined();
  });
});

describe('words', () => {
  test.each([
    ['a white cell is 0, a blue one 1, a red one 2', { white: 0, blue: 1, red: 2 }],
    ['Black stands for 1 and white for 0.', undefined],
    ['black squares are 1, white squares are 0', { black: 1, white: 0 }],
    ['from x = 0 to x = 4', undefined],
  ])('%j', (text, expected) => {
    const colours = coloursIn(text);
    expect(colours && Object.fromEntries(colours)).toEqual(expected);
  });

  test.each([
    [[255, 255, 255], 'white'],
    [[40, 70, 200], 'blue'],
    [[200, 50, 60], 'red'],
    [[60, 160, 90], 'green'],
  ] as const)('%j is %s', (colour, name) => {
    expect(nameOfColour(colour, ['white', 'blue', 'red', 'green'])?.name).toBe(name);
  });

  test('the stub names function and parameter', () => {
    expect(readStub('Write it:\n```python\ndef turn(rows: list[list[int]]) -> list:\n    """x"""\n```')).toEqual({
      name: 'turn',
      parameter: 'rows',
      type: 'list[list[int]]',
    });
    expect(readStub('Write something.')).toBeUndefined();
  });
});

describe('pictures', () => {
  test.each(['grid-rule', 'plot'])('%s as drawn: the function passes the tests', async (name) => {
    const family = FUNCTION_FAMILIES.find((each) => each.name === name)!;
    let right = 0;
    for (const index of [0, 1]) {
      const draft = family.generate(seededRandom('diagrams', name, index));
      if (!('svg' in draft)) throw new Error('no picture');
      const reply = await ask(engine, 'write-function', { text: draft.wordings[0]!, images: [renderPng(draft.svg)] });
      const truth = [draft.truth].flat();
      const verdict = await grading.by('reward', {
        dataSource: 'humaneval-v',
        answer: said(reply),
        groundTruth: truth,
      });
      if (verdict?.correct === true) right++;
    }
    expect(right).toBe(2);
  });

  test('other diagrams, and questions without a function, it leaves alone', async () => {
    const draft = FUNCTION_FAMILIES[2]!.generate(seededRandom('diagrams', 0));
    if (!('svg' in draft)) throw new Error('no picture');
    const images = [renderPng(draft.svg)];
    expect(await ask(engine, 'write-function', { text: draft.wordings[0]!, images })).toMatchObject({ kind: 'cannot' });
    expect(await ask(engine, 'write-function', { text: 'What is this?', images })).toMatchObject({ kind: 'cannot' });
    const text = draft.wordings[0]!.replace(/"""[\s\S]*"""/, '"""A white cell is 0, a red one 1."""');
    expect(await ask(engine, 'write-function', { text, images })).toMatchObject({ kind: 'cannot' });
    await expect(ask(engine, 'run', { text, images })).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
  });
});
