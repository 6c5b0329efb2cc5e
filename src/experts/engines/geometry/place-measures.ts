/** @module Which angle or length a measure in the figure is of: the one that it is written in or beside, of a size that fits. */
import { angle, segment } from '../../../domain/geometry/theorems.js';
import { toNumber } from '../../../domain/geometry/quantity.js';
import type { Point } from '../raster/raster.js';
import { pairsOf, type Knowledge, type Rays } from './knowledge.js';
import type { Measure } from './read-writing.js';
import { distance } from './vertices.js';

/** Drawn angles are as large as they are said to be, within so many degrees. */
export const ANGLE_SLACK = 10;
/** A second place that is nearly as good makes a measure unsure. */
const CLEAR = 1.25;

interface Candidate {
  readonly name: string;
  /** Less is better, pixels. */
  readonly cost: number;
}

/** The name of what is measured; undefined where nothing fits, or two things do. */
export function placeMeasure(
  { quantity, isAngle }: Measure,
  at: Point,
  { lines, places }: Pick<Knowledge, 'lines' | 'places'>,
  rays: Rays,
  letter: number,
): string | undefined {
  const candidates = isAngle
    ? angleCandidates(at, toNumber(quantity), places, rays)
    : lengthCandidates(at, lines, places, letter);
  const [best, next] = [...candidates].sort((a, b) => a.cost - b.cost);
  if (best === undefined || best.cost > 12 * letter) return undefined;
  return next !== undefined && next.name !== best.name && next.cost < CLEAR * best.cost ? undefined : best.name;
}

function angleCandidates(at: Point, degrees: number, places: Knowledge['places'], rays: Rays): readonly Candidate[] {
  return rays.points.flatMap((vertex) => {
    const from = places.get(vertex);
    if (from === undefined) return [];
    return pairsOf(rays.raysAt(vertex)).flatMap(([a, b]) => {
      const size = angleSeen([a, vertex, b], places);
      if (size === undefined || Math.abs(size - degrees) > ANGLE_SLACK) return [];
      const [u, v] = [unit(from, places.get(a)), unit(from, places.get(b))];
      const middle = unit({ x: 0, y: 0 }, { x: u.x + v.x, y: u.y + v.y });
      const reach = (at.x - from.x) * middle.x + (at.y - from.y) * middle.y;
      const off = Math.abs((at.x - from.x) * middle.y - (at.y - from.y) * middle.x);
      const isWithin = reach > 0 && Math.atan2(off, reach) < (size * Math.PI) / 360;
      return isWithin ? [{ name: angle(a, vertex, b), cost: reach + 2 * off }] : [];
    });
  });
}

function lengthCandidates(
  at: Point,
  lines: Knowledge['lines'],
  places: Knowledge['places'],
  letter: number,
): readonly Candidate[] {
  return lines.flatMap(pairsOf).flatMap(([a, b]) => {
    const [from, to] = [places.get(a), places.get(b)];
    if (from === undefined || to === undefined) return [];
    const length = distance(from, to);
    const along = unit(from, to);
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const shift = Math.abs((at.x - middle.x) * along.x + (at.y - middle.y) * along.y);
    const off = Math.abs((at.x - middle.x) * along.y - (at.y - middle.y) * along.x);
    return off > 3.5 * letter || shift > 0.4 * length ? [] : [{ name: segment(a, b), cost: off + 1.5 * shift }];
  });
}

/** Degrees, as it is drawn; undefined where a point was not seen. */
export function angleSeen(
  [a, vertex, b]: readonly [string, string, string],
  places: Knowledge['places'],
): number | undefined {
  const [p, from, q] = [a, vertex, b].map((name) => places.get(name));
  if (p === undefined || from === undefined || q === undefined) return undefined;
  const turn = Math.abs(Math.atan2(p.y - from.y, p.x - from.x) - Math.atan2(q.y - from.y, q.x - from.x));
  return (Math.min(turn, 2 * Math.PI - turn) * 180) / Math.PI;
}

function unit(from: Point, to: Point = from): Point {
  const length = distance(from, to);
  return length < 1e-9 ? { x: 0, y: 0 } : { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}
