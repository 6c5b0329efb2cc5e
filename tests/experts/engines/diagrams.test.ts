/** The engine `diagrams`: the rule that explains examples, graphs as knots, and functions that pass the tests of the suite. */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSandboxedGrading } from '../../../src/activities/sandboxed-grading.js';
import { FUNCTION_FAMILIES } from '../../../src/datasets/functions/suite.js';
import { renderPng } from '../../../src/datasets/raster.js';
import { seededRandom } from '../../../src/domain/random.js';
import { containersFor } from '../../../src/experts/engines/diagrams/containers/kinds.js';
import { coloursIn, nameOfColour } from '../../../src/experts/engines/diagrams/colour-names.js';
import { kindOf } from '../../../src/experts/engines/diagrams/diagram-kind.js';
import { createDiagramsEngine } from '../../../src/experts/engines/diagrams/engine.js';
import { findMoves } from '../../../src/experts/engines/diagrams/find-moves.js';
import { fitKnots } from '../../../src/experts/engines/diagrams/fit-knots.js';
import { programOf } from '../../../src/experts/engines/diagrams/flow/write.js';
import { movesFor } from '../../../src/experts/engines/diagrams/grid-moves.js';
import { machineOf } from '../../../src/experts/engines/diagrams/machines/write.js';
import { readStub } from '../../../src/experts/engines/diagrams/stub.js';
import { WALKS, type Tree } from '../../../src/experts/engines/diagrams/trees/walks.js';
import { ask, said } from './support/ask-engine.js';
import { STEPS, STUB, TREES } from './support/diagrams.js';

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

/** Lines of Python that must hold, decided by the sandbox. */
async function holds(lines: readonly string[]): Promise<void> {
  const verdict = await grading.by('reward', {
    dataSource: 'humaneval-v',
    answer: '```python\nready = True\n```',
    groundTruth: [lines.join('\n')],
  });
  expect(verdict).toMatchObject({ correct: true });
}

const python = (value: unknown): string => JSON.stringify(value).replaceAll('null', 'None');
const listed = (each: Tree | undefined): unknown =>
  each === undefined ? null : [each.node, listed(each.left), listed(each.right)];
/** One label is enough for two arrows; one arrow is for both letters. */
const MACHINE = {
  start: 0,
  accepting: [false, true],
  arrows: [
    { from: 0, to: 1, print: { text: 'b', confidence: 0.9 } },
    { from: 0, to: 0, print: undefined },
    { from: 1, to: 0, print: undefined },
  ],
};

test('Python does what each move, walk, container, chart and machine does here', async () => {
  const grid = [[1, 0, 2], [0, 2, 1]]; // prettier-ignore
  const moves = movesFor([0, 1, 2]).map(
    ({ python: rule, apply }) =>
      `grid = ${JSON.stringify(grid)}\nassert ${rule} == ${JSON.stringify(apply(grid))}, ${JSON.stringify(rule)}`,
  );
  const walks = WALKS.flatMap((walk, index) => [
    `def walk${index}(tree):\n${walk.python.map((line) => `    ${line.replaceAll('WALK', `walk${index}`)}`).join('\n')}`,
    ...TREES.map(
      (each) => `assert walk${index}(${python(listed(each))}) == ${python(walk.list(each))}, "${walk.name}"`,
    ),
    `assert walk${index}(None) == []`,
  ]);
  const operations = [undefined, 5, 2, 8, undefined, 2, 9, 9, undefined, 1, 4, 4];
  const containers = [...containersFor(undefined), ...containersFor(3)].flatMap(
    ({ name, put, take, putPython, takePython }) => {
      let held: readonly number[] = [];
      for (const step of operations) held = step === undefined ? take(held) : put(held, step);
      return [
        `held = []\nfor value in ${python(operations)}:\n    if value is None:\n        ${takePython}\n    else:\n        ${putPython}`,
        `assert held == ${python(held)}, "${name}"`,
      ];
    },
  );
  const steps = [programOf(STEPS, STUB, 1), machineOf(MACHINE, ['a', 'b'], STUB)].map((written) =>
    written.kind === 'written' ? written.code : 'raise AssertionError',
  );
  const run = 'assert [run(value) for value in';
  await holds([
    ...[...moves, ...walks, ...containers],
    ...[steps[0] ?? '', `${run} (0, 1, 2, 40)] == [0, 0, 1, 5]`],
    ...[steps[1] ?? '', `${run} ("", "b", "ba", "ab", "bb")] == [False, True, False, True, False]`],
  ]);
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
  test('each family of the suite is known by its words', () => {
    const kinds = FUNCTION_FAMILIES.map((family) => kindOf(family.generate(seededRandom('kinds')).wordings[0]!));
    expect(kinds).toEqual(['grids', 'flow', 'machine', 'plot', 'tree', 'container']);
    expect(kindOf('Write what the Venn diagram shows.')).toBeUndefined();
  });

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
  test.each([
    ['grid-rule', 2],
    ['plot', 2],
    ['flow-chart', 1],
    ['state-machine', 1],
    ['tree-walk', 1],
    ['container', 1],
  ])('%s as drawn: the function passes the tests', async (name, pictures) => {
    const family = FUNCTION_FAMILIES.find((each) => each.name === name)!;
    let right = 0;
    for (let index = 0; index < pictures; index++) {
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
    expect(right).toBe(pictures);
  });

  test('other diagrams, and questions without a function, it leaves alone', async () => {
    const draft = FUNCTION_FAMILIES[2]!.generate(seededRandom('diagrams', 0));
    if (!('svg' in draft)) throw new Error('no picture');
    const images = [renderPng(draft.svg)];
    const asked = draft.wordings[0]!;
    for (const shows of ['a flow chart', 'a container, empty at first', 'a Venn diagram'])
      expect(
        await ask(engine, 'write-function', { text: asked.replace(/a state machine/, shows), images }),
      ).toMatchObject({ kind: 'cannot' });
    expect(await ask(engine, 'write-function', { text: 'What is this?', images })).toMatchObject({ kind: 'cannot' });
    const text = asked.replace(/"""[\s\S]*"""/, '"""A white cell is 0, a red one 1."""');
    expect(await ask(engine, 'write-function', { text, images })).toMatchObject({ kind: 'cannot' });
    await expect(ask(engine, 'run', { text, images })).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
  });
});
