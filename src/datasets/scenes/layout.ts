/**
 * @module Places the objects of a scene so that every question has one answer: no two stand on one vertical or at one depth; of each
 * enough is seen to tell what it is, a metal's reflection included; and both sizes are there, so that small and large mean something.
 */
import type { Random } from '../../domain/random.js';
import { covers, visibleShare, type PlacedOutline } from './silhouette.js';
import { footOf, REFLECTION, VALUES, type Scene, type SceneObject } from './world.js';

export interface LayoutRules {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Of each object at least this share is seen, 0..1. */
  readonly leastVisible: number;
}

/** Of the width of the picture. */
const RADIUS = { small: 0.036, large: 0.068 } as const;
/** Two objects differ by so much from left to right and in depth. */
const MARGIN = 0.028;
const TRIES = 300;

/** Draws a scene; one that does not fit is begun anew, with an object less when it never does. */
export function drawScene(random: Random, rules: LayoutRules): Scene {
  const { width, height } = rules;
  for (let count = rules.count; ; count--) {
    for (let attempt = 0; attempt < 20; attempt++) {
      const objects = placeAll(random, rules, count);
      if (objects !== undefined) {
        return { width, height, objects: [...objects].sort((a, b) => footOf(a) - footOf(b)) };
      }
    }
  }
}

function placeAll(random: Random, rules: LayoutRules, count: number): readonly SceneObject[] | undefined {
  const placed: SceneObject[] = [];
  for (let attempt = 0; placed.length < count; attempt++) {
    if (attempt > TRIES) return undefined;
    const object = drawObject(random, rules);
    if (fits(object, placed, rules)) placed.push(object);
  }
  return VALUES.size.every((size) => placed.some((object) => object.size === size)) ? placed : undefined;
}

function drawObject(random: Random, { width, height }: LayoutRules): SceneObject {
  const size = random.pick(VALUES.size);
  const radius = RADIUS[size] * width;
  const edge = 1.25 * radius;
  return {
    size,
    color: random.pick(VALUES.color),
    material: random.pick(VALUES.material),
    shape: random.pick(VALUES.shape),
    x: random.int(Math.ceil(edge), Math.floor(width - edge)),
    y: random.int(Math.ceil(edge), Math.floor(height - edge)),
    radius,
  };
}

function fits(object: SceneObject, placed: readonly SceneObject[], { width, leastVisible }: LayoutRules): boolean {
  const margin = MARGIN * width;
  const clear = placed.every(
    (other) => Math.abs(object.x - other.x) >= margin && Math.abs(footOf(object) - footOf(other)) >= margin,
  );
  // Two of one colour that meet would look like one thing.
  const apart = placed.every((other) => {
    const distance = Math.hypot(object.x - other.x, object.y - other.y);
    const needed = object.color === other.color || leastVisible === 1 ? 1.45 : 0.8;
    return distance >= needed * (object.radius + other.radius) + 4;
  });
  if (!clear || !apart) return false;
  const all = [...placed, object];
  return all.every((each) => {
    const nearer = nearerThan(each, all);
    return visibleShare(placedOutline(each), nearer) >= leastVisible && !hidesReflection(each, nearer);
  });
}

function hidesReflection({ material, x, y, radius }: SceneObject, nearer: readonly PlacedOutline[]): boolean {
  const { dx, dy, rx, ry } = REFLECTION;
  const corners = [-1, 1].flatMap((sx) => [-1, 1].map((sy) => [dx + sx * rx, dy + sy * ry] as const));
  return (
    material === 'metal' &&
    nearer.some((other) => corners.some(([cx, cy]) => covers(other, x + cx * radius, y + cy * radius)))
  );
}

function nearerThan(object: SceneObject, all: readonly SceneObject[]): PlacedOutline[] {
  return all.filter((other) => footOf(other) > footOf(object)).map(placedOutline);
}

function placedOutline({ shape, x, y, radius }: SceneObject): PlacedOutline {
  return { outline: shape, x, y, radius };
}
