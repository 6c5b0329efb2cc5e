/**
 * @module The nine families of questions as programs drawn for a scene. The answer is drawn first where it can be, so that answers
 * are balanced; a program that is void, or does not come to that answer, is drawn anew.
 */
import type { Random } from '../../domain/random.js';
import type { Filter, Program, SetProgram } from './program.js';
import { runSet } from './program.js';
import { ATTRIBUTES, RELATIONS, VALUES, type Attribute, type Scene } from './world.js';

export const QUESTION_FAMILIES = [
  'count',
  'exist',
  'compare-number',
  'compare-attribute',
  'query-attribute',
  'same-attribute',
  'relate',
  'logical',
  'chain',
] as const;
export type QuestionFamily = (typeof QUESTION_FAMILIES)[number];

const SCENE: SetProgram = { op: 'scene' };

/** Draws a program of the family; undefined: the scene has nothing of that kind. */
export function drawProgram(family: QuestionFamily, scene: Scene, random: Random): Program | undefined {
  const attribute = random.pick(ATTRIBUTES);
  switch (family) {
    case 'count':
      return { op: 'count', of: filtered(random, SCENE, 1, 2) };
    case 'exist':
      return { op: 'exist', of: filtered(random, SCENE, 2, 3) };
    case 'compare-number': {
      const [left, right] = [filtered(random, SCENE, 1, 2), filtered(random, SCENE, 1, 2)];
      if (isWithin(left, right, scene) || isWithin(right, left, scene)) return undefined;
      return { op: 'compare-number', by: random.pick(['more', 'fewer', 'equal']), left, right };
    }
    case 'compare-attribute': {
      const [left, right] = [single(random, scene, [attribute]), single(random, scene, [attribute])];
      return left && right && { op: 'compare-attribute', attribute, left, right };
    }
    case 'query-attribute': {
      const of = single(random, scene, [attribute]);
      return of && { op: 'query', attribute, of };
    }
    case 'same-attribute': {
      const other = single(random, scene, [attribute]);
      if (other === undefined) return undefined;
      const of = filtered(random, { op: 'same', attribute, of: other }, 0, 1, [attribute]);
      return { op: random.pick(['count', 'exist']), of };
    }
    case 'relate': {
      const place = placed(random, scene);
      return place && { op: random.pick(['count', 'exist']), of: filtered(random, place, 0, 2) };
    }
    case 'logical':
      return logical(random, scene);
    case 'chain':
      return chain(random, scene);
  }
}

function logical(random: Random, scene: Scene): Program | undefined {
  const op = random.pick(['count', 'count', 'exist'] as const);
  if (random.next() < 0.5) {
    const [first = 'color', second = 'shape'] = random.shuffle(ATTRIBUTES);
    const filters = [draw(random, first), draw(random, second)] as const;
    return { op, of: filtered(random, { op: 'either', filters, of: SCENE }, 0, 0) };
  }
  const [left, right] = [placed(random, scene), placed(random, scene)];
  if (left?.op !== 'relate' || right?.op !== 'relate' || left.relation === right.relation) return undefined;
  return { op, of: filtered(random, { op: 'both', left, right }, 0, 1) };
}

/** The attribute of the one thing on a side of another, one or two steps away. */
function chain(random: Random, scene: Scene): Program | undefined {
  const attribute = random.pick(ATTRIBUTES);
  let of: SetProgram | undefined = single(random, scene, []);
  for (let hop = random.int(1, 2); hop > 0 && of !== undefined; hop--) {
    const next: SetProgram = { op: 'relate', relation: random.pick(RELATIONS), of };
    of = filtered(random, next, 1, 2, hop === 1 ? [attribute] : []);
    if (runSet(of, scene)?.length !== 1) return undefined;
  }
  return of && { op: 'query', attribute, of };
}

function placed(random: Random, scene: Scene): SetProgram | undefined {
  const of = single(random, scene, []);
  return of && { op: 'relate', relation: random.pick(RELATIONS), of };
}

/** A filter on some attributes, drawn without looking at the scene. */
function filtered(
  random: Random,
  of: SetProgram,
  least: number,
  most: number,
  without: readonly Attribute[] = [],
): SetProgram {
  const attributes = random.shuffle(ATTRIBUTES.filter((each) => !without.includes(each)));
  const filters = attributes.slice(0, random.int(least, most)).map((attribute) => draw(random, attribute));
  return filters.length === 0 ? of : { op: 'filter', filters, of };
}

function draw(random: Random, attribute: Attribute): Filter {
  return { attribute, value: random.pick<string>(VALUES[attribute]) };
}

/** A description that fits exactly one object of the scene, by attributes other than `without`. */
function single(random: Random, scene: Scene, without: readonly Attribute[]): SetProgram | undefined {
  const object = random.pick(scene.objects);
  const attributes = random.shuffle(ATTRIBUTES.filter((each) => !without.includes(each)));
  for (let count = random.int(1, 3); count <= attributes.length; count++) {
    const filters = attributes.slice(0, count).map((attribute) => ({ attribute, value: object[attribute] }));
    const description: SetProgram = { op: 'filter', filters, of: SCENE };
    if (runSet(description, scene)?.length === 1) return description;
  }
  return undefined;
}

/** Comparing a set with a part of itself has an answer that needs no look. */
function isWithin(part: SetProgram, whole: SetProgram, scene: Scene): boolean {
  const all = runSet(whole, scene) ?? [];
  const some = runSet(part, scene) ?? [];
  return (some.length > 0 || all.length === 0) && some.every((object) => all.includes(object));
}
