/** @module What a question says of a figure, in words: which points lie where, what is right, equal or parallel, what is given, what is asked. */
import { angle, segment } from '../../../domain/geometry/theorems.js';
import type { Quantity } from '../../../domain/geometry/quantity.js';
import type { Corner, Pair } from './knowledge.js';
import { readQuantity } from './read-quantity.js';

export interface Words {
  /** Lines as the words place points on them, ends first and last; also the sides of triangles. */
  readonly lines: readonly (readonly string[])[];
  readonly circles: readonly { readonly centre: string; readonly on: readonly string[] }[];
  readonly right: readonly Corner[];
  /** Segments at a right angle whose common point the lines must tell. */
  readonly perpendicular: readonly (readonly [Pair, Pair])[];
  readonly equal: readonly (readonly [Pair, Pair])[];
  readonly parallel: readonly (readonly [Pair, Pair])[];
  readonly given: ReadonlyMap<string, Quantity>;
  /** Undefined: neither a length nor an angle is asked for by the names of its points. */
  readonly asked: string | undefined;
  /** Every point that is named. */
  readonly points: readonly string[];
}

const AB = String.raw`\b([A-Z])([A-Z])\b`;
const LINE = String.raw`(?:(?:the )?(?:line|side|segment|chord|ray)s? )?${AB}`;
const SAID = String.raw`(?: is| are|,)?`;
const ANGLE = String.raw`(?<![a-z])(?:m ?)?(?:angle|∠|\\angle) ?([A-Z])([A-Z])([A-Z])\b`;
const VALUE = String.raw`((?:\d+(?:\.\d+)?)?(?:\\sqrt\{\d+\}|√\d+)|\d+(?:\.\d+)?)`;

type Groups = readonly string[];

function every(text: string, pattern: string): readonly Groups[] {
  return [...text.matchAll(new RegExp(pattern, 'g'))].map((match) =>
    match.slice(1).map((group: string | undefined) => group ?? ''),
  );
}

export function readWords(question: string): Words {
  // Words in small letters, names of points as they are.
  const text = question.replace(/\b(?:[A-Z](?=[a-z])|A(?= [a-z]))/g, (word) => word.toLowerCase());
  const triangles = every(text, String.raw`triangles? ([A-Z])([A-Z])([A-Z])\b`);
  const circle = /circle (?:with|of|whose|has)?.*?(?:centre|center)(?: is| at)? (?:point )?([A-Z])\b/.exec(text);
  const centre = circle?.[1] ?? /\bcircle ([A-Z])\b/.exec(text)?.[1];
  const diameters = every(text, `${AB}(?: is)? (?:a|the) diameter`);
  const tangents = every(text, `${AB} (?:is (?:a )?|touches as )?tangent(?: to)?(?:.*?) at (?:point )?([A-Z])\\b`);
  const around = every(
    text,
    String.raw`\b([A-Z])(?:,? and ([A-Z]))? (?:lies?|are|is)?(?: another point| a point| points)?(?: both)? (?:on|of) (?:the|this) circle`,
  );
  const on = [...diameters.flat(), ...tangents.map(([, , touch = '']) => touch), ...around.flat()].filter(Boolean);
  const asked = askedFor(text);
  return {
    lines: [
      ...placedPoints(text),
      ...diameters.map(([a = '', b = '']) => (centre === undefined ? [a, b] : [a, centre, b])),
      ...triangles.flatMap(([a = '', b = '', c = '']) => [[a, b], [b, c], [a, c]]), // prettier-ignore
      ...every(text.replace(/triangles? [A-Z]{3}/g, ''), AB).map(([a = '', b = '']) => [a, b]),
      ...every(text, ANGLE).flatMap(([a = '', vertex = '', b = '']) => [[a, vertex], [vertex, b]]), // prettier-ignore
      ...(centre === undefined ? [] : tangents.map(([, , touch = '']) => [centre, touch])),
    ],
    circles: centre === undefined ? [] : [{ centre, on: [...new Set(on)] }],
    right: [...rightCorners(text, triangles), ...tangentCorners(tangents, centre)],
    perpendicular: every(text, `${LINE}${SAID} (?:perpendicular to|⊥|at right angles to) ${LINE}`).map(twoPairs),
    equal: every(text, `${AB} ?= ?${AB}`).map(twoPairs),
    parallel: [
      ...every(text, `${LINE}${SAID} (?:parallel to|∥|\\|\\|) ${LINE}`).map(twoPairs),
      ...every(text, `${LINE} and ${LINE} are parallel`).map(twoPairs),
    ],
    given: givenIn(text),
    asked,
    points: [...new Set([...text.matchAll(/\b[A-Z]{1,3}\b/g)].flatMap(([name]) => Array.from(name)))].sort(),
  };
}

