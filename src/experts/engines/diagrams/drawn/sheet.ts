/** @module What is ink in a diagram: dark pixels, by several thresholds, for worn strokes break by one and run together by another. */
import { labelComponents } from '../../raster/components.js';
import { inkOf, inkThreshold, type Box } from '../../raster/ink.js';
import { at, type Raster } from '../../raster/raster.js';
import { findOutlines, holds, middleOf, type Outline } from './outlines.js';

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** 1 where ink is. */
  readonly ink: Uint8Array;
  readonly outlines: readonly Outline[];
  /** Pieces of ink that are neither around nor inside an outline. */
  readonly loose: readonly Box[];
}

/** Of strong ink, what counts as ink; and whether strokes are made a pixel wider, which closes gaps. */
const WAYS = [
  { share: 0.45, widens: false },
  { share: 0.3, widens: false },
  { share: 0.35, widens: true },
  { share: 0.6, widens: false },
] as const;
const LEAST_PIECE = 4;

export type Looked<T> = { readonly kind: 'cannot'; readonly reason: string } | T;

/** The first way of telling ink from ground by which the diagram makes sense; else why it does not by the first one. */
export function lookAt<T extends { readonly kind: string }>(
  raster: Raster,
  read: (sheet: Sheet) => Looked<T>,
): Looked<T> {
  const level = inkOf(raster);
  let first: Looked<T> | undefined;
  for (const { share, widens } of WAYS) {
    const threshold = inkThreshold(level, share);
    const plain = level.level.map((value) => (value >= threshold ? 1 : 0));
    const seen = read(sheetOf(widens ? widened(plain, raster.width) : plain, raster.width));
    if (seen.kind !== 'cannot') return seen;
    first ??= seen;
  }
  return first ?? { kind: 'cannot', reason: 'There is nothing in the picture.' };
}

export function sheetOf(ink: Uint8Array, width: number): Sheet {
  const outlines = findOutlines(ink, width);
  const loose = labelComponents(ink, width, 1, true).components.filter(
    (piece) =>
      piece.area >= LEAST_PIECE &&
      !outlines.some((outline) => holds(outline, piece) || isWithin(middleOf(outline), piece)),
  );
  return { width, height: ink.length / width, ink, outlines, loose };
}

function isWithin({ x, y }: { readonly x: number; readonly y: number }, box: Box): boolean {
  return x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;
}

function widened(ink: Uint8Array, width: number): Uint8Array {
  return ink.map((_, p) => {
    const x = p % width;
    const isOn =
      at(ink, p) + at(ink, p - width) + at(ink, p + width) > 0 ||
      (x > 0 && at(ink, p - 1) > 0) ||
      (x < width - 1 && at(ink, p + 1) > 0);
    return isOn ? 1 : 0;
  });
}
