/** @module Ways to list the values of a binary tree. */

export type Tree = { readonly value: number; readonly left: Tree; readonly right: Tree } | null;

export interface Walk {
  readonly name: string;
  readonly list: (tree: NonNullable<Tree>) => readonly number[];
  /** The whole function `walk`, trees being lists. */
  readonly python: string;
}

export function listing(walk: Walk, tree: Tree): readonly number[] {
  return tree === null ? [] : walk.list(tree);
}

function levels(tree: Tree): readonly (readonly number[])[] {
  const rows: number[][] = [];
  let row = tree === null ? [] : [tree];
  while (row.length > 0) {
    rows.push(row.map(({ value }) => value));
    row = row.flatMap(({ left, right }) => [left, right]).filter((child) => child !== null);
  }
  return rows;
}

type Order = 'value' | 'left' | 'right';

function deep(name: string, order: readonly [Order, Order, Order]): Walk {
  const list = (tree: Tree): readonly number[] =>
    tree === null ? [] : order.flatMap((part) => (part === 'value' ? [tree.value] : list(tree[part])));
  const python = { value: '[tree[0]]', left: 'walk(tree[1])', right: 'walk(tree[2])' };
  return {
    name,
    list,
    python: `def walk(tree):\n    if tree is None:\n        return []\n    return ${order.map((part) => python[part]).join(' + ')}\n`,
  };
}

function byLevel(
  name: string,
  list: (rows: readonly (readonly number[])[]) => readonly number[],
  result: string,
): Walk {
  return {
    name,
    list: (tree) => list(levels(tree)),
    python:
      'def walk(tree):\n    rows, row = [], [tree] if tree else []\n    while row:\n        rows.append([node[0] for node in row])\n' +
      `        row = [child for node in row for child in node[1:] if child]\n    return ${result}\n`,
  };
}

export const WALKS: readonly Walk[] = [
  deep('pre-order', ['value', 'left', 'right']),
  deep('in-order', ['left', 'value', 'right']),
  deep('post-order', ['left', 'right', 'value']),
  deep('pre-order from the right', ['value', 'right', 'left']),
  deep('in-order from the right', ['right', 'value', 'left']),
  byLevel('levels', (rows) => rows.flat(), '[value for row in rows for value in row]'),
  byLevel('levels from below', (rows) => [...rows].reverse().flat(), '[value for row in rows[::-1] for value in row]'),
  byLevel(
    'zigzag',
    (rows) => rows.flatMap((row, index) => (index % 2 === 0 ? row : [...row].reverse())),
    '[value for i, row in enumerate(rows) for value in (row if i % 2 == 0 else row[::-1])]',
  ),
  byLevel('right side', (rows) => rows.map((row) => row.at(-1) ?? 0), '[row[-1] for row in rows]'),
  byLevel('left side', (rows) => rows.map((row) => row[0] ?? 0), '[row[0] for row in rows]'),
];
