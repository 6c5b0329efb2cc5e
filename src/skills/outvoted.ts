/** @module Solvers of a keyword router to which no question can lead, although they have rules: another one always has the better of them. */
import type { RouteRule } from '../domain/registry.js';
import { hasPhrase, wordsOf } from '../domain/words.js';

export interface Outvoted {
  readonly id: string;
  /** The solver that wins whenever this one's rules match. */
  readonly by: string;
}

/**
 * Those that can be told by their rules alone: each of their rules has one of the other solver that matches whenever it does, with its
 * weight.
 * @param competes do the two ever stand beside each other? A model chooses among those that it can run.
 */
export function outvoted(
  rules: readonly RouteRule[],
  fallback: string,
  competes: (id: string, other: string) => boolean,
): readonly Outvoted[] {
  const ids = [...new Set(rules.map((rule) => rule.solver))];
  return ids.flatMap((id, index) => {
    if (id === fallback) return [];
    const own = rules.filter((rule) => rule.solver === id);
    const by = ids.find((other, place) => {
      // Of equal scores the one that comes first wins.
      const beats = (theirs: number, ours: number): boolean => (place < index ? theirs >= ours : theirs > ours);
      return (
        other !== id &&
        competes(id, other) &&
        covers(
          rules.filter((rule) => rule.solver === other),
          own,
          beats,
        )
      );
    });
    return by === undefined ? [] : [{ id, by }];
  });
}

/** Has each rule one of the others for itself that matches wherever it does? */
function covers(
  others: readonly RouteRule[],
  own: readonly RouteRule[],
  beats: (theirs: number, ours: number) => boolean,
): boolean {
  const left = [...others];
  return own.every((rule) => {
    const at = left.findIndex((other) => beats(other.weight, rule.weight) && follows(rule, other));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** Does the other rule match every text that this one matches? */
function follows(rule: RouteRule, other: RouteRule): boolean {
  const surely = (phrase: string): boolean => rule.all.some((own) => holds(own, phrase));
  const hasAll = other.all.every((phrase) => surely(phrase) || isInEach(rule.any, [phrase]));
  return hasAll && (other.any.length === 0 || other.any.some(surely) || isInEach(rule.any, other.any));
}

/** Whichever of the alternatives a text has, it has one of the phrases. */
function isInEach(alternatives: readonly string[], phrases: readonly string[]): boolean {
  return alternatives.length > 0 && alternatives.every((own) => phrases.some((phrase) => holds(own, phrase)));
}

function holds(text: string, phrase: string): boolean {
  return hasPhrase(wordsOf(text), phrase);
}
