/** @module Where strokes meet or end, and which of these points lie on one stroke or on the circle. */
import type { Circle } from '../raster/circle-fit.js';
import type { Point } from '../raster/raster.js';
import type { FigureLayout } from './layout.js';
import { lengthOf, type Segment } from './segments.js';

export interface Vertices {
  readonly points: readonly Point[];
  /** Indices of points, in their order along each stroke. */
  readonly lines: readonly (readonly number[])[];
  readonly circle: { readonly centre: number; readonly on: readonly number[] } | undefined;
}

export function findVertices({ segments, circle, stroke }: FigureLayout): Vertices {
  const reach = 5 + 1.5 * stroke;
  const crossings = segments.flatMap((one, index) =>
    segments.slice(index + 1).flatMap((other) => {
      const point = crossing(one, other);
      return point !== undefined && [one, other].every((each) => isAlong(each, point, reach)) ? [point] : [];
    }),
  );
  const isAt = (point: Point, places: readonly Point[], within: number): boolean =>
    places.some((each) => distance(each, point) <= within);
  const ends = segments.flatMap(({ from, to }) => [from, to]).filter((end) => !isAt(end, crossings, 1.5 * reach));
  const met = merge([...crossings, ...ends], reach);
  const centre = circle !== undefined && !isAt(circle, met, reach) ? [{ x: circle.x, y: circle.y }] : [];
  const points = [...met, ...centre];
  const lines = segments.map((segment) => {
    const on = [...points.keys()].filter((index) => isAlong(segment, points[index] ?? segment.from, reach));
    return on.sort((a, b) => place(segment, points[a]) - place(segment, points[b]));
  });
  return {
    points,
    lines: lines.filter((line) => line.length >= 2),
    circle: circle === undefined ? undefined : circlePoints(circle, points, reach),
  };
}

function circlePoints(
  circle: Circle,
  points: readonly Point[],
  reach: number,
): { centre: number; on: readonly number[] } {
  const off = points.map((point) => distance(point, circle));
  return {
    centre: off.indexOf(Math.min(...off)),
    on: [...points.keys()].filter((index) => Math.abs((off[index] ?? 0) - circle.r) <= reach),
  };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Pixels from the start of the stroke to the foot of the point. */
function place(segment: Segment, point: Point = segment.from): number {
  const { from, to } = segment;
  return ((point.x - from.x) * (to.x - from.x) + (point.y - from.y) * (to.y - from.y)) / lengthOf(segment);
}

function isAlong(segment: Segment, point: Point, reach: number): boolean {
  const { from, to } = segment;
  const length = lengthOf(segment);
  const off = Math.abs((point.x - from.x) * (to.y - from.y) - (point.y - from.y) * (to.x - from.x)) / length;
  const along = place(segment, point);
  return off <= 0.8 * reach && along >= -reach && along <= length + reach;
}

/** Undefined where the two are nearly parallel. */
function crossing(one: Segment, other: Segment): Point | undefined {
  const [u, v] = [one, other].map(({ from, to }) => ({ x: to.x - from.x, y: to.y - from.y }));
  if (u === undefined || v === undefined) return undefined;
  const cross = u.x * v.y - u.y * v.x;
  if (Math.abs(cross) < 0.14 * Math.hypot(u.x, u.y) * Math.hypot(v.x, v.y)) return undefined;
  const t = ((other.from.x - one.from.x) * v.y - (other.from.y - one.from.y) * v.x) / cross;
  return { x: one.from.x + t * u.x, y: one.from.y + t * u.y };
}

/** Points that are as good as one become their mean. */
function merge(points: readonly Point[], reach: number): readonly Point[] {
  const clusters: Point[][] = [];
  const mean = (cluster: readonly Point[]): Point => ({
    x: cluster.reduce((sum, { x }) => sum + x, 0) / cluster.length,
    y: cluster.reduce((sum, { y }) => sum + y, 0) / cluster.length,
  });
  for (const point of points) {
    const near = clusters.find((cluster) => distance(mean(cluster), point) <= reach);
    if (near === undefined) clusters.push([point]);
    else near.push(point);
  }
  return clusters.map(mean);
}
