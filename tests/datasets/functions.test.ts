/** The suite `functions`: every family's own solution passes its tests in the sandbox, others do not, and pictures hold together. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { stubOf, testsOf } from '../../src/datasets/functions/function-draft.js';
import { applyChain, GRID_RULES } from '../../src/datasets/functions/grid-rules.js';
import { FUNCTION_DRAFTS, FUNCTION_FAMILIES } from '../../src/datasets/functions/suite.js';
import { findSuite } from '../../src/datasets/suite.js';
import { stubIn } from '../../src/domain/code/python-stub.js';
import { seededRandom } from '../../src/domain/random.js';
import { createPythonRunner } from '../../src/experts/engines/python/python-runner.js';
import { createGrading } from '../../src/grading/grading.js';

const python = createPythonRunner();
const grading = createGrading({
  runCode: async ({ code, tests }) => {
    const result = await python.run({ code, tests, timeoutMs: 10_000 }, AbortSignal.timeout(60_000));
    return result.kind === 'ended' ? { status: 'passed', detail: '' } : { status: 'failed', detail: result.reason };
  },
});
afterAll(() => Promise.all([grading.close(), python.close()]));

const isRight = async (answer: string, tests: string): Promise<boolean | null | undefined> =>
  (await grading.by('reward', { dataSource: 'humaneval-v', answer, groundTruth: [tests] }))?.correct;

const fenced = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;

describe.each(Object.entries(FUNCTION_DRAFTS))('%s', (name, draft) => {
  const family = FUNCTION_FAMILIES.find((each) => each.name === name)!;
  const drafts = Array.from({ length: 25 }, (_, index) => draft(seededRandom('functions', name, index)));

  test('wordings differ, hold the whole stub and none of the solution', () => {
    for (let index = 0; index < 25; index++) {
      const { wordings, truth } = family.generate(seededRandom('functions', name, index));
      const own = drafts[index]!;
      expect(truth).toBe(testsOf(own));
      expect(new Set(wordings).size).toBe(4);
      for (const wording of wordings) {
        expect(wording).not.toMatch(/undefined|NaN|null\b|\[object/);
        expect(stubIn(wording)).toBe(stubOf(own).trimEnd());
      }
    }
  });

  test('the tests tell: no constant passes them, and items differ', () => {
    for (const { cases } of drafts) {
      expect(cases.length).toBeGreaterThanOrEqual(6);
      expect(new Set(cases.map(([, result]) => result)).size).toBeGreaterThan(1);
      expect(JSON.stringify(cases)).not.toMatch(/NaN|Infinity|undefined/);
    }
    expect(new Set(drafts.map((each) => testsOf(each))).size).toBeGreaterThan(20);
  });

  test('everything that is written in the picture is within it', () => {
    for (const { svg, width, height } of drafts) {
      for (const [, x = '', y = ''] of svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)"/g)) {
        expect(Number(x)).toBeGreaterThan(2);
        expect(Number(x)).toBeLessThan(width - 2);
        expect(Number(y)).toBeGreaterThan(4);
        expect(Number(y)).toBeLessThan(height);
      }
      for (const [, points = ''] of svg.matchAll(/points="([^"]+)"/g)) {
        for (const pair of points.split(' ')) {
          const [x = 0, y = 0] = pair.split(',').map(Number);
          expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
        }
      }
    }
  });
});

test('computed here and by Python, results are the same, and a constant passes none of the tests', async () => {
  const drafts = Object.entries(FUNCTION_DRAFTS).flatMap(([name, draft]) =>
    Array.from({ length: 8 }, (_, index) => draft(seededRandom('functions', name, index))),
  );
  const right = drafts.map((each) => `${each.solution}\n${testsOf(each)}`);
  const wrong = drafts.map((each, index) => {
    const tests = testsOf(each).replaceAll('\n', '\n    ');
    const constant = `def ${each.name}(given):\n    return ${index % 2}`;
    return `${constant}\ntry:\n    ${tests}\n    passed.append(${index})\nexcept (AssertionError, TypeError):\n    pass`;
  });
  const code = [...right, 'passed = []', ...wrong].join('\n');
  const result = await python.run(
    { code, tests: 'assert passed == []', timeoutMs: 30_000 },
    AbortSignal.timeout(60_000),
  );
  expect(result).toMatchObject({ kind: 'ended' });
});

test('an item is graded by its tests: the solution in a fence is right, the bare stub is not', async () => {
  const { solution, ...draft } = FUNCTION_DRAFTS['tree-walk']!(seededRandom('functions', 'tree-walk', 3));
  const tests = testsOf({ solution, ...draft });
  expect(await isRight(`It walks.\n${fenced(solution)}`, tests)).toBe(true);
  expect(await isRight(fenced(stubOf({ solution, ...draft })), tests)).toBe(false);
});

test('rules of grids do what their names say', () => {
  const grid = [
    [1, 0, 2],
    [3, 0, 0],
  ];
  const results = Object.fromEntries(GRID_RULES.map((rule) => [rule.name, applyChain([rule], grid)]));
  expect(results).toMatchObject({
    mirror: [[2, 0, 1], [0, 0, 3]], // prettier-ignore
    'turn-right': [[3, 1], [0, 0], [0, 2]], // prettier-ignore
    'turn-left': [[2, 0], [0, 0], [1, 3]], // prettier-ignore
    'slide-right': [[0, 1, 2], [0, 0, 3]], // prettier-ignore
    fall: [[1, 0, 0], [3, 0, 2]], // prettier-ignore
    'wrap-down': [[3, 0, 0], [1, 0, 2]], // prettier-ignore
    'keep-red': [[0, 0, 2], [0, 0, 0]], // prettier-ignore
  });
});

test('an item names HumanEval-V as its source, and needs the skill Code', () => {
  const item = findSuite('functions').item(10, 3);
  expect(item).toMatchObject({
    dataSource: 'humaneval-v',
    family: 'tree-walk',
    skill: 'Code',
    id: 'functions/tree-walk/1-seed3',
  });
});
