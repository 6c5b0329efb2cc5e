/** @module From what is known to what is asked, by forward chaining. */
import { deduce, stepsTo } from '../../../domain/geometry/deduce.js';
import { toLatex, toNumber, type Quantity } from '../../../domain/geometry/quantity.js';
import { joinLines } from './join-lines.js';
import { NOTHING, raysOf, type Corner, type Knowledge, type Pair } from './knowledge.js';
import type { Words } from './read-words.js';
import { relationsOfFigure } from './theorems.js';

export type Solution =
  | {
      readonly kind: 'answer';
      readonly text: string;
      readonly value: Quantity;
      readonly steps: number;
      /** The theorems that it rests on, the last one first. */
      readonly because: readonly string[];
    }
  | { readonly kind: 'cannot'; readonly reason: string };

/** What the words alone say of the figure. */
export function knowledgeOfWords(words: Words): Knowledge {
  const lines = joinLines(words.lines);
  return {
    ...NOTHING,
    lines,
    circles: words.circles,
    right: [...words.right, ...cornersOf(words.perpendicular, lines)],
    equal: words.equal,
    parallel: words.parallel,
    given: words.given,
  };
}

/** The corners of perpendicular segments: where their lines have a point in common. */
export function cornersOf(
  perpendicular: readonly (readonly [Pair, Pair])[],
  lines: Knowledge['lines'],
): readonly Corner[] {
  const lineOf = ([a, b]: Pair): readonly string[] =>
    lines.find((line) => line.includes(a) && line.includes(b)) ?? [a, b];
  return perpendicular.flatMap(([one, other]) => {
    const [first, second] = [lineOf(one), lineOf(other)];
    const vertex = first.find((point) => second.includes(point));
    const a = first.find((point) => point !== vertex);
    const b = second.find((point) => point !== vertex);
    return vertex === undefined || a === undefined || b === undefined ? [] : [[a, vertex, b] as const];
  });
}

export function solveFor(asked: string, knowledge: Knowledge): Solution {
  const { nameOf, points } = raysOf(knowledge.lines);
  const missing = Array.from(asked.replace('<', '')).filter((point) => !points.includes(point));
  if (missing.length > 0) return { kind: 'cannot', reason: `The point ${missing.join(', ')} is not known.` };
  const given = new Map([...knowledge.given].map(([name, value]) => [nameOf(name), value] as const));
  const known = deduce(given, relationsOfFigure(knowledge));
  const name = nameOf(asked);
  const found = known.get(name);
  if (found === undefined)
    return {
      kind: 'cannot',
      reason: `${label(asked)} does not follow from what could be read (${given.size} measures).`,
    };
  const { value } = found;
  return {
    kind: 'answer',
    text: asked.startsWith('<') ? String(toNumber(value)) : toLatex(value),
    value,
    steps: stepsTo(name, known),
    because: reasons(name, known),
  };
}

function reasons(name: string, known: ReturnType<typeof deduce>): readonly string[] {
  const seen = new Set<string>();
  const visit = (each: string): readonly string[] => {
    const derived = known.get(each);
    if (derived === undefined || derived.depth === 0 || seen.has(each)) return [];
    seen.add(each);
    return [`${label(each)}: ${derived.why}`, ...derived.from.flatMap(visit)];
  };
  return visit(name).slice(0, 12);
}

function label(name: string): string {
  return name.startsWith('<') ? `Angle ${name.slice(1)}` : name;
}
