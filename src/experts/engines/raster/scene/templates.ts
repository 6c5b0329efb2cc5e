/** @module What the shapes look like in their boxes, and which of them a patch is best explained by. */
import { at } from '../raster.js';
import type { Box } from '../ink.js';
import { FLAT_SHAPES, SOLIDS, type ShapeName } from './vocabulary.js';

interface Template {
  /** Width over height of its box. */
  readonly aspect: number;
  /** Is the point inside? Both run from -1 to 1 over the box, y downwards. */
  readonly inside: (x: number, y: number) => boolean;
}

const TEMPLATES: Readonly<Record<ShapeName, Template>> = {
  sphere: { aspect: 1, inside: inEllipse },
  circle: { aspect: 1, inside: inEllipse },
  cube: { aspect: 1, inside: (x, y) => x + y > -1.5 && x + y < 1.5 },
  square: { aspect: 1, inside: () => true },
  cylinder: { aspect: 0.68, inside: (x, y) => x * x + (Math.max(0, Math.abs(y) - 0.77) / 0.23) ** 2 <= 1 },
  triangle: { aspect: 1.135, inside: (x, y) => Math.abs(x) <= (y + 1) / 2 },
  star: { aspect: 1.05, inside: inStar },
};

function inEllipse(x: number, y: number): boolean {
  return x * x + y * y <= 1;
}

/** Five points, one up: within at least four of the five lines that join its points. */
function inStar(x: number, y: number): boolean {
  // The middle of the star lies below that of its box.
  const [fromX, fromY] = [0.951 * x, 0.905 * y - 0.095];
  let within = 0;
  for (let point = 0; point < 5; point++) {
    const angle = (2 * Math.PI * point) / 5 - Math.PI / 2;
    if (fromX * Math.cos(angle) + fromY * Math.sin(angle) <= 0.34) within++;
  }
  return within >= 4;
}

export interface Patch extends Box {
  /** Pixels, holes filled. */
  readonly area: number;
}

export interface Fit {
  readonly shape: ShapeName;
  /** Overlap of the patch and what should be seen of the shape, 0..1. */
  readonly overlap: number;
  /** Box of the whole shape, with what is hidden. */
  readonly box: Box;
}

/** What a pixel is to the patch: of it, of something that may hide it, or neither. */
export type Belongs = (x: number, y: number) => 'patch' | 'cover' | 'none';

const SAMPLES = 22;
/** How much larger than its visible box a shape may be. */
const GROWTH = [1, 1.1, 1.22, 1.36, 1.5] as const;

/** The best fit of each shape of the kind, best first. */
export function fitShapes(patch: Patch, solid: boolean, belongs: Belongs): readonly Fit[] {
  return (solid ? SOLIDS : FLAT_SHAPES)
    .map((shape) => fitShape(shape, patch, belongs))
    .sort((a, b) => b.overlap - a.overlap);
}

function fitShape(shape: ShapeName, patch: Patch, belongs: Belongs): Fit {
  const { aspect } = TEMPLATES[shape];
  const [seenWidth, seenHeight] = [patch.maxX - patch.minX + 1, patch.maxY - patch.minY + 1];
  let best: Fit = { shape, overlap: -1, box: patch };
  for (const growth of GROWTH) {
    const width = Math.max(seenWidth, seenHeight * aspect) * growth;
    const height = width / aspect;
    for (const minX of distinct(patch.minX, patch.maxX + 1 - width)) {
      for (const minY of distinct(patch.minY, patch.maxY + 1 - height)) {
        const box = { minX, minY, maxX: minX + width - 1, maxY: minY + height - 1 };
        const overlap = overlapOf(shape, box, patch, belongs);
        if (overlap > best.overlap + 1e-9) best = { shape, overlap, box };
      }
    }
  }
  return best;
}

/** Both ends, and the middle; one of them where they are the same. */
function distinct(a: number, b: number): readonly number[] {
  return Math.abs(a - b) < 1 ? [(a + b) / 2] : [a, b, (a + b) / 2];
}

function overlapOf(shape: ShapeName, box: Box, patch: Patch, belongs: Belongs): number {
  const { inside } = TEMPLATES[shape];
  const [width, height] = [box.maxX - box.minX + 1, box.maxY - box.minY + 1];
  let [hits, wanted] = [0, 0];
  for (let row = 0; row < SAMPLES; row++) {
    for (let column = 0; column < SAMPLES; column++) {
      const [u, v] = [(column + 0.5) / SAMPLES, (row + 0.5) / SAMPLES];
      if (!inside(2 * u - 1, 2 * v - 1)) continue;
      const what = belongs(Math.floor(box.minX + u * width), Math.floor(box.minY + v * height));
      if (what === 'patch') hits++;
      if (what !== 'cover') wanted++;
    }
  }
  const cell = (width * height) / SAMPLES ** 2;
  const found = Math.min(patch.area, hits * cell);
  return found / (wanted * cell + patch.area - found || 1);
}

/** The labels of a patch with its holes filled: 1 inside, over the box of the patch. */
export function filled(labels: Int32Array, width: number, label: number, box: Box): Uint8Array {
  const [columns, rows] = [box.maxX - box.minX + 3, box.maxY - box.minY + 3];
  const outside = new Uint8Array(columns * rows);
  const isPatch = (q: number): boolean => {
    const [x, y] = [box.minX - 1 + (q % columns), box.minY - 1 + Math.floor(q / columns)];
    return x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY && at(labels, y * width + x) === label;
  };
  const stack = [0];
  outside[0] = 1;
  for (let q = stack.pop(); q !== undefined; q = stack.pop()) {
    const x = q % columns;
    const next = [x > 0 ? q - 1 : q, x < columns - 1 ? q + 1 : q, q - columns, q + columns];
    for (const n of next) {
      if (n < 0 || n >= outside.length || outside[n] === 1 || isPatch(n)) continue;
      outside[n] = 1;
      stack.push(n);
    }
  }
  const inside = new Uint8Array((columns - 2) * (rows - 2));
  for (let y = 0; y < rows - 2; y++) {
    for (let x = 0; x < columns - 2; x++) {
      inside[y * (columns - 2) + x] = 1 - at(outside, (y + 1) * columns + x + 1);
    }
  }
  return inside;
}
