/** @module What figures are made of, and the relations that theorems give for each. */
import type { Relation } from './deduce.js';

/** A statement about named points, as a question makes it. Points are capital letters. */
export type Fact =
  | { readonly kind: 'triangle'; readonly points: readonly [string, string, string] }
  /** The angle at the middle point is right. */
  | { readonly kind: 'right'; readonly points: readonly [string, string, string] }
  /** `apex` is as far from one base point as from the other. */
  | { readonly kind: 'isosceles'; readonly apex: string; readonly base: readonly [string, string] }
  /** `point` lies between the ends, and is joined to `apex`, which is off their line. */
  | {
      readonly kind: 'on-side';
      readonly point: string;
      readonly ends: readonly [string, string];
      readonly apex: string;
    }
  /** In triangle apex-left-right, the points on the two sides from the apex are joined parallel to the third. */
  | {
      readonly kind: 'parallel-cut';
      readonly apex: string;
      readonly left: readonly [cut: string, end: string];
      readonly right: readonly [cut: string, end: string];
    }
  /** `point` on the first line (from, to); `feet` on the second, parallel one, in the same order. */
  | {
      readonly kind: 'strip';
      readonly line: readonly [from: string, to: string];
      readonly point: string;
      readonly feet: readonly [string, string];
    }
  /** Ends of a diameter, the centre, and another point of the circle. */
  | {
      readonly kind: 'diameter';
      readonly ends: readonly [string, string];
      readonly centre: string;
      readonly point: string;
    }
  | { readonly kind: 'tangent'; readonly centre: string; readonly touch: string; readonly from: string };

/** The name of a length: its ends in order. */
export function segment(a: string, b: string): string {
  return a < b ? `${a}${b}` : `${b}${a}`;
}

/** The name of the angle at `vertex`. */
export function angle(a: string, vertex: string, b: string): string {
  return a < b ? `<${a}${vertex}${b}` : `<${b}${vertex}${a}`;
}

const sum = (names: readonly string[], total: number, why: string): Relation => ({
  kind: 'sum',
  terms: names.map((name) => [1, name] as const),
  total,
  why,
});
const same = (a: string, b: string, why: string): Relation => ({
  kind: 'sum',
  terms: [
    [1, a],
    [-1, b],
  ],
  total: 0,
  why,
});
const double = (whole: string, half: string, why: string): Relation => ({
  kind: 'sum',
  terms: [
    [1, whole],
    [-2, half],
  ],
  total: 0,
  why,
});
const whole = (all: string, a: string, b: string, why: string): Relation => ({
  kind: 'sum',
  terms: [
    [1, a],
    [1, b],
    [-1, all],
  ],
  total: 0,
  why,
});

export function relationsOf(fact: Fact): readonly Relation[] {
  switch (fact.kind) {
    case 'triangle':
      return triangle(...fact.points);
    case 'right':
      return right(...fact.points);
    case 'isosceles':
      return isosceles(fact.apex, ...fact.base);
    case 'on-side':
      return onSide(fact.point, fact.ends, fact.apex);
    case 'parallel-cut':
      return parallelCut(fact.apex, fact.left, fact.right);
    case 'strip':
      return strip(fact.line, fact.point, fact.feet);
    case 'diameter':
      return diameter(fact.ends, fact.centre, fact.point);
    case 'tangent':
      return [...right(fact.centre, fact.touch, fact.from), ...triangle(fact.centre, fact.touch, fact.from)];
  }
}

function triangle(a: string, b: string, c: string): readonly Relation[] {
  return [sum([angle(b, a, c), angle(a, b, c), angle(a, c, b)], 180, 'angles of a triangle')];
}

function right(a: string, vertex: string, b: string): readonly Relation[] {
  return [
    sum([angle(a, vertex, b)], 90, 'right angle'),
    {
      kind: 'pythagoras',
      legs: [segment(vertex, a), segment(vertex, b)],
      hypotenuse: segment(a, b),
      why: 'Pythagoras',
    },
  ];
}

function isosceles(apex: string, b: string, c: string): readonly Relation[] {
  return [
    same(segment(apex, b), segment(apex, c), 'equal sides'),
    same(angle(apex, b, c), angle(apex, c, b), 'base angles'),
  ];
}

function onSide(point: string, [a, b]: readonly [string, string], apex: string): readonly Relation[] {
  return [
    whole(segment(a, b), segment(a, point), segment(point, b), 'parts of a segment'),
    sum([angle(a, point, apex), angle(b, point, apex)], 180, 'linear pair'),
    same(angle(apex, a, point), angle(apex, a, b), 'the same angle'),
    same(angle(apex, b, point), angle(apex, b, a), 'the same angle'),
    whole(angle(a, apex, b), angle(a, apex, point), angle(point, apex, b), 'parts of an angle'),
    ...triangle(a, point, apex),
    ...triangle(b, point, apex),
    ...triangle(a, b, apex),
  ];
}

function parallelCut(
  apex: string,
  [d, b]: readonly [string, string],
  [e, c]: readonly [string, string],
): readonly Relation[] {
  const why = 'similar triangles';
  const small = [segment(apex, d), segment(apex, e), segment(d, e)] as const;
  const large = [segment(apex, b), segment(apex, c), segment(b, c)] as const;
  return [
    whole(large[0], small[0], segment(d, b), 'parts of a segment'),
    whole(large[1], small[1], segment(e, c), 'parts of a segment'),
    { kind: 'proportion', names: [small[0], large[0], small[1], large[1]], why },
    { kind: 'proportion', names: [small[0], large[0], small[2], large[2]], why },
    { kind: 'proportion', names: [small[1], large[1], small[2], large[2]], why },
    { kind: 'proportion', names: [small[0], segment(d, b), small[1], segment(e, c)], why: 'intercept theorem' },
    same(angle(apex, d, e), angle(apex, b, c), 'corresponding angles'),
    same(angle(apex, e, d), angle(apex, c, b), 'corresponding angles'),
    same(angle(d, apex, e), angle(b, apex, c), 'the same angle'),
    ...triangle(apex, b, c),
  ];
}

function strip(
  [from, to]: readonly [string, string],
  point: string,
  [q, r]: readonly [string, string],
): readonly Relation[] {
  return [
    same(angle(from, point, q), angle(point, q, r), 'alternate angles'),
    same(angle(to, point, r), angle(point, r, q), 'alternate angles'),
    sum([angle(from, point, q), angle(q, point, r), angle(to, point, r)], 180, 'angles at a line'),
    ...triangle(point, q, r),
  ];
}

function diameter([a, b]: readonly [string, string], o: string, c: string): readonly Relation[] {
  return [
    ...right(a, c, b),
    ...triangle(a, c, b),
    double(segment(a, b), segment(o, a), 'a diameter is two radii'),
    double(segment(a, b), segment(o, b), 'a diameter is two radii'),
    ...isosceles(o, a, c),
    ...isosceles(o, b, c),
    same(angle(o, a, c), angle(b, a, c), 'the same angle'),
    same(angle(o, b, c), angle(a, b, c), 'the same angle'),
    double(angle(b, o, c), angle(b, a, c), 'central angle'),
    double(angle(a, o, c), angle(a, b, c), 'central angle'),
    sum([angle(a, o, c), angle(b, o, c)], 180, 'linear pair'),
    ...triangle(o, a, c),
    ...triangle(o, b, c),
  ];
}
