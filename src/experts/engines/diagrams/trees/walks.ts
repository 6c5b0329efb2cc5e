/** @module Ways to list the nodes of a binary tree: here by place, and in Python on trees that are lists. */

/** A node: its place in the list of nodes, and its children. */
export interface Tree {
  readonly node: number;
  readonly left: Tree | undefined;
  readonly right: Tree | undefined;
}

export interface Walk {
  readonly name: string;
  readonly list: (tree: Tree) => readonly number[];
  /** The function's body over `tree`; `WALK` stands for its name. */
  readonly python: readonly string[];
}

type Part = 'value' | 'left' | 'right';

const ORDERS: readonly (readonly [string, readonly [Part, Part, Part]])[] = [
  ['pre-order', ['value', 'left', 'right']],
  ['in-order', ['left', 'value', 'right']],
  ['post-order', ['left', 'right', 'value']],
  ['pre-order from the right', ['value', 'right', 'left']],
  ['in-order from the right', ['right', 'value', 'left']],
  ['post-order from the right', ['right', 'left', 'value']],
];
const PART_PYTHON = { value: '[tree[0]]', left: 'WALK(tree[1])', right: 'WALK(tree[2])' } as const;

function deep([name, order]: (typeof ORDERS)[number]): Walk {
  const list = (tree: Tree | undefined): readonly number[] =>
    tree === undefined ? [] : order.flatMap((part) => (part === 'value' ? [tree.node] : list(tree[part])));
  return {
    name,
    list,
    python: ['if tree is None:', '    return []', `return ${order.map((part) => PART_PYTHON[part]).join(' + ')}`],
  };
}

type Levels = readonly (readonly number[])[];

function levelsOf(tree: Tree): Levels {
  const rows: number[][] = [];
  let row: readonly Tree[] = [tree];
  while (row.length > 0) {
    rows.push(row.map(({ node }) => node));
    row = row.flatMap(({ left, right }) => [left, right]).filter((child) => child !== undefined);
  }
  return rows;
}

function byLevel(name: string, list: (rows: Levels) => readonly number[], result: string): Walk {
  return {
    name,
    list: (tree) => list(levelsOf(tree)),
    python: [
      'rows, row = [], [tree] if tree else []',
      'while row:',
      '    rows.append([node[0] for node in row])',
      '    row = [child for node in row for child in node[1:] if child]',
      `return ${result}`,
    ],
  };
}

const turned = (rows: Levels, isTurned: (index: number) => boolean): readonly number[] =>
  rows.flatMap((row, index) => (isTurned(index) ? [...row].reverse() : row));
const back = (rows: Levels): Levels => [...rows].reverse();
const every = (rows: string, row: string): string => `[value for index, row in enumerate(${rows}) for value in ${row}]`;

const LEVELS: readonly Walk[] = [
  byLevel('levels', (rows) => rows.flat(), every('rows', 'row')),
  byLevel('levels from the right', (rows) => turned(rows, () => true), every('rows', 'row[::-1]')),
  byLevel('levels from below', (rows) => back(rows).flat(), every('rows[::-1]', 'row')),
  byLevel(
    'levels from below and the right',
    (rows) => turned(back(rows), () => true),
    every('rows[::-1]', 'row[::-1]'),
  ),
  byLevel('zigzag', (rows) => turned(rows, (index) => index % 2 === 1), every('rows', 'row[::-1 if index % 2 else 1]')),
  byLevel(
    'zigzag from the right',
    (rows) => turned(rows, (index) => index % 2 === 0),
    every('rows', 'row[::1 if index % 2 else -1]'),
  ),
  byLevel('right side', (rows) => rows.map((row) => row.at(-1) ?? 0), '[row[-1] for row in rows]'),
  byLevel('left side', (rows) => rows.map((row) => row[0] ?? 0), '[row[0] for row in rows]'),
  byLevel(
    'right side from below',
    (rows) => back(rows).map((row) => row.at(-1) ?? 0),
    '[row[-1] for row in rows[::-1]]',
  ),
  byLevel('left side from below', (rows) => back(rows).map((row) => row[0] ?? 0), '[row[0] for row in rows[::-1]]'),
];

const leavesOf = (tree: Tree): readonly number[] =>
  tree.left === undefined && tree.right === undefined
    ? [tree.node]
    : [tree.left, tree.right].flatMap((child) => (child === undefined ? [] : leavesOf(child)));

const LEAVES: Walk = {
  name: 'leaves',
  list: leavesOf,
  python: [
    'if tree is None:',
    '    return []',
    'return WALK(tree[1]) + WALK(tree[2]) if tree[1] or tree[2] else [tree[0]]',
  ],
};

export const WALKS: readonly Walk[] = [...ORDERS.map(deep), ...LEVELS, LEAVES];
