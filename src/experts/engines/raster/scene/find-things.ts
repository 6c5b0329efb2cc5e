/** @module A picture of simple coloured shapes as a list of things: colour, shape, size, material, place, and what touches what. */
import { labelComponents, type Component } from '../components.js';
import { at, type Raster } from '../raster.js';
import { classifyPixels, COLOUR_NAMES, GROUND, REFLECTION } from './pixel-colours.js';
import { filled, fitShapes, type Fit } from './templates.js';
import type { ColourName, ShapeName } from './vocabulary.js';

export interface Thing {
  readonly id: number;
  readonly color: ColourName;
  readonly shape: ShapeName;
  readonly size: 'small' | 'large';
  readonly material: 'rubber' | 'metal';
  /** Middle, and how far down it reaches; pixels. */
  readonly x: number;
  readonly foot: number;
  /** How well a shape explains the patch, and by how much better than the next one, 0..1. */
  readonly overlap: number;
  readonly lead: number;
  /** Ids of what it touches or overlaps. */
  readonly touches: readonly number[];
}

export interface FoundScene {
  readonly things: readonly Thing[];
  /** Do their sizes fall into two groups? */
  readonly hasTwoSizes: boolean;
  /** Coloured pixels that belong to no thing, as a share of all coloured ones. */
  readonly strayShare: number;
}

/** Smaller patches are specks: share of the picture. */
const LEAST_AREA = 0.0009;
/** Reflections of metal cover at least this share of it. */
const METAL_SHARE = 0.012;
/** Longer side to shorter: beyond it there are two sizes. */
const TWO_SIZES = 1.35;
/** Sizes alone in a picture: large from this share of its width. */
const LARGE_SHARE = 0.1;
/** A patch is thin when less than this share of it has the patch on all four sides, so many pixels away. */
const THIN_SHARE = 0.15;
const CORE = 2;
/** Two things touch over an edge of at most this share of the picture's width. */
const EDGE_SHARE = 0.012;

interface PatchOf {
  readonly id: number;
  readonly colour: ColourName;
  readonly component: Component;
}

export function findThings(raster: Raster): FoundScene {
  const { width, height } = raster;
  const classes = classifyPixels(raster);
  const ids = new Int32Array(classes.length);
  const patches: PatchOf[] = [];
  let [stray, coloured] = [0, 0];
  for (const [index, colour] of COLOUR_NAMES.entries()) {
    const mask = classes.map((each) => (each === index + 1 ? 1 : 0));
    const { labels, components } = labelComponents(mask, width, 1, false);
    const kept = new Map<number, number>();
    for (const component of components) {
      coloured += component.area;
      if (component.area < LEAST_AREA * classes.length || isThin(component, labels, width)) {
        stray += component.area;
        continue;
      }
      kept.set(component.label, patches.length + 1);
      patches.push({ id: patches.length + 1, colour, component });
    }
    for (let p = 0; p < labels.length; p++) {
      const id = kept.get(at(labels, p));
      if (id !== undefined) ids[p] = id;
    }
  }
  const isSolid = looksSolid(patches, ids, width);
  const touching = contacts(ids, classes, width, height);
  const found = patches.map((patch) => ({ patch, ...describe(patch, ids, classes, width, isSolid) }));
  const sizes = found.map(({ fit }) => Math.sqrt((fit.box.maxX - fit.box.minX) * (fit.box.maxY - fit.box.minY)));
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const hasTwoSizes = most > TWO_SIZES * least;
  const limit = hasTwoSizes ? Math.sqrt(least * most) : LARGE_SHARE * width;
  const things = found.map(({ patch, fit, lead, isMetal }, index): Thing => ({
    id: patch.id,
    color: patch.colour,
    shape: fit.shape,
    size: (sizes[index] ?? 0) > limit ? 'large' : 'small',
    material: isMetal ? 'metal' : 'rubber',
    x: (fit.box.minX + fit.box.maxX) / 2,
    foot: fit.box.maxY,
    overlap: fit.overlap,
    lead,
    touches: [...(touching.get(patch.id) ?? [])].sort((a, b) => a - b),
  }));
  return { things, hasTwoSizes, strayShare: coloured === 0 ? 0 : stray / coloured };
}

