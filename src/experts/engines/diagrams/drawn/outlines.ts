/** @module Closed outlines of a diagram (boxes, rings, diamonds), by the ground that each encloses, and the print inside. */
import { labelComponents, type Component } from '../../raster/components.js';
import type { Box } from '../../raster/ink.js';
import { at } from '../../raster/raster.js';

export type OutlineKind = 'box' | 'ring' | 'diamond';

/** The box is that of the ground inside, strokes left out. */
export interface Outline extends Box {
  readonly kind: OutlineKind;
  /** The ink inside; undefined where there is none. */
  readonly print: Box | undefined;
}

/** Half the width of each kind at a height from -1 (top) to 1, of half its greatest width. */
const HALF_WIDTHS: Readonly<Record<OutlineKind, (height: number) => number>> = {
  box: () => 1,
  ring: (height) => Math.sqrt(Math.max(0, 1 - height * height)),
  diamond: (height) => 1 - Math.abs(height),
};
const KINDS: readonly OutlineKind[] = ['box', 'ring', 'diamond'];
/** Pixels; the eyes of letters are smaller. */
const LEAST_SIDE = 14;
/** Of half the width: how far the ground may be from a shape on the average. */
const SLACK = 0.08;
/** Pixels of ink that are no speck. */
const LEAST_PRINT = 4;

/** Outlines from the top down. Those inside another are left out, but for a ring in a ring. */
export function findOutlines(ink: Uint8Array, width: number): readonly Outline[] {
  const { labels, components } = labelComponents(ink, width, 0, false);
  const height = ink.length / width;
  const pieces = labelComponents(ink, width, 1, true).components.filter(({ area }) => area >= LEAST_PRINT);
  const found = components.flatMap((ground) => {
    const isAtEdge = ground.minX === 0 || ground.minY === 0 || ground.maxX === width - 1 || ground.maxY === height - 1;
    const isSmall = ground.maxX - ground.minX < LEAST_SIDE || ground.maxY - ground.minY < LEAST_SIDE;
    if (isAtEdge || isSmall) return [];
    const extents = extentsOf(labels, width, ground);
    const kind = kindOf(ground, extents);
    const { minX, minY, maxX, maxY } = ground;
    return kind === undefined ? [] : [{ kind, minX, minY, maxX, maxY, print: printIn(pieces, ground, extents) }];
  });
  const isFree = (one: Outline): boolean =>
    found.every((other) => other === one || !holds(other, one) || (one.kind === 'ring' && isAround(other, one)));
  return found.filter(isFree).sort((a, b) => a.minY - b.minY);
}

type Extents = readonly (readonly [left: number, right: number])[];

function extentsOf(labels: Int32Array, width: number, { label, minX, minY, maxX, maxY }: Component): Extents {
  return Array.from({ length: maxY - minY + 1 }, (_, row) => {
    const start = (minY + row) * width;
    let [left, right] = [minX, maxX];
    while (left < maxX && at(labels, start + left) !== label) left++;
    while (right > left && at(labels, start + right) !== label) right--;
    return [left, right] as const;
  });
}

function kindOf({ minX, minY, maxX, maxY }: Box, extents: Extents): OutlineKind | undefined {
  const [half, middle] = [(maxX - minX + 1) / 2, (minX + maxX) / 2];
  const high = maxY - minY + 1;
  const offs = KINDS.map((kind) => {
    const ratio = (2 * half) / high;
    if (kind === 'ring' && (ratio < 0.85 || ratio > 1.18)) return Infinity;
    const off = extents.reduce((sum, [left, right], row) => {
      const expected = half * HALF_WIDTHS[kind]((2 * row + 1) / high - 1);
      return sum + Math.abs(middle - left + 0.5 - expected) + Math.abs(right - middle + 0.5 - expected);
    }, 0);
    return off / (2 * high);
  });
  const least = Math.min(...offs);
  return least > Math.max(1, SLACK * half) ? undefined : KINDS[offs.indexOf(least)];
}

/** The box of all pieces of ink that lie wholly within, and so are no stroke of the outline. */
function printIn(pieces: readonly Component[], ground: Component, extents: Extents): Box | undefined {
  return unionOf(
    pieces.filter((piece) => {
      const { x, y } = middleOf(piece);
      const [left, right] = extents[Math.round(y) - ground.minY] ?? [0, 0];
      return holds(ground, piece) && x >= left && x <= right;
    }),
  );
}

/** Undefined of none. */
export function unionOf(boxes: readonly Box[]): Box | undefined {
  return boxes.length === 0
    ? undefined
    : {
        minX: Math.min(...boxes.map(({ minX }) => minX)),
        minY: Math.min(...boxes.map(({ minY }) => minY)),
        maxX: Math.max(...boxes.map(({ maxX }) => maxX)),
        maxY: Math.max(...boxes.map(({ maxY }) => maxY)),
      };
}

export function middleOf({ minX, minY, maxX, maxY }: Box): { readonly x: number; readonly y: number } {
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2 };
}

/** Does the outer box hold the whole inner one? */
export function holds(outer: Box, inner: Box): boolean {
  return outer.minX <= inner.minX && outer.maxX >= inner.maxX && outer.minY <= inner.minY && outer.maxY >= inner.maxY;
}

/** Have a ring and the one in it the same middle, and little between them? */
export function isAround(outer: Outline, inner: Outline): boolean {
  const [a, b] = [middleOf(outer), middleOf(inner)];
  const size = outer.maxX - outer.minX;
  const isClose = Math.hypot(a.x - b.x, a.y - b.y) < 0.1 * size && inner.maxX - inner.minX > 0.6 * size;
  return outer.kind === 'ring' && isClose && holds(outer, inner);
}
