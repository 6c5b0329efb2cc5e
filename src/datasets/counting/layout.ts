/** @module Flat coloured shapes that lie over one another; which of them touch is never in doubt, nor what a hidden one is. */
import type { Random } from '../../domain/random.js';
import { covers, pointsOnGrid, visibleShare, type PlacedOutline } from '../scenes/silhouette.js';

export const FLAT = ['circle', 'square', 'triangle', 'star'] as const;
export const FLAT_COLORS = {
  red: '#d62828',
  blue: '#2a4bd7',
  green: '#1d7d23',
  yellow: '#f5e12d',
  purple: '#8c28c4',
  orange: '#f08214',
} as const;
export type FlatColor = keyof typeof FLAT_COLORS;
export const FLAT_COLOR_NAMES = [
  'red',
  'blue',
  'green',
  'yellow',
  'purple',
  'orange',
] as const satisfies readonly FlatColor[];

export interface FlatShape extends PlacedOutline {
  readonly outline: (typeof FLAT)[number];
  readonly color: FlatColor;
  readonly size: 'small' | 'large';
}

/** From the lowest to the topmost. */
export type FlatPicture = readonly FlatShape[];

export interface FlatRules {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Of each shape at least this share is seen, 0..1; 1: none overlap. */
  readonly leastVisible: number;
}

/** Of the width of the picture. */
const RADIUS = { small: 0.04, large: 0.07 } as const;
/** Shapes that do not touch are this much apart: as far as if each were so much larger. */
const APART = 1.22;
/** Shapes that touch hide at least this share of the lower one. */
const LEAST_HIDDEN = 0.08;
const TRIES = 120;

/** As many of the shapes as find a place. */
export function drawFlat(random: Random, rules: FlatRules): FlatPicture {
  const placed: FlatShape[] = [];
  for (let attempt = 0; attempt < TRIES && placed.length < rules.count; attempt++) {
    const shape = drawShape(random, rules, placed);
    if (fits(shape, placed, rules)) placed.push(shape);
  }
  return placed;
}

function drawShape(random: Random, { width, height, leastVisible }: FlatRules, placed: FlatPicture): FlatShape {
  const size = random.pick(['small', 'large'] as const);
  const radius = RADIUS[size] * width;
  const edge = Math.ceil(1.2 * radius);
  const near = leastVisible < 1 && placed.length > 0 && random.next() < 0.6 ? random.pick(placed) : undefined;
  const reach = near === undefined ? 0 : Math.round(1.2 * (near.radius + radius));
  const between = (low: number, high: number, value: number): number => Math.min(high, Math.max(low, value));
  const x = near === undefined ? random.int(edge, width - edge) : Math.round(near.x) + random.int(-reach, reach);
  const y = near === undefined ? random.int(edge, height - edge) : Math.round(near.y) + random.int(-reach, reach);
  return {
    outline: random.pick(FLAT),
    color: random.pick(FLAT_COLOR_NAMES),
    size,
    radius,
    x: between(edge, width - edge, x),
    y: between(edge, height - edge, y),
  };
}

function fits(shape: FlatShape, placed: FlatPicture, { width, leastVisible }: FlatRules): boolean {
  const partners = placed.filter((other) => !areApart(shape, other));
  if (leastVisible === 1 && partners.length > 0) return false;
  // Where three lie on one another, what touches what could be hidden.
  if (partners.some((one) => partners.some((other) => one !== other && !areApart(one, other)))) return false;
  if (partners.some((other) => 1 - visibleShare(other, [shape]) < LEAST_HIDDEN)) return false;
  if (placed.some((other) => Math.abs(other.x - shape.x) < 0.02 * width)) return false;
  // The new shape lies on top: only what it meets is seen less of.
  const all = [...placed, shape];
  return partners.every((each) => visibleShare(each, all.slice(placed.indexOf(each) + 1)) >= leastVisible);
}

/** Which shapes of a picture touch: looked at once, for a picture is asked about many times until a question fits. */
const touching = new WeakMap<FlatPicture, ReadonlyMap<FlatShape, ReadonlySet<FlatShape>>>();

/** The shapes that it touches; whoever touches is touched. */
export function touchedBy(shape: FlatShape, picture: FlatPicture): ReadonlySet<FlatShape> {
  const known = touching.get(picture) ?? contactsOf(picture);
  touching.set(picture, known);
  return known.get(shape) ?? new Set();
}

function contactsOf(picture: FlatPicture): ReadonlyMap<FlatShape, ReadonlySet<FlatShape>> {
  const contacts = new Map(picture.map((shape) => [shape, new Set<FlatShape>()] as const));
  for (const [index, upper] of picture.entries()) {
    for (const lower of picture.slice(0, index)) {
      if (areApart(upper, lower)) continue;
      contacts.get(upper)?.add(lower);
      contacts.get(lower)?.add(upper);
    }
  }
  return contacts;
}

/** Is there ground between them, with room to spare? The points of the upper one are looked at, as when it was placed. */
export function areApart(upper: FlatShape, lower: FlatShape): boolean {
  if (Math.hypot(upper.x - lower.x, upper.y - lower.y) > 1.5 * APART * (upper.radius + lower.radius)) return true;
  const [a, b] = [upper, lower].map((each) => ({ ...each, radius: APART * each.radius }));
  return a !== undefined && b !== undefined && !meet(a, b);
}

function meet(a: PlacedOutline, b: PlacedOutline): boolean {
  return pointsOf(a.outline).some(([x, y]) => covers(b, a.x + x * a.radius, a.y + y * a.radius));
}

const pointsOf = pointsOnGrid(Array.from({ length: 25 }, (_, at) => (at - 12) / 10));
