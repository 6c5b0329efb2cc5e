/** @module Straight strokes among the pixels of a drawing: a Hough transform by direction of the stroke, fitted, then cut where the ink ends. */
import { at, type Point } from '../raster/raster.js';
import type { StrokePixel } from '../raster/stroke-normals.js';

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

interface Line {
  /** Direction of the normal, radians, and the distance of the line from the origin along it, pixels. */
  readonly normal: number;
  readonly distance: number;
}

export interface SegmentRules {
  readonly width: number;
  readonly height: number;
  readonly stroke: number;
  /** Shorter ones are not looked for, pixels. */
  readonly least: number;
}

const DIRECTIONS = 180;
/** Bins of direction to either side of a pixel's own that it votes for. */
const SPREAD = 4;
const MOST_LINES = 24;
/** Of a stroke, so much must be inked. */
const LEAST_INK = 0.75;

/** The longest first. */
export function findSegments(pixels: readonly StrokePixel[], rules: SegmentRules): readonly Segment[] {
  const segments: Segment[] = [];
  let rest = pixels;
  for (let round = 0; round < MOST_LINES && rest.length >= rules.least; round++) {
    const line = fit(fit(strongest(rest, rules), rest, 3 + rules.stroke), rest, 1.5 + rules.stroke / 2);
    const near = rest.filter((pixel) => isNear(line, pixel, 1.5 + rules.stroke / 2, 0.4));
    const runs = runsAlong(line, near, rules);
    if (near.length < rules.least) break;
    segments.push(...runs);
    // Its own pixels are explained, or explain nothing.
    const gone = new Set(near);
    rest = rest.filter((pixel) => !gone.has(pixel));
  }
  return segments.sort((a, b) => lengthOf(b) - lengthOf(a));
}

export function lengthOf({ from, to }: Segment): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

export function distanceToSegment({ x, y }: Point, { from, to }: Segment): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
}

/** Between two undirected lines, 0 to pi / 2. */
export function angleBetween(a: number, b: number): number {
  const turn = Math.abs(a - b) % Math.PI;
  return Math.min(turn, Math.PI - turn);
}

function strongest(pixels: readonly StrokePixel[], { width, height }: SegmentRules): Line {
  const reach = Math.ceil(Math.hypot(width, height));
  const rows = 2 * reach + 1;
  const votes = new Uint16Array(DIRECTIONS * rows);
  const directions = Array.from({ length: DIRECTIONS }, (_, bin) => (bin * Math.PI) / DIRECTIONS);
  const [cos, sin] = [directions.map(Math.cos), directions.map(Math.sin)];
  for (const { x, y, normal } of pixels) {
    const own = Math.round((normal / Math.PI) * DIRECTIONS);
    for (let step = -SPREAD; step <= SPREAD; step++) {
      const bin = (own + step + 2 * DIRECTIONS) % DIRECTIONS;
      const place = bin * rows + Math.round(x * at(cos, bin) + y * at(sin, bin)) + reach;
      votes[place] = at(votes, place) + 1;
    }
  }
  let best = 0;
  let most = -1;
  for (let place = 1; place < votes.length - 1; place++) {
    const count = at(votes, place - 1) + at(votes, place) + at(votes, place + 1);
    if (count > most) [best, most] = [place, count];
  }
  const bin = Math.floor(best / rows);
  return { normal: at(directions, bin), distance: best - bin * rows - reach };
}

function isNear({ normal, distance }: Line, pixel: StrokePixel, tolerance: number, turn: number): boolean {
  const off = Math.abs(pixel.x * Math.cos(normal) + pixel.y * Math.sin(normal) - distance);
  return off <= tolerance && angleBetween(pixel.normal, normal) <= turn;
}

/** The line of least squares through the pixels near to it. */
function fit(line: Line, pixels: readonly StrokePixel[], tolerance: number): Line {
  const near = pixels.filter((pixel) => isNear(line, pixel, tolerance, 0.25));
  if (near.length < 3) return line;
  const mx = near.reduce((sum, { x }) => sum + x, 0) / near.length;
  const my = near.reduce((sum, { y }) => sum + y, 0) / near.length;
  let [xx, yy, xy] = [0, 0, 0];
  for (const { x, y } of near) {
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
    xy += (x - mx) * (y - my);
  }
  const normal = 0.5 * Math.atan2(2 * xy, xx - yy) + Math.PI / 2;
  return { normal, distance: mx * Math.cos(normal) + my * Math.sin(normal) };
}

function runsAlong(
  { normal, distance }: Line,
  pixels: readonly StrokePixel[],
  { stroke, least }: SegmentRules,
): readonly Segment[] {
  const [nx, ny] = [Math.cos(normal), Math.sin(normal)];
  const along = pixels.map(({ x, y }) => Math.round(y * nx - x * ny)).sort((a, b) => a - b);
  const gap = 4 + 3 * stroke;
  const runs: { start: number; end: number; inked: number }[] = [];
  for (const place of along) {
    const last = runs.at(-1);
    if (last === undefined || place - last.end > gap) runs.push({ start: place, end: place, inked: 1 });
    else if (place > last.end) [last.end, last.inked] = [place, last.inked + 1];
  }
  const point = (place: number): Point => ({ x: nx * distance - ny * place, y: ny * distance + nx * place });
  return runs
    .filter(({ start, end, inked }) => end - start >= least && inked >= LEAST_INK * (end - start))
    .map(({ start, end }) => ({ from: point(start), to: point(end) }));
}
