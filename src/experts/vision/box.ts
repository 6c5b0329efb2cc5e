/** @module Boxes in pixels of a stored image, and how the numbers that models write become such boxes. */
import type { JsonValue } from '../../domain/ref.js';
import type { BoxSpace } from '../../domain/registry.js';

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

/** An image as it is stored, and in the size in which a model was shown it. */
export interface ShownImage extends Size {
  readonly shown: Size;
}

/** @param maxSide of the model's card: a larger image is scaled down to it before it is sent */
export function shownImage({ width, height }: Size, maxSide: number): ShownImage {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const scaled = (side: number): number => Math.max(1, Math.round(side * scale));
  return { width, height, shown: { width: scaled(width), height: scaled(height) } };
}

/** The box in the stored image, ordered and cut to it; undefined when a number is not finite or nothing of it is in the image. */
export function toBox(corners: Corners, space: BoxSpace, { width, height, shown }: ShownImage): Box | undefined {
  if (!corners.every((value) => Number.isFinite(value))) return undefined;
  const [x1, y1, x2, y2] = corners;
  const horizontal = toPixels(x1, x2, width, unitOf(space, width, shown.width));
  const vertical = toPixels(y1, y2, height, unitOf(space, height, shown.height));
  if (horizontal === undefined || vertical === undefined) return undefined;
  return { left: horizontal[0], right: horizontal[1], top: vertical[0], bottom: vertical[1] };
}

/** Pixels of the stored image in one step of a coordinate. */
function unitOf(space: BoxSpace, side: number, shown: number): number {
  switch (space) {
    case 'pixel':
      return side / shown;
    case 'per-mille':
      return side / 1000;
    case 'unit':
      return side;
  }
}

function toPixels(a: number, b: number, side: number, unit: number): readonly [number, number] | undefined {
  const from = Math.max(0, Math.min(a, b) * unit);
  const to = Math.min(side, Math.max(a, b) * unit);
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
