/** @module Boxes in pixels of a stored image, and how the numbers that models write become such boxes. */
import type { JsonValue } from '../../domain/ref.js';
import type { BoxSpace } from './box-space.js';

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whole pixels of the upright image: left and top are inside the box, right and bottom just outside. Never empty. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Two opposite corners as a model wrote them: x, y, x, y. */
export type Corners = readonly [number, number, number, number];

/** The box, ordered and cut to the image; undefined when a number is not finite or nothing of the box is in the image. */
export function toBox(corners: Corners, space: BoxSpace, size: Size): Box | undefined {
  if (!corners.every((value) => Number.isFinite(value))) return undefined;
  const [x1, y1, x2, y2] = corners;
  const horizontal = toPixels(x1, x2, space, size.width);
  const vertical = toPixels(y1, y2, space, size.height);
  if (horizontal === undefined || vertical === undefined) return undefined;
  return { left: horizontal[0], right: horizontal[1], top: vertical[0], bottom: vertical[1] };
}

function toPixels(a: number, b: number, space: BoxSpace, side: number): readonly [number, number] | undefined {
  const scale = space === 'pixel' ? 1 : space === 'per-mille' ? side / 1000 : side;
  const from = Math.max(0, Math.min(a, b) * scale);
  const to = Math.min(side, Math.max(a, b) * scale);
  return from < to ? [Math.floor(from), Math.ceil(to)] : undefined;
}

/** As later steps find it in `data`: left, top, right, bottom. */
export function boxData({ left, top, right, bottom }: Box): JsonValue {
  return [left, top, right, bottom];
}

/** For people and models: `(left, top)-(right, bottom)`. */
export function boxText({ left, top, right, bottom }: Box): string {
  return `(${left}, ${top})-(${right}, ${bottom})`;
}
