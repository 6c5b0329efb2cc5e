/** @module A binary tree of rings and lines, and the boxes of a list below it. */
import type { Box } from '../../raster/ink.js';
import { at, type Raster } from '../../raster/raster.js';
import { middleOf, type Outline } from '../drawn/outlines.js';
import { lookAt, type Looked, type Sheet } from '../drawn/sheet.js';
import type { Tree } from './walks.js';

export interface TreeSeen {
  readonly kind: 'tree';
  readonly tree: Tree;
  /** Print of each node, by its place. */
  readonly nodes: readonly Box[];
  readonly listed: readonly Box[];
}

/** Of the way between two rings, so much is ink where a line joins them. */
const LEAST_INK = 0.9;
/** A way this far inked might be a line with a gap. */
const DOUBTFUL = 0.7;

export function readTree(raster: Raster): Looked<TreeSeen> {
  return lookAt(raster, treeOf);
}

function treeOf(sheet: Sheet): Looked<TreeSeen> {
  const cannot = (reason: string): Looked<TreeSeen> => ({ kind: 'cannot', reason });
  const rings = sheet.outlines.filter(({ kind }) => kind === 'ring');
  const boxes = sheet.outlines.filter(({ kind }) => kind === 'box').sort((a, b) => a.minX - b.minX);
  if (rings.length < 2) return cannot('No tree of rings was found in the picture.');
  if (boxes.length === 0) return cannot('No list in boxes was found below the tree.');
  const parents = rings.map((ring) => parentOf(ring, rings, sheet));
  if (parents.some((parent) => parent === 'doubtful')) return cannot('Some lines of the tree could not be made out.');
  const roots = parents.flatMap((parent, node) => (parent === undefined ? [node] : []));
  const [root] = roots;
  if (root === undefined || roots.length > 1) return cannot('The tree falls into several pieces.');
  const grown = grow(root, rings, parents);
  const [nodes, listed] = [rings, boxes].map((outlines) => outlines.flatMap(({ print }) => print ?? []));
  if (grown === undefined || nodes?.length !== rings.length || listed?.length !== boxes.length)
    return cannot('A node of the tree, or a place of the list, has nothing in it or too many children.');
  return { kind: 'tree', tree: grown, nodes, listed };
}

type Parent = number | undefined | 'doubtful';

function parentOf(ring: Outline, rings: readonly Outline[], sheet: Sheet): Parent {
  const inked = rings.map((above) =>
    middleOf(above).y < middleOf(ring).y - (ring.maxY - ring.minY) / 4 ? inkBetween(above, ring, rings, sheet) : 0,
  );
  const most = Math.max(...inked);
  if (most < DOUBTFUL) return undefined;
  return most < LEAST_INK || inked.filter((share) => share >= DOUBTFUL).length > 1 ? 'doubtful' : inked.indexOf(most);
}

/** The share of the way from one ring to the other that is ink; 0 where a third one lies on it. */
function inkBetween(from: Outline, to: Outline, rings: readonly Outline[], { ink, width }: Sheet): number {
  const [a, b] = [middleOf(from), middleOf(to)];
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const reach = (outline: Outline): number => (outline.maxX - outline.minX) / 2 + 3;
  const isThird = (x: number, y: number): boolean =>
    rings.some((ring) => ring !== from && ring !== to && Math.hypot(middleOf(ring).x - x, middleOf(ring).y - y) < reach(ring)); // prettier-ignore
  let [on, count] = [0, 0];
  for (let far = reach(from); far <= length - reach(to); far++) {
    const [x, y] = [a.x + ((b.x - a.x) * far) / length, a.y + ((b.y - a.y) * far) / length];
    if (isThird(x, y)) return 0;
    const isInk = [-1, 0, 1].some((dy) =>
      [-1, 0, 1].some((dx) => at(ink, Math.round(y + dy) * width + Math.round(x + dx)) === 1),
    );
    on += isInk ? 1 : 0;
    count++;
  }
  return count === 0 ? 0 : on / count;
}

/** Undefined where a node has two children on one side. */
function grow(node: number, rings: readonly Outline[], parents: readonly Parent[]): Tree | undefined {
  const ring = rings[node];
  if (ring === undefined) return undefined;
  const children = parents.flatMap((parent, child) => (parent === node ? [child] : []));
  const isLeft = (child: number): boolean => middleOf(rings[child] ?? ring).x < middleOf(ring).x;
  const [left, right] = [children.filter(isLeft), children.filter((child) => !isLeft(child))];
  if (left.length > 1 || right.length > 1) return undefined;
  const [a, b] = [left, right].map(([child]) => (child === undefined ? undefined : grow(child, rings, parents)));
  if ((left.length === 1 && a === undefined) || (right.length === 1 && b === undefined)) return undefined;
  return { node, left: a, right: b };
}
