/** @module The outlines that are looked for: circles, and regular pentagons with a corner up or down. */
import type { Point } from './raster.js';

/** An outline of radius 1 around the origin, y downwards. */
export interface Template {
  /** Length of the outline. */
  readonly perimeter: number;
  /** `count` points spread evenly over the outline. */
  readonly sample: (count: number) => Point[];
  /**
   * Where the centres of such outlines lie, relative to a point on the outline whose normal has the angle `normal`
   * (radians, either way along it): segments between two points.
   */
  readonly centres: (normal: number) => readonly (readonly [Point, Point])[];
}

const polar = (radius: number, angle: number): Point => ({ x: radius * Math.cos(angle), y: radius * Math.sin(angle) });

/** How far a stroke's measured direction may be off on a curve, and along a straight edge (radians). */
const NORMAL_ERROR = 0.08;
const NORMAL_TOLERANCE = 0.22;

export const CIRCLE: Template = {
  perimeter: 2 * Math.PI,
  sample: (count) => Array.from({ length: count }, (_, i) => polar(1, (2 * Math.PI * i) / count)),
  centres: (normal) =>
    [normal, normal + Math.PI].map(
      (angle) => [polar(1, angle - NORMAL_ERROR), polar(1, angle + NORMAL_ERROR)] as const,
    ),
};

/** A regular polygon of circumradius 1, its first corner at the angle `turn`. */
export function polygon(corners: number, turn: number): Template {
  const step = (2 * Math.PI) / corners;
  const vertices = Array.from({ length: corners }, (_, i) => polar(1, turn + i * step));
  const vertex = (i: number): Point => vertices[i % corners] ?? { x: 0, y: 0 };
  return {
    perimeter: 2 * corners * Math.sin(step / 2),
    sample: (count) =>
      Array.from({ length: count }, (_, i) => {
        const place = (i * corners) / count;
        const [a, b] = [vertex(Math.floor(place)), vertex(Math.floor(place) + 1)];
        const t = place % 1;
        return { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
      }),
    centres: (normal) =>
      vertices.flatMap((a, i) => {
        const off = Math.abs(
          ((((normal - turn - (i + 0.5) * step) % Math.PI) + 1.5 * Math.PI) % Math.PI) - Math.PI / 2,
        );
        const b = vertex(i + 1);
        return off > NORMAL_TOLERANCE
          ? []
          : [
              [
                { x: -a.x, y: -a.y },
                { x: -b.x, y: -b.y },
              ] as const,
            ];
      }),
  };
}

export const PENTAGON_UP = polygon(5, -Math.PI / 2);
export const PENTAGON_DOWN = polygon(5, Math.PI / 2);
