/** @module Relations on a circle: the diameter, and inscribed angles where it is seen on which side of the chord they lie. */
import type { Relation } from '../../../domain/geometry/deduce.js';
import { segment } from '../../../domain/geometry/theorems.js';
import { pairsOf, type Knowledge, type Rays } from './knowledge.js';
import { same, sum } from './relations.js';
import { areOnOneSide } from './sides.js';

export function circleRelations({ circles, lines, places }: Knowledge, rays: Rays): readonly Relation[] {
  return circles.flatMap(({ centre, on }) =>
    pairsOf(on).flatMap(([a, b]) => {
      if (lines.some((line) => [a, centre, b].every((point) => line.includes(point)))) {
        return [a, b].map((end) => sum([[1, segment(a, b)], [-2, segment(centre, end)]], 0, 'a diameter is two radii')); // prettier-ignore
      }
      const seen = on.filter((c) => c !== a && c !== b && rays.areJoined(a, c) && rays.areJoined(b, c));
      const isCentral = rays.areJoined(centre, a) && rays.areJoined(centre, b);
      const central = seen
        .filter((c) => isCentral && areOnOneSide(places, [a, b], [c, centre]) === true)
        .map((c) => sum([[1, rays.angleName(a, centre, b)], [-2, rays.angleName(a, c, b)]], 0, 'central angle')); // prettier-ignore
      const inscribed = pairsOf(seen)
        .filter((pair) => areOnOneSide(places, [a, b], pair) === true)
        .map(([c, d]) => same(rays.angleName(a, c, b), rays.angleName(a, d, b), 'angles on one arc'));
      return [...central, ...inscribed];
    }),
  );
}
