/** @module Do two filled circles touch, or overlap? Their outlines are fitted to a fraction of a pixel and the gap is measured. */
import { seededRandom } from '../../../domain/random.js';
import { distanceTo, findCircle, fitCircle, type Circle } from './circle-fit.js';
import { labelComponents, touchesEdge } from './components.js';
import { inkOf, inkThreshold, maskOf, type Ink } from './ink.js';
import { cannot, clamp, found, type Finding, type Point, type Raster, type RasterQuestion } from './raster.js';

/** A gap counts as none within this many pixels plus this share of the smaller diameter. */
const GAP_PIXELS = 0.5;
const GAP_SHARE = 0.008;

/** Answers Yes or No. A gap of nothing is touching and not overlapping. */
export function judgeContact(raster: Raster, question: RasterQuestion): Finding {
  const asksOverlap = /overlap|intersect/i.test(question.text) && !/touch/i.test(question.text);
  const ink = filled(inkOf(raster));
  const points = outlinePoints(ink);
  const largest = Math.max(raster.width, raster.height);
  if (points.length < 40) return cannot('No filled shapes were found in the picture.');
  const pair = findPair(points, largest);
  if (pair === undefined) return cannot('The picture does not show two circles.');
  const [first, second] = pair;
  const near = (limit: number): number =>
    points.filter((p) => Math.min(distanceTo(first, p), distanceTo(second, p)) <= limit).length / points.length;
  if (near(2) < 0.9) return cannot('The shapes in the picture are not two circles.');
  const diameter = 2 * Math.min(first.r, second.r);
  const gap = Math.hypot(first.x - second.x, first.y - second.y) - first.r - second.r;
  const tolerance = GAP_PIXELS + GAP_SHARE * diameter;
  const threshold = asksOverlap ? -tolerance : tolerance;
  const yes = asksOverlap ? gap < threshold : gap <= threshold;
  const margin = Math.abs(gap - threshold) / tolerance;
  const confidence = (0.5 + 0.49 * clamp(margin / 0.8, 0, 1)) * clamp((near(1) - 0.5) * 2.5, 0.5, 1);
  return found(yes ? 'Yes' : 'No', confidence, {
    asked: asksOverlap ? 'overlapping' : 'touching',
    gapPixels: Math.round(gap * 100) / 100,
    touching: gap <= tolerance,
    overlapping: gap < -tolerance,
    circles: [first, second].map((c) => ({
      x: Math.round(c.x),
      y: Math.round(c.y),
      radius: Math.round(c.r * 10) / 10,
    })),
  });
}

/** Fills what the background does not reach from the picture's edge, so that unfilled circles count as well. */
function filled(ink: Ink): Ink {
  const mask = maskOf(ink, inkThreshold(ink, 0.3));
  const { labels, components } = labelComponents(mask, ink.width, 0, false);
  const outside = new Set(components.filter((c) => touchesEdge(c, ink.width, ink.height)).map((c) => c.label));
  const level = ink.level.map((value, p) => {
    const label = labels[p] ?? 0;
    return label === 0 || outside.has(label) ? value : 255;
  });
  return { ...ink, level };
}

/** Points where the ink begins and ends along rows and columns, to a fraction of a pixel (pixel centres are whole). */
function outlinePoints(ink: Ink): Point[] {
  const points: Point[] = [];
  const { width, height, level } = ink;
  const scan = (length: number, start: number, step: number, add: (position: number) => void): void => {
    const value = (i: number): number => level[start + i * step] ?? 0;
    for (let i = 1; i < length; i++) {
      // Half the level of the shape itself, a little further in.
      const rises = Math.max(value(i), value(Math.min(i + 1, length - 1)), value(Math.min(i + 2, length - 1))) / 2;
      const falls = Math.max(value(i - 1), value(Math.max(i - 2, 0)), value(Math.max(i - 3, 0))) / 2;
      if (rises >= 24 && value(i - 1) < rises && value(i) >= rises && value(Math.max(i - 3, 0)) < rises / 2) {
        add(i - 1 + (rises - value(i - 1)) / (value(i) - value(i - 1)));
      }
      if (falls >= 24 && value(i - 1) >= falls && value(i) < falls && value(Math.min(i + 2, length - 1)) < falls / 2) {
        add(i - 1 + (value(i - 1) - falls) / (value(i - 1) - value(i)));
      }
    }
  };
  for (let y = 0; y < height; y++) scan(width, y * width, 1, (x) => points.push({ x, y }));
  for (let x = 0; x < width; x++) scan(height, x, width, (y) => points.push({ x, y }));
  return points;
}

function findPair(points: readonly Point[], largest: number): [Circle, Circle] | undefined {
  const random = seededRandom('circle-contact');
  const radii = [4, largest] as const;
  const first = findCircle(points, 0.8, radii, random);
  if (first === undefined) return undefined;
  const second = findCircle(
    points.filter((p) => distanceTo(first, p) > 2),
    0.8,
    radii,
    random,
  );
  if (second === undefined) return undefined;
  // Each circle once more, on the points that are its own and not the other's.
  const own = (circle: Circle, other: Circle): Circle | undefined =>
    fitCircle(points.filter((p) => distanceTo(circle, p) < 1 && distanceTo(other, p) > 1.5));
  const refined = [own(first, second), own(second, first)] as const;
  return refined[0] === undefined || refined[1] === undefined ? undefined : [refined[0], refined[1]];
}
