/** @module Relations between parallel lines: similar triangles from any figure, alternate and interior angles from a figure that is seen. */
import type { Relation } from '../../../domain/geometry/deduce.js';
import { segment } from '../../../domain/geometry/theorems.js';
import type { Knowledge, Pair, Rays } from './knowledge.js';
import { same, sum } from './relations.js';
import { areOnOneSide } from './sides.js';

export function parallelRelations(knowledge: Knowledge, rays: Rays): readonly Relation[] {
  return knowledge.parallel.flatMap(([one, other]) => [
    ...similar(one, other, rays),
    ...similar(one, [other[1], other[0]], rays),
    ...transversals(one, other, knowledge, rays),
  ]);
}

/** Lines from one point through the ends of both segments make two similar triangles. */
function similar([d, e]: Pair, [b, c]: Pair, rays: Rays): readonly Relation[] {
  const isApex = (point: string): boolean =>
    rays.areInLine(point, d, b) &&
    rays.areInLine(point, e, c) &&
    !rays.areInLine(point, d, e) &&
    rays.ray(point, d) === rays.ray(point, b) &&
    rays.ray(point, e) === rays.ray(point, c);
  const why = 'similar triangles';
  return rays.points
    .filter((point) => ![b, c, d, e].includes(point) && isApex(point))
    .flatMap((apex): readonly Relation[] => {
      const [ad, ab] = [segment(apex, d), segment(apex, b)];
      const [ae, ac] = [segment(apex, e), segment(apex, c)];
      return [
        { kind: 'proportion', names: [ad, ab, ae, ac], why },
        { kind: 'proportion', names: [ad, ab, segment(d, e), segment(b, c)], why },
        { kind: 'proportion', names: [ae, ac, segment(d, e), segment(b, c)], why },
        { kind: 'proportion', names: [ad, segment(d, b), ae, segment(e, c)], why: 'intercept theorem' },
        same(rays.angleName(apex, d, e), rays.angleName(apex, b, c), 'corresponding angles'),
        same(rays.angleName(apex, e, d), rays.angleName(apex, c, b), 'corresponding angles'),
      ];
    });
}

function transversals(one: Pair, other: Pair, { lines, places }: Knowledge, rays: Rays): readonly Relation[] {
  const pointsOn = ([a, b]: Pair): readonly string[] =>
    lines.find((line) => line.includes(a) && line.includes(b)) ?? [];
  const [first, second] = [pointsOn(one), pointsOn(other)];
  return first.flatMap((p) =>
    second
      .filter((q) => rays.areJoined(p, q) && !first.includes(q))
      .flatMap((q) =>
        first.flatMap((x) =>
          second.flatMap((y) => {
            const isOneSide = areOnOneSide(places, [p, q], [x, y]);
            if (x === p || y === q || isOneSide === undefined) return [];
            const [atP, atQ] = [rays.angleName(x, p, q), rays.angleName(p, q, y)];
            return [
              isOneSide ? sum([[1, atP], [1, atQ]], 180, 'interior angles') : same(atP, atQ, 'alternate angles'), // prettier-ignore
            ];
          }),
        ),
      ),
  );
}
