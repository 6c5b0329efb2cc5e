/** @module The relations that theorems give for what is known of a figure, whatever figure it is. */
import type { Relation } from '../../../domain/geometry/deduce.js';
import { segment } from '../../../domain/geometry/theorems.js';
import { circleRelations } from './circle-theorems.js';
import { pairsOf, raysOf, type Corner, type Knowledge, type Rays } from './knowledge.js';
import { parallelRelations } from './parallel-theorems.js';
import { same, sum } from './relations.js';

/** Everything that can be said of lengths and angles there, each angle by the name that `raysOf` gives it. */
export function relationsOfFigure(knowledge: Knowledge): readonly Relation[] {
  const rays = raysOf(knowledge.lines);
  const triangles = trianglesOf(rays);
  const equal = [...knowledge.equal, ...radii(knowledge)];
  const right = rightAngles([...knowledge.right, ...thales(knowledge, rays)], rays);
  return [
    ...knowledge.lines.flatMap(partsOfLine),
    ...rays.points.flatMap((vertex) => anglesAt(vertex, knowledge, rays)),
    ...triangles.flatMap((triangle) => [
      sum(
        corners(triangle).map((corner) => [1, rays.angleName(...corner)] as const),
        180,
        'angles of a triangle',
      ),
      ...corners(triangle).flatMap((corner) => pythagoras(corner, right, rays)),
      ...corners(triangle).flatMap((corner) => isosceles(corner, equal, rays)),
    ]),
    ...[...right].map((name) => sum([[1, name]], 90, 'right angle')),
    ...equal.map(([[a, b], [c, d]]) => same(segment(a, b), segment(c, d), 'equal lengths')),
    ...circleRelations(knowledge, rays),
    ...parallelRelations(knowledge, rays),
  ];
}

/** Three points that are joined and not in line. */
function trianglesOf({ points, areJoined, areInLine }: Rays): readonly Corner[] {
  return points.flatMap((a) =>
    pairsOf(points.filter((point) => point > a && areJoined(a, point)))
      .filter(([b, c]) => areJoined(b, c) && !areInLine(a, b, c))
      .map(([b, c]) => [a, b, c] as const),
  );
}

function corners([a, b, c]: Corner): readonly Corner[] {
  return [[b, a, c], [a, b, c], [a, c, b]]; // prettier-ignore
}

function partsOfLine(line: readonly string[]): readonly Relation[] {
  return pairsOf([...line.keys()]).flatMap(([first, last]) =>
    line.slice(first + 1, last).map((middle) => {
      const [a = '', b = ''] = [line[first], line[last]];
      const terms = [[1, segment(a, middle)], [1, segment(middle, b)], [-1, segment(a, b)]] as const; // prettier-ignore
      return sum(terms, 0, 'parts of a segment');
    }),
  );
}

function anglesAt(vertex: string, knowledge: Knowledge, rays: Rays): readonly Relation[] {
  const all = rays.raysAt(vertex);
  const name = (a: string, b: string): string => rays.angleName(a, vertex, b);
  const pairs = pairsOf(all);
  const linear = pairs.flatMap(
    ([a, b]) =>
    rays.opposite(vertex, a) !== b
      ? []
      : all
          .filter((ray) => ray !== a && ray !== b)
          .map((ray) => sum([[1, name(a, ray)], [1, name(ray, b)]], 180, 'linear pair')), // prettier-ignore
  );
  const parts = pairs.flatMap(
    ([a, b]) =>
    all
      .filter((ray) => ray !== a && ray !== b && isBetween(vertex, a, ray, b, knowledge, rays))
      .map((ray) => sum([[1, name(a, ray)], [1, name(ray, b)], [-1, name(a, b)]], 0, 'parts of an angle')), // prettier-ignore
  );
  return [...linear, ...parts];
}

/** Does the ray run within the angle? Seen, or because it meets a segment between the sides. */
function isBetween(
  vertex: string,
  a: string,
  ray: string,
  b: string,
  { lines, places }: Knowledge,
  rays: Rays,
): boolean {
  if (rays.opposite(vertex, a) === b) return false;
  const meets = lines.some((line) => {
    const order = [a, ray, b].map((of) =>
      line.findIndex((point) => rays.areJoined(vertex, point) && rays.ray(vertex, point) === of),
    );
    const [first = -1, middle = -1, last = -1] = order;
    return !line.includes(vertex) && Math.min(...order) >= 0 && (middle - first) * (last - middle) > 0;
  });
  const [from, p, q, r] = [vertex, a, ray, b].map((point) => places.get(point));
  if (meets || from === undefined || p === undefined || q === undefined || r === undefined) return meets;
  const cross = (u: typeof p, v: typeof p): number => (u.x - from.x) * (v.y - from.y) - (u.y - from.y) * (v.x - from.x);
  return cross(p, q) * cross(p, r) > 0 && cross(q, r) * cross(p, r) > 0;
}

/** The ends of a diameter are seen from any other point of the circle under a right angle. */
function thales({ circles, lines }: Knowledge, { areJoined }: Rays): readonly Corner[] {
  return circles.flatMap(({ centre, on }) =>
    pairsOf(on)
      .filter(([a, b]) => lines.some((line) => [a, centre, b].every((point) => line.includes(point))))
      .flatMap(([a, b]) =>
        on.filter((c) => areJoined(a, c) && areJoined(b, c) && c !== a && c !== b).map((c) => [a, c, b] as const),
      ),
  );
}

/** Right angles, and those on the other side of a line that goes on. */
function rightAngles(stated: readonly Corner[], rays: Rays): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [a, vertex, b] of stated) {
    const [one, other] = [rays.ray(vertex, a), rays.ray(vertex, b)];
    for (const p of [one, rays.opposite(vertex, one)])
      for (const q of [other, rays.opposite(vertex, other)])
        if (p !== undefined && q !== undefined) names.add(rays.angleName(p, vertex, q));
  }
  return names;
}

function pythagoras([a, vertex, b]: Corner, right: ReadonlySet<string>, rays: Rays): readonly Relation[] {
  if (!right.has(rays.angleName(a, vertex, b))) return [];
  const legs = [segment(vertex, a), segment(vertex, b)] as const;
  return [{ kind: 'pythagoras', legs, hypotenuse: segment(a, b), why: 'Pythagoras' }];
}

function isosceles([a, apex, b]: Corner, equal: Knowledge['equal'], rays: Rays): readonly Relation[] {
  const sides = [segment(apex, a), segment(apex, b)].sort().join();
  const isEqual = equal.some(([one, other]) => [segment(...one), segment(...other)].sort().join() === sides);
  if (!isEqual) return [];
  const [atA, atB, top] = [rays.angleName(apex, a, b), rays.angleName(apex, b, a), rays.angleName(a, apex, b)];
  const why = 'base angles';
  return [same(atA, atB, why), sum([[2, atA], [1, top]], 180, why), sum([[2, atB], [1, top]], 180, why)]; // prettier-ignore
}

function radii({ circles }: Knowledge): Knowledge['equal'] {
  return circles.flatMap(({ centre, on }) => pairsOf(on).map(([a, b]) => [[centre, a], [centre, b]] as const)); // prettier-ignore
}
