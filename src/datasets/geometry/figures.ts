/** @module Figures of triangles, right triangles and parallel lines, with numbers drawn so that what is asked has an exact answer. */
import { quantity } from '../../domain/geometry/quantity.js';
import { angle, segment } from '../../domain/geometry/theorems.js';
import type { Random } from '../../domain/random.js';
import type { Figure, Place } from './figure.js';
import { given, letters, polar, radians, whole } from './numbers.js';

/** A triangle by its base and the angles at it. */
function triangleBy(alpha: number, beta: number): { a: Place; b: Place; c: Place } {
  const side = Math.sin(radians(beta)) / Math.sin(radians(180 - alpha - beta));
  return { a: { x: 0, y: 0 }, b: { x: 1, y: 0 }, c: polar({ x: 0, y: 0 }, side, alpha) };
}

export function triangleFigure(random: Random): Figure {
  const [A = '', B = '', C = '', D = ''] = letters(random, 4);
  const [alpha, beta] = [random.int(32, 72), random.int(32, 72)];
  const { a, b, c } = triangleBy(alpha, beta);
  const names = `${A}${B}${C}`;
  if (random.next() < 0.35) {
    const base = random.int(25, 75);
    const equal = triangleBy(base, base);
    const apexGiven = random.next() < 0.5;
    return {
      points: { [A]: equal.a, [B]: equal.b, [C]: equal.c },
      segments: [
        [A, B],
        [B, C],
        [A, C],
      ],
      circle: undefined,
      statements: [
        [`In triangle ${names}, ${C}${A} = ${C}${B}.`, `Triangle ${names} is isosceles with ${C}${A} = ${C}${B}.`],
      ],
      facts: [
        { kind: 'triangle', points: [A, B, C] },
        { kind: 'isosceles', apex: C, base: [A, B] },
      ],
      given: apexGiven ? given([angle(A, C, B), 180 - 2 * base]) : given([angle(C, A, B), base]),
      askable: apexGiven ? [angle(C, A, B), angle(C, B, A)] : [angle(A, C, B), angle(C, B, A)],
    };
  }
  const part = random.int(15, 180 - alpha - beta - 15);
  // The ray from C that is `part` degrees from CA meets AB in D.
  const d = { x: (Math.hypot(c.x, c.y) * Math.sin(radians(part))) / Math.sin(radians(180 - alpha - part)), y: 0 };
  const other = 180 - alpha - beta - part;
  return {
    points: { [A]: a, [B]: b, [C]: c, [D]: d },
    segments: [
      [A, B],
      [B, C],
      [A, C],
      [C, D],
    ],
    circle: undefined,
    statements: [
      [
        `In triangle ${names}, point ${D} lies on side ${A}${B}.`,
        `Point ${D} lies on side ${A}${B} of triangle ${names}.`,
      ],
    ],
    facts: [{ kind: 'on-side', point: D, ends: [A, B], apex: C }],
    given: random.pick([
      given([angle(C, A, B), alpha], [angle(A, C, D), part], [angle(D, C, B), other]),
      given([angle(C, A, B), alpha], [angle(C, B, A), beta], [angle(A, C, D), part]),
      given([angle(C, B, A), beta], [angle(A, D, C), 180 - alpha - part]),
    ]),
    askable: [angle(B, D, C), angle(A, D, C), angle(D, C, B), angle(C, B, A), angle(A, C, B)],
  };
}

export function rightFigure(random: Random): Figure {
  const [A = '', B = '', C = '', D = ''] = letters(random, 4);
  const names = `${A}${B}${C}`;
  const [p, q, h] = [random.int(3, 16), random.int(3, 16), random.int(3, 14)];
  if (random.next() < 0.4) {
    return {
      points: { [A]: { x: p, y: 0 }, [B]: { x: 0, y: q }, [C]: { x: 0, y: 0 } },
      segments: [
        [A, B],
        [B, C],
        [A, C],
      ],
      circle: undefined,
      statements: [
        [`Triangle ${names} has a right angle at ${C}.`, `In triangle ${names}, the angle at ${C} is a right angle.`],
      ],
      facts: [
        { kind: 'triangle', points: [A, B, C] },
        { kind: 'right', points: [A, C, B] },
      ],
      given: given([segment(A, C), p], [segment(B, C), q]),
      askable: [segment(A, B)],
    };
  }
  return {
    points: { [A]: { x: -p, y: 0 }, [B]: { x: q, y: 0 }, [C]: { x: 0, y: h }, [D]: { x: 0, y: 0 } },
    segments: [
      [A, B],
      [B, C],
      [A, C],
      [C, D],
    ],
    circle: undefined,
    statements: [
      [
        `In triangle ${names}, point ${D} lies on side ${A}${B}.`,
        `Point ${D} lies on side ${A}${B} of triangle ${names}.`,
      ],
      [`${C}${D} is perpendicular to ${A}${B}.`, `Segment ${C}${D} is perpendicular to ${A}${B}.`],
    ],
    facts: [
      { kind: 'on-side', point: D, ends: [A, B], apex: C },
      { kind: 'right', points: [A, D, C] },
      { kind: 'right', points: [B, D, C] },
    ],
    given: random.pick([
      given([segment(A, D), p], [segment(C, D), h], [segment(A, B), p + q]),
      given([segment(A, D), p], [segment(D, B), q], [segment(C, D), h]),
      new Map([
        ...given([segment(A, B), p + q], [segment(D, B), q]),
        [segment(A, C), quantity(1, 1, p * p + h * h) ?? whole(p)],
      ]),
    ]),
    askable: [segment(B, C), segment(A, C), segment(C, D), segment(A, B)],
  };
}

export function parallelFigure(random: Random): Figure {
  const [A = '', B = '', C = '', D = '', P = '', Q = '', R = ''] = letters(random, 7);
  const [left, right] = [random.int(35, 75), random.int(35, 75)];
  const height = 1;
  const q = { x: -height / Math.tan(radians(left)), y: 0 };
  const r = { x: height / Math.tan(radians(right)), y: 0 };
  const middle = 180 - left - right;
  return {
    points: {
      [P]: { x: 0, y: height },
      [Q]: q,
      [R]: r,
      [A]: { x: q.x - 0.5, y: height },
      [B]: { x: r.x + 0.5, y: height },
      [C]: { x: q.x - 0.5, y: 0 },
      [D]: { x: r.x + 0.5, y: 0 },
    },
    segments: [
      [A, B],
      [C, D],
      [P, Q],
      [P, R],
    ],
    circle: undefined,
    statements: [
      [`Line ${A}${B} is parallel to line ${C}${D}.`, `Lines ${A}${B} and ${C}${D} are parallel.`],
      [
        `Point ${P} lies on ${A}${B}, and points ${Q} and ${R} lie on ${C}${D} in this order.`,
        `${P} is a point of ${A}${B}, and points ${Q} and ${R} lie on ${C}${D} in this order.`,
      ],
    ],
    facts: [{ kind: 'strip', line: [A, B], point: P, feet: [Q, R] }],
    given: random.pick([
      given([angle(A, P, Q), left], [angle(B, P, R), right]),
      given([angle(A, P, Q), left], [angle(P, R, Q), right]),
      given([angle(P, Q, R), left], [angle(Q, P, R), middle]),
    ]),
    askable: [angle(Q, P, R), angle(P, R, Q), angle(P, Q, R), angle(B, P, R), angle(A, P, Q)],
  };
}
