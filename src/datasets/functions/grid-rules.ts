/** @module What may be done to a grid of small numbers, and the Python that does it. */

export type Grid = readonly (readonly number[])[];

export interface GridRule {
  readonly name: string;
  readonly apply: (grid: Grid) => Grid;
  /** An expression over `grid`. */
  readonly python: string;
}

const transpose = (grid: Grid): Grid => (grid[0] ?? []).map((_, x) => grid.map((row) => row[x] ?? 0));
const mirror = (grid: Grid): Grid => grid.map((row) => [...row].reverse());
const flip = (grid: Grid): Grid => [...grid].reverse();
const swap =
  (a: number, b: number) =>
  (grid: Grid): Grid =>
    grid.map((row) => row.map((cell) => (cell === a ? b : cell === b ? a : cell)));
const settle = (row: readonly number[]): readonly number[] => [
  ...row.filter((cell) => cell === 0),
  ...row.filter((cell) => cell !== 0),
];

const PYTHON_TRANSPOSED = '[list(row) for row in zip(*grid)]';
const PYTHON_SETTLED = '[c for c in row if c == 0] + [c for c in row if c != 0]';

export const GRID_RULES: readonly GridRule[] = [
  { name: 'mirror', apply: mirror, python: '[row[::-1] for row in grid]' },
  { name: 'flip', apply: flip, python: '[list(row) for row in grid[::-1]]' },
  { name: 'half-turn', apply: (grid) => flip(mirror(grid)), python: '[row[::-1] for row in grid[::-1]]' },
  { name: 'transpose', apply: transpose, python: PYTHON_TRANSPOSED },
  { name: 'turn-right', apply: (grid) => mirror(transpose(grid)), python: '[list(row) for row in zip(*grid[::-1])]' },
  { name: 'turn-left', apply: (grid) => flip(transpose(grid)), python: `${PYTHON_TRANSPOSED}[::-1]` },
  {
    name: 'swap-colours',
    apply: swap(1, 2),
    python: '[[{1: 2, 2: 1}.get(c, c) for c in row] for row in grid]',
  },
  {
    name: 'swap-with-white',
    apply: swap(0, 1),
    python: '[[{0: 1, 1: 0}.get(c, c) for c in row] for row in grid]',
  },
  { name: 'slide-right', apply: (grid) => grid.map(settle), python: `[${PYTHON_SETTLED} for row in grid]` },
  {
    name: 'fall',
    apply: (grid) => transpose(transpose(grid).map(settle)),
    python: `[list(r) for r in zip(*[${PYTHON_SETTLED} for row in zip(*grid)])]`,
  },
  {
    name: 'wrap-right',
    apply: (grid) => grid.map((row) => [...row.slice(-1), ...row.slice(0, -1)]),
    python: '[row[-1:] + row[:-1] for row in grid]',
  },
  {
    name: 'wrap-down',
    apply: (grid) => [...grid.slice(-1), ...grid.slice(0, -1)],
    python: '[list(row) for row in grid[-1:] + grid[:-1]]',
  },
  {
    name: 'double-mirrored',
    apply: (grid) => grid.map((row) => [...row, ...[...row].reverse()]),
    python: '[row + row[::-1] for row in grid]',
  },
  {
    name: 'keep-red',
    apply: (grid) => grid.map((row) => row.map((cell) => (cell === 2 ? 2 : 0))),
    python: '[[c if c == 2 else 0 for c in row] for row in grid]',
  },
  {
    name: 'sort-rows',
    apply: (grid) => grid.map((row) => [...row].sort((a, b) => a - b)),
    python: '[sorted(row) for row in grid]',
  },
];

/** Every chain of one or two rules. */
export const RULE_CHAINS: readonly (readonly GridRule[])[] = [
  ...GRID_RULES.map((rule) => [rule]),
  ...GRID_RULES.flatMap((first) => GRID_RULES.filter((rule) => rule !== first).map((second) => [first, second])),
];

export function applyChain(chain: readonly GridRule[], grid: Grid): Grid {
  return chain.reduce((current, rule) => rule.apply(current), grid);
}
