/** @module Quantities in a question: numbers with a unit of measurement, and the unit that is asked for. */
import { multiply, readExact, type Exact } from './exact.js';
import { readUnit, UNIT_PATTERN, type Unit } from './units.js';

export interface Quantity {
  /** As written, in its own unit. */
  readonly value: Exact;
  readonly unit: Unit;
  /** In base units. */
  readonly size: Exact;
  readonly index: number;
  readonly end: number;
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:/\d+)?`;

/** All numbers with units, in order: `3.5 km`, `a 12-litre tank`, `30 km/h`. */
export function quantitiesIn(text: string): Quantity[] {
  const quantities: Quantity[] = [];
  for (const match of text.matchAll(
    new RegExp(String.raw`(?<![\d.:$/])(${NUMBER})[\s-]?(${UNIT_PATTERN})(?![a-z])`, 'g'),
  )) {
    const unit = readUnit(match[2] ?? '');
    if (unit === undefined) continue;
    const value = readExact(match[1] ?? '0');
    const end = match.index + match[0].length;
    quantities.push({ value, unit, size: multiply(value, unit.size), index: match.index, end });
  }
  return quantities;
}

/** The unit that the answer is wanted in: after "how many", "in", "to", and not itself measured by a number. */
export function askedUnit(text: string): { readonly unit: Unit; readonly index: number } | undefined {
  const pattern = new RegExp(
    String.raw`\b(?:how many|how much in|in|into|to|as|number of|answer in)\s+(?:whole\s+|full\s+)?(${UNIT_PATTERN})(?![a-z])(?!\s*\d)`,
    'g',
  );
  // `6 in in cm`: a unit that belongs to a number is not the one asked for.
  const rest = quantitiesIn(text).reduce(
    (left, q) => left.slice(0, q.index) + '#'.repeat(q.end - q.index) + left.slice(q.end),
    text,
  );
  const found = [...rest.matchAll(pattern)];
  // "How many" asks most plainly.
  const best = found.find((match) => match[0].startsWith('how many')) ?? found.at(-1);
  const unit = readUnit(best?.[1] ?? '');
  return best === undefined || unit === undefined ? undefined : { unit, index: best.index };
}
