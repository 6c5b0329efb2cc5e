/** @module Executes the program of a question on the things that were found. */
import type { Thing } from './find-things.js';
import type { Condition, Description, SceneQuestion } from './parse-question.js';
import type { SceneAttribute, Trait } from './vocabulary.js';

/** An answer, with the things and attributes that it rests on; or why there is none. */
export type SceneAnswer =
  | { readonly kind: 'answer'; readonly text: string; readonly uses: ReadonlySet<SceneAttribute> }
  | { readonly kind: 'void'; readonly reason: string };

class Void {
  constructor(readonly reason: string) {}
}

export function answerQuestion(question: SceneQuestion, things: readonly Thing[]): SceneAnswer {
  const uses = new Set<SceneAttribute>();
  const all = (of: Description): readonly Thing[] | Void => select(of, things, uses);
  const answer = (text: string): SceneAnswer => ({ kind: 'answer', text, uses });
  switch (question.kind) {
    case 'count':
    case 'exist': {
      const found = all(question.of);
      if (found instanceof Void) return voided(found);
      return answer(question.kind === 'count' ? String(found.length) : yesNo(found.length > 0));
    }
    case 'query': {
      const thing = only(all(question.of));
      uses.add(question.attribute);
      return thing instanceof Void ? voided(thing) : answer(thing[question.attribute]);
    }
    case 'compare': {
      const [left, right] = [all(question.left), all(question.right)];
      if (left instanceof Void) return voided(left);
      if (right instanceof Void) return voided(right);
      const [a, b] = [left.length, right.length];
      return answer(yesNo({ more: a > b, fewer: a < b, equal: a === b }[question.by]));
    }
    case 'alike': {
      const [left, right] = [only(all(question.left)), only(all(question.right))];
      uses.add(question.attribute);
      if (left instanceof Void) return voided(left);
      if (right instanceof Void) return voided(right);
      return answer(yesNo(left[question.attribute] === right[question.attribute]));
    }
  }
}

function select(of: Description, things: readonly Thing[], uses: Set<SceneAttribute>): readonly Thing[] | Void {
  let found = things;
  for (const condition of of) {
    const holds = test(condition, things, uses);
    if (holds instanceof Void) return holds;
    found = found.filter(holds);
  }
  return found;
}

function test(
  condition: Condition,
  things: readonly Thing[],
  uses: Set<SceneAttribute>,
): ((thing: Thing) => boolean) | Void {
  const has = (thing: Thing, { attribute, value }: Trait): boolean => thing[attribute] === value;
  switch (condition.kind) {
    case 'trait':
      uses.add(condition.trait.attribute);
      return (thing) => has(thing, condition.trait);
    case 'either':
      for (const { attribute } of condition.traits) uses.add(attribute);
      return (thing) => condition.traits.some((trait) => has(thing, trait));
    case 'side': {
      const other = only(select(condition.of, things, uses));
      if (other instanceof Void) return other;
      const tests = {
        left: (thing: Thing) => thing.x < other.x,
        right: (thing: Thing) => thing.x > other.x,
        front: (thing: Thing) => thing.foot > other.foot,
        behind: (thing: Thing) => thing.foot < other.foot,
      };
      const holds = tests[condition.side];
      return (thing) => thing.id !== other.id && holds(thing);
    }
    case 'touches': {
      const others = select(condition.of, things, uses);
      if (others instanceof Void) return others;
      return (thing) => others.some(({ id }) => thing.touches.includes(id));
    }
    case 'same': {
      const { attribute } = condition;
      uses.add(attribute);
      const other = only(select(condition.of, things, uses));
      return other instanceof Void ? other : (thing) => thing.id !== other.id && thing[attribute] === other[attribute];
    }
  }
}

function only(found: readonly Thing[] | Void): Thing | Void {
  if (found instanceof Void) return found;
  const [thing] = found;
  if (thing !== undefined && found.length === 1) return thing;
  return new Void(`The question speaks of one thing, and ${found.length} in the picture fit.`);
}

function voided({ reason }: Void): SceneAnswer {
  return { kind: 'void', reason };
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
