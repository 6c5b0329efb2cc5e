/** @module What is commonly done to grids of numbers, each with the Python that does it: the words of a small language of programs. */

export type Grid = readonly (readonly number[])[];

export interface Move {
  readonly name: string;
  readonly apply: (grid: Grid) => Grid;
  /** An expression over `grid`. */
  readonly python: string;
}

const columnsOf = (grid: Grid): Grid => (grid[0] ?? []).map((_, x) => grid.map((row) => row[x] ?? 0));
const reverseRows = (grid: Grid): Grid => grid.map((row) => [...row].reverse());
const upsideDown = (grid: Grid): Grid => [...grid].reverse();
const eachCell =
  (change: (cell: number) => number) =>
  (grid: Grid): Grid =>
    grid.map((row) => row.map(change));
const eachRow =
  (change: (row: readonly number[]) => readonly number[]) =>
  (grid: Grid): Grid =>
    grid.map(change);
const eachColumn =
  (change: (row: readonly number[]) => readonly number[]) =>
  (grid: Grid): Grid =>
    columnsOf(columnsOf(grid).map(change));

const turns: readonly Move[] = [
  { name: 'reverse each row', apply: reverseRows, python: '[row[::-1] for row in grid]' },
  { name: 'reverse the rows', apply: upsideDown, python: '[list(row) for row in grid[::-1]]' },
  { name: 'turn half', apply: (grid) => upsideDown(reverseRows(grid)), python: '[row[::-1] for row in grid[::-1]]' },
  { name: 'transpose', apply: columnsOf, python: '[list(row) for row in zip(*grid)]' },
  {
    name: 'turn right',
    apply: (grid) => reverseRows(columnsOf(grid)),
    python: '[list(row)[::-1] for row in zip(*grid)]',
  },
  {
    name: 'turn left',
    apply: (grid) => upsideDown(columnsOf(grid)),
    python: '[list(row) for row in zip(*grid)][::-1]',
  },
  {
    name: 'transpose across',
    apply: (grid) => columnsOf(upsideDown(reverseRows(grid))),
    python: '[list(row) for row in zip(*[r[::-1] for r in grid[::-1]])]',
  },
];

/** What is done to a list, with its Python over `row`; each makes a move of the rows and one of the columns. */
const lists: readonly (readonly [name: string, change: (row: readonly number[]) => readonly number[], python: string])[] = [
  ['push to the end', (row) => [...row.filter((c) => c === 0), ...row.filter((c) => c !== 0)], '[c for c in row if c == 0] + [c for c in row if c != 0]'],
  ['push to the start', (row) => [...row.filter((c) => c !== 0), ...row.filter((c) => c === 0)], '[c for c in row if c != 0] + [c for c in row if c == 0]'],
  ['last to the front', (row) => [...row.slice(-1), ...row.slice(0, -1)], 'list(row[-1:]) + list(row[:-1])'],
  ['first to the back', (row) => [...row.slice(1), ...row.slice(0, 1)], 'list(row[1:]) + list(row[:1])'],
  ['shift forward', (row) => [0, ...row.slice(0, -1)], '[0] + list(row[:-1])'],
  ['shift back', (row) => [...row.slice(1), 0], 'list(row[1:]) + [0]'],
  ['sort', (row) => [...row].sort((a, b) => a - b), 'sorted(row)'],
  ['sort down', (row) => [...row].sort((a, b) => b - a), 'sorted(row, reverse=True)'],
  ['mirror behind', (row) => [...row, ...[...row].reverse()], 'list(row) + list(row[::-1])'],
  ['mirror before', (row) => [...[...row].reverse(), ...row], 'list(row[::-1]) + list(row)'],
  ['repeat', (row) => [...row, ...row], 'list(row) * 2'],
  ['stretch', (row) => row.flatMap((c) => [c, c]), '[c for c in row for _ in range(2)]'],
  ['largest so far', (row) => row.map((_, index) => Math.max(...row.slice(0, index + 1))), '[max(row[:i + 1]) for i in range(len(row))]'],
]; // prettier-ignore

function recolourings(colours: readonly number[]): readonly Move[] {
  const pairs = colours.flatMap((a) => colours.filter((b) => b !== a).map((b) => [a, b] as const));
  const kept = colours.filter((colour) => colour !== 0);
  return [
    ...pairs
      .filter(([a, b]) => a < b)
      .map(([a, b]) => ({
        name: `swap ${a} and ${b}`,
        apply: eachCell((cell) => (cell === a ? b : cell === b ? a : cell)),
        python: `[[{${a}: ${b}, ${b}: ${a}}.get(c, c) for c in row] for row in grid]`,
      })),
    ...pairs.map(([a, b]) => ({
      name: `${a} becomes ${b}`,
      apply: eachCell((cell) => (cell === a ? b : cell)),
      python: `[[${b} if c == ${a} else c for c in row] for row in grid]`,
    })),
    ...kept.map((colour) => ({
      name: `only ${colour}`,
      apply: eachCell((cell) => (cell === colour ? cell : 0)),
      python: `[[c if c == ${colour} else 0 for c in row] for row in grid]`,
    })),
  ];
}

export function movesFor(colours: readonly number[]): readonly Move[] {
  return [
    ...turns,
    ...lists.flatMap(([name, change, python]) => [
      { name: `${name} (rows)`, apply: eachRow(change), python: `[${python} for row in grid]` },
      {
        name: `${name} (columns)`,
        apply: eachColumn(change),
        python: `[list(r) for r in zip(*[${python} for row in zip(*grid)])]`,
      },
    ]),
    ...recolourings(colours),
  ];
}
