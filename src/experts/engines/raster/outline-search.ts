/** @module Finds outlines of a known shape and unknown sizes in ink: votes for centres, then checks each candidate. */
import type { Template } from './outline-templates.js';
import type { Point } from './raster.js';
import type { StrokePixel } from './stroke-normals.js';

export interface Outline extends Point {
  readonly r: number;
  readonly template: Template;
  /** Share of the outline that has ink on it. */
  readonly coverage: number;
}

export interface InkField {
  readonly width: number;
  readonly height: number;
  /** Distance to the nearest ink, pixels. */
  readonly distance: Float32Array;
  /** Mean width of the strokes, pixels. */
  readonly thickness: number;
}

const PEAKS_PER_RADIUS = 24;
const SAMPLES = 96;
/** More stroke pixels than this do not vote; every n-th does. */
const VOTERS = 1600;
/** A candidate is refined only when about this share of it lies near ink before. */
const LEAST_NEAR = 0.7;

/** All outlines of at least `leastCoverage`, best refined place of each candidate; many are near-duplicates. */
export function findOutlines(
  field: InkField,
  strokes: readonly StrokePixel[],
  template: Template,
  radii: readonly number[],
  leastCoverage: number,
): Outline[] {
  const samples = template.sample(SAMPLES);
  const outlines: Outline[] = [];
  const votes = new Uint16Array(field.width * field.height);
  const stride = Math.max(1, Math.ceil(strokes.length / VOTERS));
  const voters = strokes.filter((_, i) => i % stride === 0);
  const centres = voters.map((voter) => template.centres(voter.normal));
  for (const r of radii) {
    votes.fill(0);
    for (const [i, voter] of voters.entries()) castVotes(votes, field, voter, centres[i] ?? [], r);
    for (const peak of peaks(votes, field, (0.3 * r * template.perimeter) / stride)) {
      const start = { x: peak.x, y: peak.y, r, template, coverage: 0 };
      if (coverage(field, samples, start, 2.7) < LEAST_NEAR) continue;
      const outline = refine(field, samples, start);
      if (outline.coverage >= leastCoverage) outlines.push(outline);
    }
  }
  return outlines;
}

function castVotes(
  votes: Uint16Array,
  field: InkField,
  voter: Point,
  centres: readonly (readonly [Point, Point])[],
  r: number,
): void {
  for (const [a, b] of centres) {
    const steps = Math.max(1, Math.round(r * Math.hypot(b.x - a.x, b.y - a.y)));
    const [dx, dy] = [(r * (b.x - a.x)) / steps, (r * (b.y - a.y)) / steps];
    let [x, y] = [voter.x + r * a.x + 0.5, voter.y + r * a.y + 0.5];
    for (let i = 0; i <= steps; i++, x += dx, y += dy) {
      if (x < 0 || y < 0 || x >= field.width || y >= field.height) continue;
      const p = Math.floor(y) * field.width + Math.floor(x);
      votes[p] = (votes[p] ?? 0) + 1;
    }
  }
}

/** The strongest places where 3 x 3 pixels together have at least `least` votes, apart from each other. */
function peaks(votes: Uint16Array, field: InkField, least: number): Point[] {
  const { width, height } = field;
  const candidates: (Point & { sum: number })[] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const p = y * width + x;
      const here = votes[p] ?? 0;
      if (here * 9 < least) continue;
      let sum = 0;
      let highest = true;
      for (let dy = -width; dy <= width; dy += width) {
        for (let dx = -1; dx <= 1; dx++) {
          const near = votes[p + dy + dx] ?? 0;
          sum += near;
          if (near > here) highest = false;
        }
      }
      if (highest && sum >= least) candidates.push({ x, y, sum });
    }
  }
  const chosen: Point[] = [];
  for (const candidate of candidates.sort((a, b) => b.sum - a.sum)) {
    if (chosen.length >= PEAKS_PER_RADIUS) break;
    if (chosen.every((other) => Math.hypot(other.x - candidate.x, other.y - candidate.y) > 3)) chosen.push(candidate);
  }
  return chosen;
}

/** Moves and scales the outline by ever smaller steps while its ink fits better. */
function refine(field: InkField, samples: readonly Point[], start: Outline): Outline {
  let best = start;
  let bestMiss = miss(field, samples, start);
  for (const step of [1, 0.5, 0.25]) {
    for (let improved = true, rounds = 0; improved && rounds < 6; rounds++) {
      improved = false;
      const base = best;
      const moves: readonly (readonly [number, number, number])[] = [
        [1, 0, 0],
        [-1, 0, 0],
        [0, 1, 0],
        [0, -1, 0],
        [0, 0, 1],
        [0, 0, -1],
      ];
      for (const [dx, dy, dr] of moves) {
        const moved = { ...base, x: base.x + dx * step, y: base.y + dy * step, r: base.r + dr * step };
        const moveMiss = miss(field, samples, moved);
        if (moveMiss < bestMiss - 1e-9) [best, bestMiss, improved] = [moved, moveMiss, true];
      }
    }
  }
  return { ...best, coverage: coverage(field, samples, best, toleranceFor(best.r, field.thickness)) };
}

/** Mean distance of the outline to ink, in pixels; outside the picture counts as far. */
function miss(field: InkField, samples: readonly Point[], outline: Outline): number {
  let sum = 0;
  for (const sample of samples) sum += Math.min(3, distanceAt(field, outline, sample));
  return sum / samples.length;
}

/** Does another shape of about the same size and place fit the ink better? */
export function isBeaten(field: InkField, outline: Outline, rivals: readonly Template[]): boolean {
  const own = miss(field, outline.template.sample(SAMPLES), outline);
  return rivals.some((template) => {
    const samples = template.sample(SAMPLES);
    const r = (outline.r * outline.template.perimeter) / template.perimeter;
    return miss(field, samples, refine(field, samples, { ...outline, r, template })) < own;
  });
}

/**
 * How far from ink an outline may run and count as inked: anti-aliased strokes may be a pixel off, and more when large; but
 * the wider the stroke, the more it covers by itself, and a circle must not pass for a pentagon.
 */
function toleranceFor(r: number, thickness: number): number {
  const off = Math.min(2.2, 1.1 + 0.006 * r);
  return Math.max(0.4, off - 0.4 * Math.max(0, thickness - 1.5));
}

function coverage(field: InkField, samples: readonly Point[], outline: Outline, tolerance: number): number {
  let near = 0;
  for (const sample of samples) if (distanceAt(field, outline, sample) <= tolerance) near++;
  return near / samples.length;
}

function distanceAt(field: InkField, outline: Outline, sample: Point): number {
  const x = Math.round(outline.x + outline.r * sample.x);
  const y = Math.round(outline.y + outline.r * sample.y);
  return x < 0 || y < 0 || x >= field.width || y >= field.height ? 3 : (field.distance[y * field.width + x] ?? 0);
}
