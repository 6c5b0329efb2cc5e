/** @module Runs on a thread: the strokes, the circle and the pieces of writing of a line drawing. What the writing says is read later. */
import { seededRandom } from '../../../domain/random.js';
import { findCircle, type Circle } from '../raster/circle-fit.js';
import { labelComponents, type Component } from '../raster/components.js';
import { inkOf, inkThreshold, maskOf, type Box, type Ink } from '../raster/ink.js';
import { at, type Point, type Raster } from '../raster/raster.js';
import { strokeNormals, type StrokePixel } from '../raster/stroke-normals.js';
import { angleBetween, distanceToSegment, findSegments, type Segment } from './segments.js';

/** Pieces of ink that stand together, from left to right: a name, or a measure. */
export interface Writing extends Box {
  readonly parts: readonly Box[];
}

export interface FigureLayout {
  readonly segments: readonly Segment[];
  readonly circle: Circle | undefined;
  readonly writings: readonly Writing[];
  /** The picture without noise and in full contrast, dark on white, to read from. */
  readonly clean: Raster;
  /** Height of a capital letter, and thickness of a line, pixels. */
  readonly letter: number;
  readonly stroke: number;
}

export type FigureLayoutResult = FigureLayout | { readonly reason: string };

/** What is drawn extends over this share of the picture; writing does not. */
const DRAWN_SHARE = 0.2;
const LETTER_SHARE = 0.12;
const MOST_WRITINGS = 40;
/** Of the strongest ink's level, what counts as ink: thin letters are paler than lines. */
const INK_SHARE = 0.35;
/** Neighbouring pixels of an unspoilt drawing are mostly alike. */
const NOISY = 3;
/** Of a circle's directions, so many must be drawn. */
const LEAST_ROUND = 0.75;

export default function layOutFigure({ raster }: { raster: Raster }): FigureLayoutResult {
  const ink = quieten(inkOf(raster));
  const { width, height } = ink;
  const side = Math.max(width, height);
  const strong = inkThreshold(ink, 1);
  const mask = maskOf(ink, Math.max(24, INK_SHARE * strong));
  const { labels, components } = labelComponents(mask, width, 1, true);
  const extent = ({ minX, minY, maxX, maxY }: Box): number => Math.max(maxX - minX, maxY - minY) + 1;
  const drawn = new Set(components.filter((part) => extent(part) >= DRAWN_SHARE * side).map(({ label }) => label));
  if (drawn.size === 0) return { reason: 'There are no lines in the picture.' };
  const figure = mask.map((set, p) => (set === 1 && drawn.has(at(labels, p)) ? 1 : 0));
  const stroke = thickness(figure, width);
  const pixels = strokeNormals(ink, figure);
  if (pixels.length > 0.2 * mask.length) return { reason: 'The picture is no line drawing.' };
  const circle = circleOf(pixels, side, stroke);
  const rest = circle === undefined ? pixels : pixels.filter((pixel) => !isOn(circle, pixel, stroke));
  const segmentsOf = (least: number): readonly Segment[] => findSegments(rest, { width, height, stroke, least });
  const small = components.filter((part) => !drawn.has(part.label) && isSmall(part, side));
  const heights = small.map(({ minY, maxY }) => maxY - minY + 1).sort((a, b) => a - b);
  const letter = at(heights, Math.floor(0.6 * heights.length));
  const segments = segmentsOf(Math.max(1.2 * letter, 0.06 * side));
  // Letters that touch a line are what is left when lines are taken away.
  const left = labelComponents(withoutLines(figure, width, segments, circle, stroke), width, 1, true).components;
  const touching = left.filter(
    (part) => isSmall(part, side) && part.area >= 0.15 * letter * letter && extent(part) >= 0.6 * letter,
  );
  return {
    segments,
    circle,
    writings: writingsOf([...small, ...touching], letter),
    letter,
    stroke,
    clean: inkOnly(ink, strong),
  };
}

function isSmall(part: Component, side: number): boolean {
  return part.area >= 6 && Math.max(part.maxX - part.minX, part.maxY - part.minY) + 1 <= LETTER_SHARE * side;
}

function withoutLines(
  mask: Uint8Array,
  width: number,
  segments: readonly Segment[],
  circle: Circle | undefined,
  stroke: number,
): Uint8Array {
  const near = 1 + stroke / 2;
  return mask.map((set, p) => {
    if (set === 0) return 0;
    const point = { x: p % width, y: Math.floor(p / width) };
    if (circle !== undefined && Math.abs(Math.hypot(point.x - circle.x, point.y - circle.y) - circle.r) <= near)
      return 0;
    return segments.some((segment) => distanceToSegment(point, segment) <= near) ? 0 : 1;
  });
}

