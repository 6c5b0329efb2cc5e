/** @module Fits circles to points: least squares, and a search that finds one circle among points of several. */
import type { Random } from '../../../domain/random.js';
import type { Point } from './raster.js';

export interface Circle extends Point {
  readonly r: number;
}

/** Least-squares circle (Kåsa) through at least three points; undefined when they lie on a line. */
export function fitCircle(points: readonly Point[]): Circle | undefined {
  const n = points.length;
  if (n < 3) return undefined;
  const mx = points.reduce((sum, p) => sum + p.x, 0) / n;
  const my = points.reduce((sum, p) => sum + p.y, 0) / n;
  let [suu, svv, suv, suz, svz] = [0, 0, 0, 0, 0];
  for (const p of points) {
    const u = p.x - mx;
    const v = p.y - my;
    const z = u * u + v * v;
    suu += u * u;
    svv += v * v;
    suv += u * v;
    suz += u * z;
    svz += v * z;
  }
  const det = suu * svv - suv * suv;
  if (Math.abs(det) < 1e-9 * (suu + svv) ** 2) return undefined;
  const a = (suz * svv - svz * suv) / (2 * det);
  const b = (svz * suu - suz * suv) / (2 * det);
  return { x: mx + a, y: my + b, r: Math.sqrt(a * a + b * b + (suu + svv) / n) };
}

export function distanceTo(circle: Circle, point: Point): number {
  return Math.abs(Math.hypot(point.x - circle.x, point.y - circle.y) - circle.r);
}

/** The circle that most points lie on within `tolerance` pixels, refined on those points. */
export function findCircle(
  points: readonly Point[],
  tolerance: number,
  radii: readonly [number, number],
  random: Random,
): Circle | undefined {
  if (points.length < 12) return undefined;
  let best: Circle | undefined;
  let bestCount = 0;
  for (let trial = 0; trial < 400; trial++) {
    const circle = fitCircle([random.pick(points), random.pick(points), random.pick(points)]);
    if (circle === undefined || circle.r < radii[0] || circle.r > radii[1]) continue;
    let count = 0;
    for (const point of points) if (distanceTo(circle, point) <= tolerance) count++;
    if (count > bestCount) [best, bestCount] = [circle, count];
  }
  for (let round = 0; round < 4 && best !== undefined; round++) {
    const current = best;
    best = fitCircle(points.filter((point) => distanceTo(current, point) <= tolerance));
  }
  return best;
}
