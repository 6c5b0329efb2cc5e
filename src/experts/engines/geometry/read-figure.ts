/** @module What a picture says of a figure: its points by name, what lies in line, on the circle, and the measures that are written in it. */
import type { Quantity } from '../../../domain/geometry/quantity.js';
import type { OcrPool } from '../tesseract/ocr-pool.js';
import { fitOf } from './check-scale.js';
import { raysOf, type Knowledge } from './knowledge.js';
import { middleOf, type FigureLayout } from './layout.js';
import { nameVertices } from './name-vertices.js';
import { placeMeasure } from './place-measures.js';
import { readMeasure } from './read-writing.js';
import type { Words } from './read-words.js';
import { cornersOf } from './solve.js';
import { findVertices } from './vertices.js';

export type FigureRead =
  | {
      readonly kind: 'read';
      readonly knowledge: Knowledge;
      /** 0..1 */
      readonly confidence: number;
    }
  | { readonly kind: 'cannot'; readonly reason: string };

/** Relations that no picture can show for sure (right, equal, parallel) are taken from the words. */
export async function readFigure(
  layout: FigureLayout,
  words: Words,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<FigureRead> {
  const vertices = findVertices(layout);
  if (vertices.points.length < 2 || vertices.points.length > 26) return cannot('No figure of named points was found.');
  const named = await nameVertices(layout, vertices, words.points, ocr, signal);
  if (named.missing.length > 0)
    return cannot(`The point ${named.missing.join(', ')} could not be found in the picture.`);
  const nameOf = (index: number): string => named.names[index] ?? '';
  const lines = vertices.lines.map((line) => line.map(nameOf));
  const places = new Map(vertices.points.map((point, index) => [nameOf(index), point] as const));
  const isJoined = (points: readonly string[]): boolean =>
    lines.some((line) => points.every((point) => line.includes(point)));
  const loose = words.lines.find((line) => !isJoined(line));
  if (loose !== undefined) return cannot(`The picture does not show ${loose.join('')} in line, as the question says.`);
  const { circle } = vertices;
  const circles = circle === undefined ? words.circles : [{ centre: nameOf(circle.centre), on: circle.on.map(nameOf) }];
  const outside = words.circles.flatMap(({ on }) => on).find((point) => circles[0]?.on.includes(point) !== true);
  if (outside !== undefined) return cannot(`The picture does not show ${outside} on the circle.`);

  let { confidence } = named;
  const given = new Map<string, Quantity>(words.given);
  const rays = raysOf(lines);
  for (const writing of named.others) {
    const measure = await readMeasure(layout.clean, writing, ocr, signal);
    if (measure === undefined) continue;
    const name = placeMeasure(measure.value, middleOf(writing), { lines, places }, rays, layout.letter);
    if (name === undefined) continue;
    given.set(name, measure.value.quantity);
    confidence = Math.min(confidence, measure.confidence);
  }
  const odd = [...given].find(([name, value]) => fitOf(name, value, { given, places }) === 'off');
  if (odd !== undefined) return cannot(`The measure of ${odd[0].replace('<', 'angle ')} does not fit the drawing.`);
  return {
    kind: 'read',
    confidence,
    knowledge: {
      lines,
      circles,
      right: [...words.right, ...cornersOf(words.perpendicular, lines)],
      equal: words.equal,
      parallel: words.parallel,
      given,
      places,
    },
  };
}

function cannot(reason: string): FigureRead {
  return { kind: 'cannot', reason };
}
