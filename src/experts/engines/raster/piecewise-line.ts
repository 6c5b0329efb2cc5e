/** @module Fits a chain of straight segments to the curve y(x) of a drawn line. */
import { at, type Point } from './raster.js';

/** Breakpoints are tried at this many places. */
const STEPS = 120;
const MAX_SEGMENTS = 6;

interface Line {
  readonly slope: number;
  readonly offset: number;
}

/**
 * The corners of the polyline, ends included, that explains the points (sorted by x) with few segments: dynamic
 * programming over squared errors in pixels plus `cost` for each segment.
 */
export function fitPolyline(points: readonly Point[], cost: number): { corners: Point[]; rms: number } | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 8) return undefined;
  const steps = Math.min(STEPS, points.length >> 1);
  const cut = (step: number): number => Math.round((step * points.length) / steps);
  const fit = lineFitter(points);
  const best = [{ error: 0, from: 0, segments: 0 }];
  const shortest = Math.max(2, Math.round(steps * 0.04));
  for (let to = 1; to <= steps; to++) {
    let choice = { error: Infinity, from: 0, segments: 0 };
    for (let from = 0; from <= to - shortest; from++) {
      const before = best[from];
      if (before === undefined || before.segments >= MAX_SEGMENTS) continue;
      const error = before.error + fit(cut(from), cut(to)).error + cost;
      if (error < choice.error) choice = { error, from, segments: before.segments + 1 };
    }
    best.push(choice);
  }
  const total = best[steps];
  if (total === undefined || total.error === Infinity) return undefined;
  const cuts = [points.length];
  for (let step = steps; step > 0;) {
    step = best[step]?.from ?? 0;
    cuts.unshift(cut(step));
  }
  const lines = cuts.slice(1).map((to, i) => fit(at(cuts, i), to));
  const corners: Point[] = [];
  for (const [i, line] of lines.entries()) {
    const start = points[at(cuts, i)] ?? first;
    const previous = lines[i - 1];
    corners.push(previous === undefined ? onLine(line, first.x) : corner(previous, line, start.x, last.x - first.x));
  }
  const end = lines.at(-1);
  if (end !== undefined) corners.push(onLine(end, last.x));
  const squares = lines.reduce((sum, line) => sum + line.error, 0);
  return { corners, rms: Math.sqrt(squares / points.length) };
}

/** Least-squares lines over points [from, to) in constant time each. */
function lineFitter(points: readonly Point[]): (from: number, to: number) => Line & { error: number } {
  const sums = ['x', 'y', 'xx', 'xy', 'yy'].map(() => new Float64Array(points.length + 1));
  const [sx, sy, sxx, sxy, syy] = sums as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  for (const [i, { x, y }] of points.entries()) {
    sx[i + 1] = at(sx, i) + x;
    sy[i + 1] = at(sy, i) + y;
    sxx[i + 1] = at(sxx, i) + x * x;
    sxy[i + 1] = at(sxy, i) + x * y;
    syy[i + 1] = at(syy, i) + y * y;
  }
  return (from, to) => {
    const n = Math.max(1, to - from);
    const sum = (values: Float64Array): number => at(values, to) - at(values, from);
    const [mx, my] = [sum(sx) / n, sum(sy) / n];
    const vxx = sum(sxx) - n * mx * mx;
    const vxy = sum(sxy) - n * mx * my;
    const slope = vxx > 1e-9 ? vxy / vxx : 0;
    return { slope, offset: my - slope * mx, error: Math.max(0, sum(syy) - n * my * my - slope * vxy) };
  };
}

function onLine(line: Line, x: number): Point {
  return { x, y: line.slope * x + line.offset };
}

/** Where two neighbouring segments meet, if that is near the place where the data was cut; else halfway between them. */
function corner(left: Line, right: Line, cutX: number, width: number): Point {
  const meet = (right.offset - left.offset) / (left.slope - right.slope);
  if (Number.isFinite(meet) && Math.abs(meet - cutX) < 0.06 * width) return onLine(left, meet);
  return { x: cutX, y: (onLine(left, cutX).y + onLine(right, cutX).y) / 2 };
}
