/** @module Outlines of shapes around (0, 0) with radius 1, and how much of one is seen behind others. */

export type Outline = 'sphere' | 'cube' | 'cylinder' | 'circle' | 'square' | 'triangle' | 'star';

type Corner = readonly [number, number];

/** Corners of the shapes that have some; y grows downwards. */
export const CORNERS = {
  cube: [
    [-1, -0.5],
    [-0.5, -1],
    [1, -1],
    [1, 0.5],
    [0.5, 1],
    [-1, 1],
  ],
  square: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  triangle: [
    [0, -1],
    [1.05, 0.85],
    [-1.05, 0.85],
  ],
  star: Array.from({ length: 10 }, (_, index): Corner => {
    const radius = index % 2 === 0 ? 1.1 : 0.5;
    const angle = (Math.PI * index) / 5;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  }),
} as const satisfies Partial<Record<Outline, readonly Corner[]>>;

/** Is the point in the shape? */
export function isInside(outline: Outline, x: number, y: number): boolean {
  switch (outline) {
    case 'sphere':
    case 'circle':
      return x * x + y * y <= 1;
    case 'cylinder': {
      const cap = Math.max(0, Math.abs(y) - 0.85) / 0.25;
      return Math.abs(x) <= 0.75 && (x / 0.75) ** 2 + cap ** 2 <= 1;
    }
    case 'cube':
    case 'square':
    case 'triangle':
    case 'star':
      return isInPolygon(CORNERS[outline], x, y);
  }
}

function isInPolygon(corners: readonly Corner[], x: number, y: number): boolean {
  let inside = false;
  let [fromX, fromY] = corners.at(-1) ?? [0, 0];
  for (const [toX, toY] of corners) {
    if (fromY > y !== toY > y && x < fromX + ((y - fromY) * (toX - fromX)) / (toY - fromY)) inside = !inside;
    [fromX, fromY] = [toX, toY];
  }
  return inside;
}

export interface PlacedOutline {
  readonly outline: Outline;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

const STEP = 0.1;
const pointsOf = pointsOnGrid(Array.from({ length: 23 }, (_, at) => (at - 11) * STEP));

/** The share of a shape that is not behind the others, 0..1. `others` are all nearer than it. */
export function visibleShare(shape: PlacedOutline, others: readonly PlacedOutline[]): number {
  const near = others.filter((other) => mayTouch(shape, other));
  const points = pointsOf(shape.outline);
  if (near.length === 0) return 1;
  let seen = 0;
  for (const [right, down] of points) {
    const [x, y] = [shape.x + right * shape.radius, shape.y + down * shape.radius];
    if (!near.some((other) => covers(other, x, y))) seen++;
  }
  return seen / points.length;
}

/** No shape of radius 1 reaches as far from its middle, in any direction along an axis. */
const REACH = 1.2;

function mayTouch(one: PlacedOutline, other: PlacedOutline): boolean {
  const reach = REACH * (one.radius + other.radius);
  return Math.abs(one.x - other.x) <= reach && Math.abs(one.y - other.y) <= reach;
}

/** Points of a grid that are in a shape of radius 1, row by row: worked out once for each shape. @param axis the places on either axis */
export function pointsOnGrid(axis: readonly number[]): (outline: Outline) => readonly Corner[] {
  const grid = axis.flatMap((y) => axis.map((x): Corner => [x, y]));
  const known = new Map<Outline, readonly Corner[]>();
  return (outline) => {
    const points = known.get(outline) ?? grid.filter(([x, y]) => isInside(outline, x, y));
    known.set(outline, points);
    return points;
  };
}

/** Is that point of the picture in the placed shape? */
export function covers({ outline, x, y, radius }: PlacedOutline, atX: number, atY: number): boolean {
  const [right, down] = [(atX - x) / radius, (atY - y) / radius];
  return Math.abs(right) <= REACH && Math.abs(down) <= REACH && isInside(outline, right, down);
}