function twoPairs([a = '', b = '', c = '', d = '']: Groups): readonly [Pair, Pair] {
  return [[a, b], [c, d]]; // prettier-ignore
}

/** `D lies on AB`, `Q and R lie on CD in this order`. */
function placedPoints(text: string): readonly (readonly string[])[] {
  const placed = every(
    text,
    String.raw`\b([A-Z])(?:(?:,| and|, and) (?:point )?([A-Z]))? (?:lies?|is|are)(?: a points?| points)? (?:on|of|between) ${LINE}(?! \w+ circle)`,
  );
  return placed.map(([first = '', second = '', a = '', b = '']) =>
    [a, first, second, b].filter((point) => point !== ''),
  );
}

function rightCorners(text: string, triangles: readonly Groups[]): readonly Corner[] {
  const corners = every(
    text,
    String.raw`(?:right angle at|right-angled at|angle at (?=[A-Z] is (?:a )?right)) ?(?:point )?([A-Z])\b`,
  );
  const [triangle = []] = triangles;
  return [
    ...every(text, `${ANGLE} is (?:a )?right`).map(([a = '', vertex = '', b = '']) => [a, vertex, b] as const),
    ...corners.flatMap(([vertex = '']) => {
      const [a, b] = triangle.filter((point) => point !== vertex);
      return a === undefined || b === undefined || !triangle.includes(vertex) ? [] : [[a, vertex, b] as const];
    }),
  ];
}

function tangentCorners(tangents: readonly Groups[], centre: string | undefined): readonly Corner[] {
  return tangents.flatMap(([a = '', b = '', touch = '']) =>
    centre === undefined ? [] : [a, b].filter((point) => point !== touch).map((from) => [centre, touch, from] as const),
  );
}

function givenIn(text: string): ReadonlyMap<string, Quantity> {
  const angles = every(text, `${ANGLE}(?: measures| is| =|=| of) ?${VALUE}`).map(
    ([a = '', vertex = '', b = '', value = '']) => [angle(a, vertex, b), value] as const,
  );
  const lengths = every(text, `${AB}(?: measures| is| =|=) ?${VALUE}`).map(
    ([a = '', b = '', value = '']) => [segment(a, b), value] as const,
  );
  return new Map(
    [...angles, ...lengths].flatMap(([name, value]) => {
      const quantity = readQuantity(value);
      return quantity === undefined ? [] : [[name, quantity] as const];
    }),
  );
}

/** The name in the last sentence, behind the word that asks. */
function askedFor(text: string): string | undefined {
  const last = text.split(/(?<=[.?!])\s+/).findLast((each) => /[A-Z]{2}/.test(each)) ?? '';
  const sentence = last.split(/\b(?:find|what|determine|calculate|compute|give|how|work out)\b/).at(-1) ?? last;
  const [corner] = every(sentence, ANGLE);
  if (corner !== undefined) return angle(corner[0] ?? '', corner[1] ?? '', corner[2] ?? '');
  const [pair] = every(sentence, `${AB}(?! ?=)`);
  return pair === undefined ? undefined : segment(pair[0] ?? '', pair[1] ?? '');
}
