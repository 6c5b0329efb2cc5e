/** @module Questions about a scene as functional programs; running one gives the truth. */
import { isRelated, type Attribute, type Relation, type Scene, type SceneObject } from './world.js';

export interface Filter {
  readonly attribute: Attribute;
  readonly value: string;
}

/** A program for a set of objects. `of` of the last two is a set that must hold exactly one. */
export type SetProgram =
  | { readonly op: 'scene' }
  | { readonly op: 'filter'; readonly filters: readonly Filter[]; readonly of: SetProgram }
  | { readonly op: 'either'; readonly filters: readonly [Filter, Filter]; readonly of: SetProgram }
  | { readonly op: 'both'; readonly left: SetProgram; readonly right: SetProgram }
  | { readonly op: 'relate'; readonly relation: Relation; readonly of: SetProgram }
  | { readonly op: 'same'; readonly attribute: Attribute; readonly of: SetProgram };

export type Comparison = 'more' | 'fewer' | 'equal';

export type Program =
  | { readonly op: 'count' | 'exist'; readonly of: SetProgram }
  | { readonly op: 'query'; readonly attribute: Attribute; readonly of: SetProgram }
  | {
      readonly op: 'compare-number';
      readonly by: Comparison;
      readonly left: SetProgram;
      readonly right: SetProgram;
    }
  | {
      readonly op: 'compare-attribute';
      readonly attribute: Attribute;
      readonly left: SetProgram;
      readonly right: SetProgram;
    };

/** The truth; undefined when a set that should hold one object holds none or several: then the question is void. */
export function runProgram(program: Program, scene: Scene): string | undefined {
  const set = (part: SetProgram): readonly SceneObject[] | undefined => runSet(part, scene);
  const one = (part: SetProgram): SceneObject | undefined => only(set(part));
  switch (program.op) {
    case 'count':
      return set(program.of)?.length.toString();
    case 'exist': {
      const found = set(program.of);
      return found === undefined ? undefined : yesNo(found.length > 0);
    }
    case 'query':
      return one(program.of)?.[program.attribute];
    case 'compare-number': {
      const [left, right] = [set(program.left)?.length, set(program.right)?.length];
      if (left === undefined || right === undefined) return undefined;
      const by = { more: left > right, fewer: left < right, equal: left === right };
      return yesNo(by[program.by]);
    }
    case 'compare-attribute': {
      const [left, right] = [one(program.left), one(program.right)];
      if (left === undefined || right === undefined || left === right) return undefined;
      return yesNo(left[program.attribute] === right[program.attribute]);
    }
  }
}

/** The objects in question; undefined when it is void. */
export function runSet(program: SetProgram, scene: Scene): readonly SceneObject[] | undefined {
  switch (program.op) {
    case 'scene':
      return scene.objects;
    case 'filter':
      return runSet(program.of, scene)?.filter((object) => program.filters.every((each) => has(object, each)));
    case 'either':
      return runSet(program.of, scene)?.filter((object) => program.filters.some((each) => has(object, each)));
    case 'both': {
      const right = runSet(program.right, scene);
      return right && runSet(program.left, scene)?.filter((object) => right.includes(object));
    }
    case 'relate': {
      const other = only(runSet(program.of, scene));
      return other && scene.objects.filter((object) => object !== other && isRelated(object, program.relation, other));
    }
    case 'same': {
      const { attribute } = program;
      const other = only(runSet(program.of, scene));
      return other && scene.objects.filter((object) => object !== other && object[attribute] === other[attribute]);
    }
  }
}

function has(object: SceneObject, { attribute, value }: Filter): boolean {
  return object[attribute] === value;
}

function only(set: readonly SceneObject[] | undefined): SceneObject | undefined {
  return set?.length === 1 ? set[0] : undefined;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
