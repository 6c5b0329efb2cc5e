/** @module One template of a text question, and how a family draws from its templates. */
import type { Random } from '../../domain/random.js';
import type { Draft } from '../draft.js';
import { truthOf, type Rational } from './rational.js';

export interface TextProblem {
  readonly wordings: readonly string[];
  readonly answer: Rational;
}

/** Fills a template with numbers of up to `magnitude`. */
export type Template = (random: Random, magnitude: number) => TextProblem;

/** A generator that picks a template by name and how large its numbers are. */
export function fromTemplates(templates: Readonly<Record<string, Template>>): (random: Random) => Draft {
  const names = Object.keys(templates);
  return (random) => {
    const name = random.pick(names);
    const magnitude = random.pick([10, 30, 100]);
    const problem = templates[name]?.(random, magnitude);
    if (problem === undefined) throw new RangeError(`no template "${name}"`);
    return { wordings: problem.wordings, truth: truthOf(problem.answer), difficulty: { template: name, magnitude } };
  };
}

/** An amount in dollars, e.g. `$3.50`, from cents. */
export function dollars(cents: number): string {
  return `$${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
