/** @module Counts how often a blue and a red polyline cross. */
import { backgroundOf } from './ink.js';
import { fitPolyline } from './piecewise-line.js';
import { at, cannot, clamp, found, type Finding, type Point, type Raster } from './raster.js';

/** Red minus blue, per pixel, against the background's: positive on the red line, negative on the blue one. */
type Signed = Int16Array;

interface Trace {
  readonly corners: readonly Point[];
  readonly rms: number;
  /** Share of columns in which the colour appears in one piece. */
  readonly single: number;
}

/** Follows each colour column by column, fits a polyline to it, and counts the crossings of the two polylines. */
export function countLineIntersections(raster: Raster): Finding {
  const signed = redMinusBlue(raster);
  const blue = trace(signed, raster.width, raster.height, -1);
  const red = trace(signed, raster.width, raster.height, 1);
  if (blue === undefined || red === undefined) {
    return cannot(`No ${blue === undefined ? 'blue' : 'red'} line was found in the picture.`);
  }
  const worst = Math.max(blue.rms, red.rms);
  if (Math.min(blue.single, red.single) < 0.7 || worst > 0.01 * raster.height + 4) {
    return cannot('The coloured shapes are not two lines that run from left to right.');
  }
  const { crossings, margin } = cross(blue.corners, red.corners);
  const confidence = 0.98 * clamp(0.4 + margin / 12, 0, 1) * clamp(1.3 - worst / 5, 0.3, 1);
  return found(String(crossings.length), confidence, {
    count: crossings.length,
    points: crossings.slice(0, 20).map((p) => ({ x: Math.round(p.x), y: Math.round(p.y) })),
  });
}

function redMinusBlue(raster: Raster): Signed {
  const signed = new Int16Array(raster.width * raster.height);
  const [r, , b] = backgroundOf(raster);
  for (let p = 0, i = 0; p < signed.length; p++, i += 3)
    signed[p] = at(raster.data, i) - at(raster.data, i + 2) - r + b;
  return signed;
}

/** The polyline of one colour; undefined when the colour is not there or covers too few columns. */
function trace(signed: Signed, width: number, height: number, sign: 1 | -1): Trace | undefined {
  let strongest = 0;
  for (const value of signed) strongest = Math.max(strongest, value * sign);
  if (strongest < 50) return undefined;
  const threshold = strongest * 0.3;
  const points: Point[] = [];
  let columns = 0;
  let pieces = 0;
  let thickness = 0;
  for (let x = 0; x < width; x++) {
    const column = readColumn(signed, width, height, x, sign, threshold);
    if (column === undefined) continue;
    columns++;
    if (column.pieces === 1) pieces++;
    thickness += column.weight;
    // Where the other line is drawn over this one, or right beside it, the middle of what is left is not the line's.
    if (!column.besideOther) points.push({ x, y: column.y });
  }
  if (columns < 0.2 * width || points.length < 12) return undefined;
  const typical = thickness / columns;
  const fitted = fitPolyline(points, 12 + 2 * typical * typical);
  return fitted === undefined ? undefined : { ...fitted, single: pieces / columns };
}

interface Column {
  readonly y: number;
  readonly weight: number;
  readonly pieces: number;
  readonly besideOther: boolean;
}

function readColumn(
  signed: Signed,
  width: number,
  height: number,
  x: number,
  sign: 1 | -1,
  threshold: number,
): Column | undefined {
  let [weight, moment, pieces, last] = [0, 0, 0, -10];
  let besideOther = false;
  for (let y = 0; y < height; y++) {
    const value = at(signed, y * width + x) * sign;
    if (value < threshold) continue;
    const share = Math.min(1, value / (threshold / 0.3));
    weight += share;
    moment += share * y;
    if (y > last + 2) pieces++;
    last = y;
    for (let step = -3; step <= 3; step++) {
      const near = at(signed, clamp(y + step, 0, height - 1) * width + x) * sign;
      if (near < -threshold) besideOther = true;
    }
  }
  return weight === 0 ? undefined : { y: moment / weight, weight, pieces: besideOther ? 1 : pieces, besideOther };
}

/** Crossings of two polylines that are functions of x, and the least distance (pixels) at a corner: small means unsure. */
function cross(a: readonly Point[], b: readonly Point[]): { crossings: Point[]; margin: number } {
  const from = Math.max(a[0]?.x ?? 0, b[0]?.x ?? 0);
  const to = Math.min(a.at(-1)?.x ?? 0, b.at(-1)?.x ?? 0);
  const xs = [...a, ...b].map((p) => clamp(p.x, from, to)).sort((p, q) => p - q);
  const crossings: Point[] = [];
  let margin = Infinity;
  let previous: { x: number; difference: number } | undefined;
  for (const x of xs) {
    const difference = heightAt(a, x) - heightAt(b, x);
    margin = Math.min(margin, Math.abs(difference));
    if (previous !== undefined && previous.difference * difference < 0) {
      const t = previous.difference / (previous.difference - difference);
      const where = previous.x + t * (x - previous.x);
      crossings.push({ x: where, y: heightAt(a, where) });
    }
    if (difference !== 0) previous = { x, difference };
  }
  return { crossings, margin };
}

function heightAt(line: readonly Point[], x: number): number {
  for (let i = 1; i < line.length; i++) {
    const [left, right] = [line[i - 1], line[i]];
    if (left === undefined || right === undefined || (x > right.x && i < line.length - 1)) continue;
    const t = right.x === left.x ? 0 : (x - left.x) / (right.x - left.x);
    return left.y + t * (right.y - left.y);
  }
  return line[0]?.y ?? 0;
}
