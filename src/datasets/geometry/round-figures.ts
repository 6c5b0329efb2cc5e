/** @module Figures of circles and of similar triangles, with numbers drawn so that what is asked has an exact answer. */
import { quantity } from '../../domain/geometry/quantity.js';
import { angle, segment } from '../../domain/geometry/theorems.js';
import type { Random } from '../../domain/random.js';
import type { Figure } from './figure.js';
import { given, letters, polar, whole } from './numbers.js';

export function circleFigure(random: Random): Figure {
  const [A = '', B = '', C = '', O = '', T = '', P = ''] = letters(random, 6);
  if (random.next() < 0.4) {
    const [r, t] = [random.int(3, 12), random.int(4, 16)];
    const hypotenuse = quantity(1, 1, r * r + t * t) ?? whole(r);
    return {
      points: { [O]: { x: 0, y: 0 }, [T]: { x: 0, y: r }, [P]: { x: t, y: r } },
      segments: [
        [O, T],
        [T, P],
        [O, P],
      ],
      circle: { centre: O, through: T },
      statements: [
        [
          `${P}${T} is tangent at ${T} to the circle with centre ${O}.`,
          `The line ${P}${T} is tangent at ${T} to the circle with centre ${O}.`,
        ],
      ],
      facts: [{ kind: 'tangent', centre: O, touch: T, from: P }],
      given: random.pick([
        given([segment(O, T), r], [segment(P, T), t]),
        new Map([
          [segment(O, T), whole(r)],
          [segment(O, P), hypotenuse],
        ]),
        new Map([
          [segment(P, T), whole(t)],
          [segment(O, P), hypotenuse],
        ]),
      ]),
      askable: [segment(O, P), segment(P, T), segment(O, T)],
    };
  }
  const alpha = random.int(22, 68);
  const statements: Figure['statements'] = [
    [
      `${A}${B} is a diameter of the circle with centre ${O}.`,
      `Segment ${A}${B} is a diameter of the circle with centre ${O}.`,
    ],
    [`Point ${C} lies on the circle.`, `${C} is another point of the circle.`],
  ];
  const facts: Figure['facts'] = [{ kind: 'diameter', ends: [A, B], centre: O, point: C }];
  const segments: Figure['segments'] = [
    [A, B],
    [A, C],
    [B, C],
    [O, C],
  ];
  if (random.next() < 0.5) {
    const [p, q] = [random.int(4, 15), random.int(4, 15)];
    const r = Math.hypot(p, q) / 2;
    const turn = 2 * (Math.atan2(q, p) * (180 / Math.PI));
    const points = {
      [O]: { x: 0, y: 0 },
      [A]: { x: -r, y: 0 },
      [B]: { x: r, y: 0 },
      [C]: polar({ x: 0, y: 0 }, r, turn),
    };
    return {
      points,
      segments,
      circle: { centre: O, through: A },
      statements,
      facts,
      given: given([segment(A, C), p], [segment(B, C), q]),
      askable: [segment(A, B), segment(O, A), segment(O, C)],
    };
  }
  return {
    points: {
      [O]: { x: 0, y: 0 },
      [A]: { x: -1, y: 0 },
      [B]: { x: 1, y: 0 },
      [C]: polar({ x: 0, y: 0 }, 1, 2 * alpha),
    },
    segments,
    circle: { centre: O, through: A },
    statements,
    facts,
    given: random.pick([
      given([angle(B, A, C), alpha]),
      given([angle(B, O, C), 2 * alpha]),
      given([angle(O, C, B), 90 - alpha]),
    ]),
    askable: [angle(A, B, C), angle(B, O, C), angle(O, C, A), angle(A, O, C), angle(O, C, B)],
  };
}

export function similarFigure(random: Random): Figure {
  const [A = '', B = '', C = '', D = '', E = ''] = letters(random, 5);
  // Both sides are cut in the ratio m : n; all lengths are whole.
  const [m, n] = [random.int(2, 5), random.int(1, 4)];
  const [u, v, w] = [random.int(1, 3), random.int(1, 3), random.int(1, 3)];
  const [ab, ac, bc] = [u * (m + n), v * (m + n), w * (m + n)];
  if (ab + ac <= bc || ab + bc <= ac || ac + bc <= ab) return similarFigure(random);
  const cos = (ab * ab + ac * ac - bc * bc) / (2 * ab * ac);
  const tilt = -90 - (Math.acos(cos) * 180) / Math.PI / 2;
  const [b, c] = [polar({ x: 0, y: 0 }, ab, tilt), polar({ x: 0, y: 0 }, ac, tilt + (Math.acos(cos) * 180) / Math.PI)];
  const share = m / (m + n);
  return {
    points: {
      [A]: { x: 0, y: 0 },
      [B]: b,
      [C]: c,
      [D]: { x: b.x * share, y: b.y * share },
      [E]: { x: c.x * share, y: c.y * share },
    },
    segments: [
      [A, B],
      [A, C],
      [B, C],
      [D, E],
    ],
    circle: undefined,
    statements: [
      [
        `In triangle ${A}${B}${C}, point ${D} lies on side ${A}${B} and point ${E} lies on side ${A}${C}.`,
        `Points ${D} and ${E} of triangle ${A}${B}${C}: point ${D} lies on side ${A}${B} and point ${E} lies on side ${A}${C}.`,
      ],
      [`${D}${E} is parallel to ${B}${C}.`, `Segment ${D}${E} is parallel to ${B}${C}.`],
    ],
    facts: [{ kind: 'parallel-cut', apex: A, left: [D, B], right: [E, C] }],
    given: random.pick([
      given([segment(A, D), u * m], [segment(D, B), u * n], [segment(D, E), w * m]),
      given([segment(A, D), u * m], [segment(D, B), u * n], [segment(A, E), v * m]),
      given([segment(A, B), ab], [segment(A, D), u * m], [segment(B, C), bc]),
      given([segment(A, D), u * m], [segment(D, E), w * m], [segment(B, C), bc]),
    ]),
    askable: [segment(B, C), segment(D, E), segment(E, C), segment(A, C), segment(D, B), segment(A, B)],
  };
}
