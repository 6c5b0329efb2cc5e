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

/** The share of a shape that is not behind the others, 0..1. `others` are all nearer than it. */
export function visibleShare(shape: PlacedOutline, others: readonly PlacedOutline[]): number {
  let [seen, all] = [0, 0];
  for (let row = -11; row <= 11; row++) {
    for (let column = -11; column <= 11; column++) {
      if (!isInside(shape.outline, column * STEP, row * STEP)) continue;
      all++;
      const [x, y] = [shape.x + column * STEP * shape.radius, shape.y + row * STEP * shape.radius];
      if (!others.some((other) => covers(other, x, y))) seen++;
    }
  }
  return seen / all;
}

/** Is that point of the picture in the placed shape? */
export function covers({ outline, x, y, radius }: PlacedOutline, atX: number, atY: number): boolean {
  return isInside(outline, (atX - x) / radius, (atY - y) / radius);
}
