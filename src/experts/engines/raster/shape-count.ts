/** @module Counts outlined circles or pentagons that may overlap, such as the rings of the Olympic logo. */
import { distanceMap } from './distance-map.js';
import { boundsOf, inkOf, inkThreshold, maskOf, type Ink } from './ink.js';
import { findOutlines, isBeaten, type InkField, type Outline } from './outline-search.js';
import { CIRCLE, PENTAGON_DOWN, PENTAGON_UP, type Template } from './outline-templates.js';
import { at, cannot, clamp, found, type Finding, type Raster, type RasterQuestion } from './raster.js';
import { strokeNormals } from './stroke-normals.js';

type Shape = 'circle' | 'pentagon';

const TEMPLATES: { readonly [shape in Shape]: readonly Template[] } = {
  circle: [CIRCLE],
  pentagon: [PENTAGON_UP, PENTAGON_DOWN],
};

/** What each might be taken for. */
const RIVALS: { readonly [shape in Shape]: readonly Template[] } = {
  circle: TEMPLATES.pentagon,
  pentagon: TEMPLATES.circle,
};

/** Ink beyond this many pixels would take too long; no drawing of thin outlines has as much. */
const MOST_INK = 60_000;
const LEAST_COVERAGE = 0.86;
/** An outline counts when at least this share of it is ink that no other outline explains. */
const LEAST_NEW = 0.3;

/** Which shape is asked for: `params.shape`, else the word in the question. */
export function shapeIn(question: RasterQuestion): Shape | undefined {
  const named = typeof question.params.shape === 'string' ? question.params.shape : question.text;
  if (/pentagon|five[- ](?:sided|cornered)/i.test(named)) return 'pentagon';
  return /circle|ring/i.test(named) ? 'circle' : undefined;
}

export function countShapes(raster: Raster, question: RasterQuestion): Finding {
  const shape = shapeIn(question);
  if (shape === undefined) return cannot('The question asks for neither circles nor pentagons.');
  const ink = cropToInk(inkOf(raster));
  if (ink === undefined) return cannot('The picture is blank: no outlines were found.');
  const mask = maskOf(ink, inkThreshold(ink, 0.25));
  const strokes = strokeNormals(ink, mask);
  if (strokes.length > MOST_INK || strokes.length > 0.5 * mask.length) {
    return cannot('The picture holds too much ink to be thin outlines.');
  }
  const thickness = strokeThickness(mask, ink.width);
  if (thickness > 0.12 * Math.min(ink.width, ink.height))
    return cannot('The shapes in the picture are filled, not outlined.');
  const field: InkField = {
    width: ink.width,
    height: ink.height,
    distance: distanceMap(mask, ink.width, ink.height, 3),
    thickness,
  };
  const sizes = radii(Math.max(ink.width, ink.height), Math.min(ink.width, ink.height));
  const candidates = TEMPLATES[shape].flatMap((template) =>
    findOutlines(field, strokes, template, sizes, LEAST_COVERAGE),
  );
  const { chosen, explained } = explainInk(candidates, mask, field);
  if (chosen.length === 0 || explained < 0.6) return cannot(`The outlines in the picture are not ${shape}s.`);
  if (chosen.filter((outline) => isBeaten(field, outline, RIVALS[shape])).length * 2 > chosen.length) {
    return cannot(`The outlines in the picture are more like other shapes than like ${shape}s.`);
  }
  const coverage = chosen.reduce((least, outline) => Math.min(least, outline.coverage), 1);
  const spread = Math.min(...chosen.map((o) => o.r)) / Math.max(...chosen.map((o) => o.r));
  const confidence =
    clamp((explained - 0.5) / 0.45, 0.2, 1) * clamp((coverage - 0.5) / 0.45, 0.3, 1) * (spread > 0.9 ? 0.97 : 0.6);
  return found(String(chosen.length), confidence, {
    count: chosen.length,
    shape,
    explained: Math.round(explained * 1000) / 1000,
    outlines: chosen
      .slice(0, 50)
      .map((o) => ({ x: Math.round(o.x), y: Math.round(o.y), radius: Math.round(o.r * 10) / 10 })),
  });
}

