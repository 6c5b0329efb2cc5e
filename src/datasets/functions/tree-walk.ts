/** @module Family `tree-walk`: a binary tree and the numbers that a function lists of it; no other walk lists the same. */
import { MaestroError } from '../../domain/errors.js';
import type { Random } from '../../domain/random.js';
import { picture, type Point } from '../blindtest/drawing.js';
import { pythonOf, type FunctionDraft, type PythonValue } from './function-draft.js';
import { box, line, ring, words } from './shapes.js';
import { listing, WALKS, type Tree, type Walk } from './walks.js';

const MAX_TRIES = 200;

function drawTree(random: Random, size: number, used: Set<number>): Tree {
  if (size <= 0) return null;
  let value = random.int(1, 9 + size);
  while (used.has(value)) value = random.int(1, 30);
  used.add(value);
  const left = random.int(0, size - 1);
  return { value, left: drawTree(random, left, used), right: drawTree(random, size - 1 - left, used) };
}

const depthOf = (tree: Tree): number => (tree === null ? 0 : 1 + Math.max(depthOf(tree.left), depthOf(tree.right)));

function shallowTree(random: Random, size: number): Tree {
  for (;;) {
    const tree = drawTree(random, size, new Set());
    if (depthOf(tree) <= 4) return tree;
  }
}

export function draftTreeWalk(random: Random): FunctionDraft {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const walk = random.pick(WALKS);
    const size = random.int(5, 9);
    const tree = shallowTree(random, size);
    const shown = listing(walk, tree).join();
    const isClear = WALKS.every((other) => other === walk || listing(other, tree).join() !== shown);
    if (isClear) return draft(walk, tree, size, random);
  }
  throw new MaestroError('INTERNAL', `No tree that tells walks apart was found in ${MAX_TRIES} tries.`);
}

const nested = (tree: Tree): PythonValue =>
  tree === null ? null : [tree.value, nested(tree.left), nested(tree.right)];

function draft(walk: Walk, tree: Tree, size: number, random: Random): FunctionDraft {
  const spread = random.pick([44, 52, 60]);
  const radius = 0.36 * spread;
  const body: string[] = [];
  const places = new Map<Tree, Point>();
  let column = 0;
  const place = (node: Tree, depth: number): void => {
    if (node === null) return;
    place(node.left, depth + 1);
    places.set(node, { x: (0.8 + column++) * spread, y: (0.7 + 1.15 * depth) * spread });
    place(node.right, depth + 1);
  };
  place(tree, 0);
  const join = (node: Tree): void => {
    if (node === null) return;
    for (const child of [node.left, node.right]) {
      const [from, to] = [places.get(node), places.get(child)];
      if (child !== null && from !== undefined && to !== undefined) body.push(line(from, to));
      join(child);
    }
  };
  join(tree);
  for (const [node, at] of places)
    if (node !== null) body.push(ring(at, radius), words(String(node.value), at, 0.42 * spread));
  const listed = listing(walk, tree);
  const [width, top] = [(size + 0.6) * spread, (0.6 + 1.15 * depthOf(tree)) * spread];
  const cell = 0.75 * spread;
  const left = (width - cell * listed.length) / 2;
  body.push(
    ...listed.flatMap((value, index) => [
      box(left + index * cell, top, cell, cell),
      words(String(value), { x: left + (index + 0.5) * cell, y: top + cell / 2 }, 0.42 * spread),
    ]),
  );
  const cases = Array.from({ length: 7 }, () => shallowTree(random, random.int(3, 9)));
  return {
    svg: picture(width, top + 1.4 * cell, body),
    width,
    height: top + 1.4 * cell,
    shows:
      'The picture shows a binary tree and, below it in boxes, the list that the function returns for it. A tree is None or a list of its value, its left and its right tree.',
    name: 'walk',
    parameters: 'tree: list | None',
    returns: 'list[int]',
    cases: [tree, null, ...cases].map((each) => [pythonOf(nested(each)), pythonOf(listing(walk, each))]),
    solution: walk.python,
    difficulty: { walk: walk.name, size, spread },
  };
}