/** Blurred edges, where colours mix, make thin bands of a third colour. */
function isThin({ label, area, minX, minY, maxX, maxY }: Component, labels: Int32Array, width: number): boolean {
  let core = 0;
  for (let y = minY; y <= maxY; y++) {
    for (let x = minX; x <= maxX; x++) {
      const p = y * width + x;
      const near = [p, p - CORE, p + CORE, p - CORE * width, p + CORE * width];
      if (near.every((q) => at(labels, q) === label)) core++;
    }
  }
  return core < THIN_SHARE * area;
}

interface Described {
  readonly fit: Fit;
  readonly lead: number;
  readonly isMetal: boolean;
}

function describe(
  { id, component }: PatchOf,
  ids: Int32Array,
  classes: Uint8Array,
  width: number,
  isSolid: boolean,
): Described {
  const inside = filled(ids, width, id, component);
  const columns = component.maxX - component.minX + 1;
  const isInside = (x: number, y: number): boolean =>
    x >= component.minX &&
    x <= component.maxX &&
    y >= component.minY &&
    at(inside, (y - component.minY) * columns + x - component.minX) === 1;
  let [area, bright] = [0, 0];
  for (let y = component.minY; y <= component.maxY; y++) {
    for (let x = component.minX; x <= component.maxX; x++) {
      if (!isInside(x, y)) continue;
      area++;
      if (at(classes, y * width + x) === REFLECTION) bright++;
    }
  }
  const [fit, next] = fitShapes({ ...component, area }, isSolid, (x, y) => {
    if (isInside(x, y)) return 'patch';
    const p = y * width + x;
    return x >= 0 && x < width && at(ids, p) !== 0 && at(ids, p) !== id ? 'cover' : 'none';
  });
  const best = fit ?? { shape: 'circle', overlap: 0, box: component };
  return { fit: best, lead: best.overlap - (next?.overlap ?? 0), isMetal: bright > METAL_SHARE * area };
}

/** Solids or flat shapes: whichever explains the patches better altogether. */
function looksSolid(patches: readonly PatchOf[], ids: Int32Array, width: number): boolean {
  let [solid, flat] = [0, 0];
  for (const { id, component } of patches) {
    const inside = filled(ids, width, id, component);
    const columns = component.maxX - component.minX + 1;
    const area = inside.reduce((sum, each) => sum + each, 0);
    const belongs = (x: number, y: number): 'patch' | 'cover' | 'none' => {
      const isIn = x >= component.minX && x <= component.maxX && y >= component.minY && y <= component.maxY;
      if (isIn && at(inside, (y - component.minY) * columns + x - component.minX) === 1) return 'patch';
      return at(ids, y * width + x) !== 0 ? 'cover' : 'none';
    };
    solid += fitShapes({ ...component, area }, true, belongs)[0]?.overlap ?? 0;
    flat += fitShapes({ ...component, area }, false, belongs)[0]?.overlap ?? 0;
  }
  return solid > flat;
}

/** Which patches meet over a thin edge without ground between. */
function contacts(
  ids: Int32Array,
  classes: Uint8Array,
  width: number,
  height: number,
): ReadonlyMap<number, ReadonlySet<number>> {
  const reach = Math.max(3, Math.round(EDGE_SHARE * width));
  const counts = new Map<string, number>();
  const scan = (start: number, step: number, length: number): void => {
    let [last, gap] = [0, 0];
    for (let index = 0; index < length; index++) {
      const p = start + index * step;
      const id = at(ids, p);
      if (id === 0) {
        gap = at(classes, p) === GROUND || at(classes, p) === REFLECTION ? Infinity : gap + 1;
        continue;
      }
      if (last !== 0 && last !== id && gap <= reach) {
        const key = `${Math.min(last, id)} ${Math.max(last, id)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      [last, gap] = [id, 0];
    }
  };
  for (let y = 0; y < height; y++) scan(y * width, 1, width);
  for (let x = 0; x < width; x++) scan(x, width, height);
  const touching = new Map<number, Set<number>>();
  for (const [key, count] of counts) {
    if (count < 3) continue;
    const [a = 0, b = 0] = key.split(' ').map(Number);
    touching.set(a, (touching.get(a) ?? new Set()).add(b));
    touching.set(b, (touching.get(b) ?? new Set()).add(a));
  }
  return touching;
}