/** Mean width of the strokes, pixels: a stroke has two edges. */
function strokeThickness(mask: Uint8Array, width: number): number {
  let edges = 0;
  for (let p = 0; p < mask.length; p++) {
    if (mask[p] !== 1) continue;
    for (const q of [p - 1, p + 1, p - width, p + width]) if (mask[q] !== 1) edges++;
  }
  // Slanted edges show more pixel sides than their length: by 4 / pi on average.
  return count(mask) / Math.max(1, (edges * Math.PI) / 8);
}

/** The ink with a small margin; the search takes time by area. */
function cropToInk(ink: Ink): Ink | undefined {
  const box = boundsOf(maskOf(ink, inkThreshold(ink, 0.25)), ink.width);
  if (box === undefined || box.maxX - box.minX < 12 || box.maxY - box.minY < 12) return undefined;
  const margin = 4;
  const width = box.maxX - box.minX + 1 + 2 * margin;
  const height = box.maxY - box.minY + 1 + 2 * margin;
  const level = new Uint8Array(width * height);
  for (let y = box.minY; y <= box.maxY; y++) {
    for (let x = box.minX; x <= box.maxX; x++) {
      level[(y - box.minY + margin) * width + x - box.minX + margin] = at(ink.level, y * ink.width + x);
    }
  }
  return { ...ink, width, height, level };
}

/** Radii worth trying, about 3 % apart: from a twelfth of the longer side to half of the shorter. */
function radii(longer: number, shorter: number): number[] {
  const sizes: number[] = [];
  for (let r = Math.max(5, longer / 24); r <= shorter * 0.62; r += Math.max(0.5, r * 0.025)) sizes.push(r);
  return sizes;
}

/** Chooses outlines one by one, always the one that explains most of the ink that is still unexplained. */
function explainInk(
  candidates: readonly Outline[],
  mask: Uint8Array,
  field: InkField,
): { chosen: Outline[]; explained: number } {
  const left = mask.slice();
  const total = count(mask);
  const chosen: Outline[] = [];
  let open = [...candidates].sort((a, b) => b.coverage - a.coverage);
  while (open.length > 0 && chosen.length < 200) {
    let best: Outline | undefined;
    let bestGain = 0;
    const still: Outline[] = [];
    for (const outline of open) {
      const gain = newShare(outline, left, field);
      if (gain < LEAST_NEW) continue;
      still.push(outline);
      const value = gain * outline.r * outline.template.perimeter * outline.coverage ** 4;
      if (value > bestGain) [best, bestGain] = [outline, value];
    }
    open = still;
    if (best === undefined) break;
    chosen.push(best);
    erase(best, left, field);
  }
  return { chosen, explained: 1 - count(left) / Math.max(1, total) };
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0);
}

/** Share of the outline with ink within a pixel that is not yet explained. */
function newShare(outline: Outline, left: Uint8Array, field: InkField): number {
  const samples = outline.template.sample(90);
  let fresh = 0;
  for (const sample of samples) if (someInk(outline, sample, left, field, 1, false)) fresh++;
  return fresh / samples.length;
}

function erase(outline: Outline, left: Uint8Array, field: InkField): void {
  const samples = outline.template.sample(Math.ceil(outline.r * outline.template.perimeter));
  for (const sample of samples) someInk(outline, sample, left, field, 3, true);
}

function someInk(
  outline: Outline,
  sample: { x: number; y: number },
  left: Uint8Array,
  field: InkField,
  reach: number,
  clear: boolean,
): boolean {
  const cx = Math.round(outline.x + outline.r * sample.x);
  const cy = Math.round(outline.y + outline.r * sample.y);
  let some = false;
  for (let y = Math.max(0, cy - reach); y <= Math.min(field.height - 1, cy + reach); y++) {
    for (let x = Math.max(0, cx - reach); x <= Math.min(field.width - 1, cx + reach); x++) {
      if (left[y * field.width + x] !== 1) continue;
      some = true;
      if (clear) left[y * field.width + x] = 0;
    }
  }
  return some;
}
