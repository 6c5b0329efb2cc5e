/** @module The words for things in scenes of simple shapes: what a question may call them, and what a picture may show. */

export const COLOURS = {
  gray: [96, 96, 96],
  red: [200, 40, 40],
  blue: [42, 75, 215],
  green: [30, 125, 36],
  brown: [129, 74, 25],
  purple: [140, 40, 196],
  cyan: [41, 200, 208],
  yellow: [245, 225, 45],
  orange: [240, 130, 20],
  pink: [240, 130, 190],
} as const;
export type ColourName = keyof typeof COLOURS;

export const SOLIDS = ['cube', 'sphere', 'cylinder'] as const;
export const FLAT_SHAPES = ['circle', 'square', 'triangle', 'star'] as const;
export type ShapeName = (typeof SOLIDS)[number] | (typeof FLAT_SHAPES)[number];

/** An attribute's values, and the words that mean them. */
const WORDS = {
  size: { small: ['small', 'tiny', 'little'], large: ['large', 'big', 'huge'] },
  material: { rubber: ['rubber', 'matte'], metal: ['metal', 'metallic', 'shiny'] },
  shape: {
    cube: ['cube', 'block'],
    sphere: ['sphere', 'ball'],
    cylinder: ['cylinder'],
    circle: ['circle', 'disc'],
    square: ['square'],
    triangle: ['triangle'],
    star: ['star'],
  },
} as const;

export const SCENE_ATTRIBUTES = ['size', 'color', 'material', 'shape'] as const;
export type SceneAttribute = (typeof SCENE_ATTRIBUTES)[number];

export interface Trait {
  readonly attribute: SceneAttribute;
  readonly value: string;
}

const traits = new Map<string, Trait>(Object.keys(COLOURS).map((value) => [value, { attribute: 'color', value }]));
traits.set('grey', { attribute: 'color', value: 'gray' });
for (const attribute of ['size', 'material', 'shape'] as const) {
  const values: Readonly<Record<string, readonly string[]>> = WORDS[attribute];
  for (const [value, words] of Object.entries(values)) {
    for (const word of words) traits.set(word, { attribute, value });
  }
}

/** What a word says of a thing, in singular or plural; undefined for other words. */
export function traitOf(word: string): Trait | undefined {
  return traits.get(word) ?? traits.get(word.replace(/s$/, ''));
}

/** A word that stands for anything. */
export function isThing(word: string): boolean {
  return /^(?:thing|object|item|shape)s?$/.test(word);
}

export function attributeOf(word: string): SceneAttribute | undefined {
  return SCENE_ATTRIBUTES.find((each) => each === word.replace('colour', 'color'));
}
