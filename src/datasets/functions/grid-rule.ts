/** @module Family `grid-rule`: what is done to a grid of coloured cells, shown by examples; no other rule or pair of rules fits them. */
import { MaestroError } from '../../domain/errors.js';
import type { Random } from '../../domain/random.js';
import { picture } from '../blindtest/drawing.js';
import { pythonOf, type FunctionDraft } from './function-draft.js';
import { applyChain, GRID_RULES, RULE_CHAINS, type Grid, type GridRule } from './grid-rules.js';
import { arrow, box } from './shapes.js';

const COLOURS = ['#ffffff', '#2a4bd7', '#d62828', '#1d9d3a'] as const;
const MAX_TRIES = 400;
const CASES = 8;

function drawGrid(random: Random): Grid {
  const [rows, columns] = [random.int(2, 4), random.int(2, 4)];
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => (random.next() < 0.4 ? 0 : random.int(1, 3))),
  );
}

export function draftGridRule(random: Random): FunctionDraft {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const steps = random.pick([1, 1, 2] as const);
    const chain = random.shuffle(GRID_RULES).slice(0, steps);
    const examples = Array.from({ length: 3 }, () => drawGrid(random));
    const cases = Array.from({ length: CASES }, () => drawGrid(random));
    if (isOnlyOne(chain, examples, cases)) return draft(chain, examples, cases, random.pick([18, 24, 30]));
  }
  throw new MaestroError('INTERNAL', `No clear rule of a grid was found in ${MAX_TRIES} tries.`);
}

/** Each chain that fits the examples passes the tests, and a single rule is not shown as two. */
function isOnlyOne(chain: readonly GridRule[], examples: readonly Grid[], cases: readonly Grid[]): boolean {
  const same = (other: readonly GridRule[], grids: readonly Grid[]): boolean =>
    grids.every((grid) => pythonOf(applyChain(other, grid)) === pythonOf(applyChain(chain, grid)));
  if (same([], examples.slice(0, 1))) return false;
  return RULE_CHAINS.every((other) => {
    if (!same(other, examples)) return true;
    return same(other, cases) && other.length >= chain.length;
  });
}

function draft(
  chain: readonly GridRule[],
  examples: readonly Grid[],
  cases: readonly Grid[],
  cell: number,
): FunctionDraft {
  const results = examples.map((grid) => applyChain(chain, grid));
  const gap = 2 * cell;
  const widthOf = (grids: readonly Grid[]): number => Math.max(...grids.map((grid) => (grid[0] ?? []).length)) * cell;
  const [leftWidth, rightWidth] = [widthOf(examples), widthOf(results)];
  const width = leftWidth + rightWidth + 3 * gap;
  const body: string[] = [];
  let top = cell;
  for (const [index, grid] of examples.entries()) {
    const result = results[index] ?? [];
    const height = Math.max(grid.length, result.length) * cell;
    body.push(...cells(grid, cell, top, cell), ...cells(result, cell + leftWidth + gap, top, cell));
    const middle = top + height / 2;
    body.push(
      arrow([
        { x: cell + leftWidth + 0.4 * gap, y: middle },
        { x: cell + leftWidth + 0.85 * gap, y: middle },
      ]),
    );
    top += height + cell;
  }
  return {
    svg: picture(width, top, body),
    width,
    height: top,
    shows:
      'Each row of the picture shows a grid and the result for it: a white cell is 0, a blue one 1, a red one 2, a green one 3.',
    name: 'transform',
    parameters: 'grid: list[list[int]]',
    returns: 'list[list[int]]',
    cases: cases.map((grid) => [pythonOf(grid), pythonOf(applyChain(chain, grid))]),
    solution: `def transform(grid):\n${chain.map(({ python }) => `    grid = ${python}\n`).join('')}    return grid\n`,
    difficulty: { steps: chain.length, rule: chain.map(({ name }) => name).join('+'), cell },
  };
}

function cells(grid: Grid, left: number, top: number, size: number): readonly string[] {
  return grid.flatMap((row, y) =>
    row.map((value, x) => box(left + x * size, top + y * size, size, size, COLOURS[value] ?? '#ffffff')),
  );
}
