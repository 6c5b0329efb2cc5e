/** @module What is known of a figure: which points lie on one line or circle, what is stated of them, and where they are if they were seen. */
import { angle, segment } from '../../../domain/geometry/theorems.js';
import type { Quantity } from '../../../domain/geometry/quantity.js';
import type { Point } from '../raster/raster.js';

/** Two points, as `AB` is written. */
export type Pair = readonly [string, string];
/** The angle at the middle point. */
export type Corner = readonly [string, string, string];

export interface Knowledge {
  /** Points of one line in their order, at least two; points are one character each. */
  readonly lines: readonly (readonly string[])[];
  readonly circles: readonly { readonly centre: string; readonly on: readonly string[] }[];
  readonly right: readonly Corner[];
  readonly equal: readonly (readonly [Pair, Pair])[];
  readonly parallel: readonly (readonly [Pair, Pair])[];
  /** By the names of `domain/geometry/theorems`. */
  readonly given: ReadonlyMap<string, Quantity>;
  /** Pixels, y downwards; empty when the figure was not looked at. */
  readonly places: ReadonlyMap<string, Point>;
}

export const NOTHING: Knowledge = {
  lines: [],
  circles: [],
  right: [],
  equal: [],
  parallel: [],
  given: new Map(),
  places: new Map(),
};

/** Angles by their rays: `AXB` and `AXC` are one angle where B and C lie on one side of X on a line. */
export interface Rays {
  /** The first point, by the alphabet, of the ray from `vertex` through `point`. */
  readonly ray: (vertex: string, point: string) => string;
  /** Every ray from there, by its first point. */
  readonly raysAt: (vertex: string) => readonly string[];
  /** The ray on the other side of the vertex, if the line goes on there. */
  readonly opposite: (vertex: string, ray: string) => string | undefined;
  readonly areJoined: (a: string, b: string) => boolean;
  readonly areInLine: (a: string, b: string, c: string) => boolean;
  readonly points: readonly string[];
  /** One name for all spellings of an angle. */
  readonly angleName: (a: string, vertex: string, b: string) => string;
  /** The same for a name as `domain/geometry` writes it, of a length too. */
  readonly nameOf: (name: string) => string;
}

export function raysOf(lines: Knowledge['lines']): Rays {
  const rays = new Map<string, string>();
  const opposites = new Map<string, string>();
  for (const line of lines) {
    for (const [index, vertex] of line.entries()) {
      const [before, after] = [line.slice(0, index), line.slice(index + 1)].map((side) => [...side].sort());
      for (const point of before ?? []) rays.set(`${vertex}${point}`, before?.[0] ?? '');
      for (const point of after ?? []) rays.set(`${vertex}${point}`, after?.[0] ?? '');
      const [one, other] = [before?.[0], after?.[0]];
      if (one === undefined || other === undefined) continue;
      opposites.set(`${vertex}${one}`, other);
      opposites.set(`${vertex}${other}`, one);
    }
  }
  const ray = (vertex: string, point: string): string => rays.get(`${vertex}${point}`) ?? point;
  const angleName = (a: string, vertex: string, b: string): string => angle(ray(vertex, a), vertex, ray(vertex, b));
  const points = [...new Set(lines.flat())].sort();
  return {
    ray,
    raysAt: (vertex) => [
      ...new Set(points.flatMap((point) => (rays.has(`${vertex}${point}`) ? [ray(vertex, point)] : []))),
    ],
    opposite: (vertex, from) => opposites.get(`${vertex}${from}`),
    areJoined: (a, b) => rays.has(`${a}${b}`),
    areInLine: (a, b, c) => lines.some((line) => [a, b, c].every((point) => line.includes(point))),
    points,
    angleName,
    nameOf: (name) =>
      name.startsWith('<')
        ? angleName(name.charAt(1), name.charAt(2), name.charAt(3))
        : segment(name.charAt(0), name.charAt(1)),
  };
}

/** All pairs of a list, each once. */
export function pairsOf<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b) => [a, b] as const));
}
