/** @module What a scene is made of: a few simple solids, each with a colour, a size, a material and a place. */

/** Names and base colours; every two differ clearly in hue or, for gray, in having none. */
export const COLORS = {
  gray: [96, 96, 96],
  red: [200, 38, 38],
  blue: [42, 75, 215],
  green: [29, 125, 35],
  brown: [129, 74, 25],
  purple: [140, 40, 196],
  cyan: [41, 200, 208],
  yellow: [245, 225, 45],
} as const;

export const ATTRIBUTES = ['size', 'color', 'material', 'shape'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

export const VALUES = {
  size: ['small', 'large'],
  color: ['gray', 'red', 'blue', 'green', 'brown', 'purple', 'cyan', 'yellow'],
  material: ['rubber', 'metal'],
  shape: ['cube', 'sphere', 'cylinder'],
} as const;

export type Solid = (typeof VALUES.shape)[number];

export interface SceneObject {
  readonly size: (typeof VALUES.size)[number];
  readonly color: (typeof VALUES.color)[number];
  readonly material: (typeof VALUES.material)[number];
  readonly shape: Solid;
  /** Middle, and half the width of a sphere; pixels. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** From the farthest to the nearest. */
  readonly objects: readonly SceneObject[];
}

/** The bright spot by which metal is told from rubber: its middle and half axes, in radii of the object. */
export const REFLECTION = { dx: -0.3, dy: -0.12, rx: 0.2, ry: 0.15 } as const;

export const RELATIONS = ['left', 'right', 'front', 'behind'] as const;
export type Relation = (typeof RELATIONS)[number];

/** Where an object stands: the lower it reaches in the picture, the nearer it is. */
export function footOf({ shape, y, radius }: Pick<SceneObject, 'shape' | 'y' | 'radius'>): number {
  return y + (shape === 'cylinder' ? 1.1 : 1) * radius;
}

/** Is `object` on that side of `other`, as the viewer sees it? */
export function isRelated(object: SceneObject, relation: Relation, other: SceneObject): boolean {
  switch (relation) {
    case 'left':
      return object.x < other.x;
    case 'right':
      return object.x > other.x;
    case 'front':
      return footOf(object) > footOf(other);
    case 'behind':
      return footOf(object) < footOf(other);
  }
}