function inkOnly({ width, height, level }: Ink, strong: number): Raster {
  const data = new Uint8Array(3 * level.length);
  for (const [p, value] of level.entries()) data.fill(255 - Math.min(255, (255 * value) / strong), 3 * p, 3 * p + 3);
  return { width, height, data };
}

/** The mean of 3 x 3 pixels where the picture is noisy. */
function quieten(ink: Ink): Ink {
  const { width, height, level } = ink;
  const steps = new Uint32Array(256);
  for (let p = 1; p < level.length; p++) {
    const step = Math.abs(at(level, p) - at(level, p - 1));
    steps[step] = at(steps, step) + 1;
  }
  let [seen, median] = [0, 0];
  while (median < 255 && (seen += at(steps, median)) < level.length / 2) median++;
  if (median < NOISY) return ink;
  const mean = new Uint8Array(level.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      let sum = 0;
      for (let v = y - 1; v <= y + 1; v++) for (let u = x - 1; u <= x + 1; u++) sum += at(level, v * width + u);
      mean[y * width + x] = Math.round(sum / 9);
    }
  }
  return { ...ink, level: mean };
}

/** The median of how far the ink goes across, of the shorter way at each pixel. */
function thickness(mask: Uint8Array, width: number): number {
  const run = (p: number, step: number): number => {
    let length = 1;
    for (let q = p + step; mask[q] === 1 && length < 40; q += step) length++;
    for (let q = p - step; mask[q] === 1 && length < 40; q -= step) length++;
    return length;
  };
  const runs: number[] = [];
  for (let p = 0; p < mask.length; p++) if (mask[p] === 1) runs.push(Math.min(run(p, 1), run(p, width)));
  return at(runs.sort((a, b) => a - b), Math.floor(runs.length / 2)); // prettier-ignore
}

function isOn(circle: Circle, { x, y, normal }: StrokePixel, stroke: number): boolean {
  const off = Math.abs(Math.hypot(x - circle.x, y - circle.y) - circle.r);
  return off <= 1.5 + 0.6 * stroke && angleBetween(normal, Math.atan2(y - circle.y, x - circle.x)) < 0.35;
}

function circleOf(pixels: readonly StrokePixel[], side: number, stroke: number): Circle | undefined {
  const random = seededRandom('circle of a figure');
  const sample = pixels.length <= 1500 ? pixels : Array.from({ length: 1500 }, () => random.pick(pixels));
  const circle = findCircle(sample, 1 + 0.5 * stroke, [0.08 * side, 0.6 * side], random);
  if (circle === undefined) return undefined;
  const bins = new Uint8Array(72);
  for (const pixel of pixels) {
    if (!isOn(circle, pixel, stroke)) continue;
    bins[Math.floor(((Math.atan2(pixel.y - circle.y, pixel.x - circle.x) + Math.PI) / (2 * Math.PI)) * 71.99)] = 1;
  }
  return bins.filter((bin) => bin === 1).length >= LEAST_ROUND * bins.length ? circle : undefined;
}

/** Pieces join that are side by side, closer than letters of two names are. */
function writingsOf(parts: readonly Component[], letter: number): readonly Writing[] {
  const writings: Writing[] = [];
  for (const part of [...parts].sort((a, b) => a.minX - b.minX)) {
    const index = writings.findIndex(
      (each) =>
        part.minX - each.maxX <= 0.5 * letter &&
        part.minY < each.maxY &&
        part.maxY > each.minY &&
        part.maxX > each.minX,
    );
    const { minX, minY, maxX, maxY } = part;
    const box = { minX, minY, maxX, maxY };
    const known = writings[index];
    if (known === undefined) writings.push({ ...box, parts: [box] });
    else writings[index] = { ...around([known, box]), parts: [...known.parts, box] };
  }
  return writings.filter(({ minY, maxY }) => maxY - minY + 1 >= 0.6 * letter).slice(0, MOST_WRITINGS);
}

/** The box around boxes. */
export function around(boxes: readonly Box[]): Box {
  return {
    minX: Math.min(...boxes.map(({ minX }) => minX)),
    minY: Math.min(...boxes.map(({ minY }) => minY)),
    maxX: Math.max(...boxes.map(({ maxX }) => maxX)),
    maxY: Math.max(...boxes.map(({ maxY }) => maxY)),
  };
}

export function middleOf({ minX, minY, maxX, maxY }: Box): Point {
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2 };
}
