/** @module The parts of a typeset formula by their places: signs, runs of letters, raised ones, and fractions with what is over and under their bar. Pure. */
import { labelComponents } from '../raster/components.js';
import type { Box } from '../raster/ink.js';

export type FormulaPart =
  | { readonly kind: 'sign'; readonly text: '+' | '-' | '=' }
  /** Letters and digits, each in its box, dots taken with their stem. */
  | { readonly kind: 'run' | 'raised'; readonly boxes: readonly Box[] }
  | { readonly kind: 'fraction'; readonly over: readonly FormulaPart[]; readonly under: readonly FormulaPart[] };

/** Of the usual height of letters. */
const BAR_HEIGHT = 0.25;
const RAISED = 0.25;
/** A wider gap parts runs. */
const GAP = 0.45;
const MOST_PIECES = 80;

/** Undefined when the picture holds more than a formula, or nothing. */
export function layOutFormula(mask: Uint8Array, width: number): readonly FormulaPart[] | undefined {
  const boxes = labelComponents(mask, width, 1, true).components.filter(({ area }) => area >= 5);
  if (boxes.length === 0 || boxes.length > MOST_PIECES) return undefined;
  const heights = boxes.map(heightOf).sort((a, b) => a - b);
  const isInk = (x: number, y: number): boolean => mask[Math.round(y) * width + Math.round(x)] === 1;
  return partsOf(boxes, heights[Math.floor(0.75 * heights.length)] ?? 1, isInk);
}

type IsInk = (x: number, y: number) => boolean;

function partsOf(boxes: readonly Box[], usual: number, isInk: IsInk): readonly FormulaPart[] {
  const isFlat = (box: Box): boolean => heightOf(box) <= BAR_HEIGHT * usual && widthOf(box) >= 2.5 * heightOf(box);
  const within = (bar: Box): readonly Box[] =>
    boxes.filter((box) => box !== bar && middle(box) > bar.minX && middle(box) < bar.maxX);
  const isBar = (bar: Box): boolean => {
    const solid = within(bar).filter((box) => !isFlat(box));
    return isFlat(bar) && solid.some((box) => box.maxY < bar.minY) && solid.some((box) => box.minY > bar.maxY);
  };
  const [bar] = boxes.filter(isBar).sort((a, b) => widthOf(b) - widthOf(a));
  if (bar === undefined) return lineOf(stacked(boxes), usual, isFlat, isInk);
  const inside = within(bar);
  const left = boxes.filter((box) => box !== bar && middle(box) <= bar.minX);
  const right = boxes.filter((box) => box !== bar && middle(box) >= bar.maxX);
  const fraction: FormulaPart = {
    kind: 'fraction',
    over: partsOf(
      inside.filter((box) => box.maxY < bar.minY),
      usual,
      isInk,
    ),
    under: partsOf(
      inside.filter((box) => box.minY > bar.maxY),
      usual,
      isInk,
    ),
  };
  return [...partsOf(left, usual, isInk), fraction, ...partsOf(right, usual, isInk)];
}

/** What stands over one another is one piece: the strokes of an equals sign, a dot and its stem. */
function stacked(boxes: readonly Box[]): readonly Box[] {
  const pieces: Box[] = [];
  for (const box of [...boxes].sort((a, b) => a.minX - b.minX)) {
    const last = pieces.at(-1);
    const shared = last === undefined ? 0 : Math.min(last.maxX, box.maxX) - box.minX + 1;
    if (last !== undefined && shared > 0.6 * Math.min(widthOf(last), widthOf(box)))
      pieces[pieces.length - 1] = union(last, box);
    else pieces.push(box);
  }
  return pieces;
}

function lineOf(
  pieces: readonly Box[],
  usual: number,
  isFlat: (box: Box) => boolean,
  isInk: IsInk,
): readonly FormulaPart[] {
  const signs = pieces.map((box) => signOf(box, isFlat, isInk));
  const feet = pieces
    .filter((box, index) => signs[index] === undefined && heightOf(box) > 0.45 * usual)
    .map(({ maxY }) => maxY);
  // Most raised pieces are lower than what they are raised above; letters that reach below the line are few.
  const baseline = [...feet].sort((a, b) => a - b)[Math.floor(0.6 * feet.length)] ?? 0;
  const parts: FormulaPart[] = [];
  let end = -Infinity;
  for (const [index, box] of pieces.entries()) {
    const text = signs[index];
    if (text !== undefined) parts.push({ kind: 'sign', text });
    else {
      const kind = feet.length > 0 && box.maxY < baseline - RAISED * usual ? 'raised' : 'run';
      const last = parts.at(-1);
      if (last?.kind === kind && box.minX - end < GAP * usual)
        parts[parts.length - 1] = { kind, boxes: [...last.boxes, box] };
      else parts.push({ kind, boxes: [box] });
    }
    end = box.maxX;
  }
  return parts;
}

/** A flat stroke is a minus; ink above and below an empty middle an equals sign; a cross with empty corners a plus. */
function signOf(box: Box, isFlat: (box: Box) => boolean, isInk: IsInk): '+' | '-' | '=' | undefined {
  if (isFlat(box)) return '-';
  const along = [0.12, 0.3, 0.5, 0.7, 0.88];
  const x = (share: number): number => box.minX + share * (widthOf(box) - 1);
  const y = (share: number): number => box.minY + share * (heightOf(box) - 1);
  const across = (share: number): number => along.filter((each) => isInk(x(each), y(share))).length;
  const wide = widthOf(box) / heightOf(box);
  if (wide > 1.1 && across(0.1) >= 4 && across(0.5) <= 1 && across(0.9) >= 4) return '=';
  const isCross = across(0.5) === 5 && along.every((each) => isInk(x(0.5), y(each)));
  const hasCorners = [0.15, 0.85].some((column) => [0.15, 0.85].some((row) => isInk(x(column), y(row))));
  return wide > 0.75 && wide < 1.35 && isCross && !hasCorners ? '+' : undefined;
}

function heightOf({ minY, maxY }: Box): number {
  return maxY - minY + 1;
}

function widthOf({ minX, maxX }: Box): number {
  return maxX - minX + 1;
}

function middle({ minX, maxX }: Box): number {
  return (minX + maxX) / 2;
}

/** Around both. */
export function union(a: Box, b: Box): Box {
  return {
    minX: Math.min(a.minX, b.minX),
    minY: Math.min(a.minY, b.minY),
    maxX: Math.max(a.maxX, b.maxX),
    maxY: Math.max(a.maxY, b.maxY),
  };
}
