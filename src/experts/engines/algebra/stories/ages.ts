/** @module Ages of two people, from sentences that each give a linear equation. */
import { add, exact, multiply, readExact, subtract, ZERO, type Exact } from '../exact.js';
import type { Node } from '../expression.js';
import { solved, type Method } from '../solution.js';
import { solveLinearSystem, type Equation } from '../solve-equations.js';

/** People without names. */
const ROLES =
  /\b(?:(?:grand)?(?:father|mother|son|daughter)|brother|sister|uncle|aunt|nephew|niece|husband|wife|man|woman|boy|girl|child)\b/g;

const number = (value: Exact): Node => ({ kind: 'number', value });
const person = (index: number): Node => ({ kind: 'symbol', name: index === 0 ? 'x' : 'y' });
const binary = (operator: '+' | '-' | '*', left: Node, right: Node): Node => ({
  kind: 'binary',
  operator,
  left,
  right,
});

/** "Ann is 3 times as old as Ben. In 5 years their ages will add up to 50. How old is Ben now?" */
export const ages: Method = ({ original, text }) => {
  if (!/\b(?:old|older|younger|age|ages|aged)\b/.test(text)) return undefined;
  const names = [
    ...new Set(
      original.match(
        /\b[A-Z][a-z]+\b(?=\s+(?:is|and|are|was|will|has|now|today)\b|'s\b|[,.?])|(?<=\b(?:is|of|and|as|than)\s)[A-Z][a-z]+\b/g,
      ) ?? [],
    ),
  ].filter((word) => !/^(?:How|In|What|Today|Now|The|Their|Together|If|When|Find|Give)$/.test(word));
  const roles = [...new Set(text.match(ROLES) ?? [])];
  const [first, second] = names.length === 0 && roles.length === 2 ? roles : names.length === 2 ? names : [];
  if (first === undefined || second === undefined) return undefined;
  const people = [first, second].map((name) => name.toLowerCase());
  const equations: Equation[] = [];
  const sentences = text.split(/(?<=[.?!;])\s+|,\s+and\s+(?=in \d)|\s+and\s+(?=in \d)/);
  let asked: { index: number; shift: Exact } | undefined;
  for (const sentence of sentences) {
    const equation = multiple(sentence, people) ?? difference(sentence, people) ?? total(sentence, people);
    if (equation !== undefined) equations.push(equation);
    const who = /\bhow old\b|\bwhat (?:is|will)\b|\bfind\b|\bgive\b/.exec(sentence);
    const index = who === null ? -1 : namedAfter(sentence, who.index, people);
    if (index >= 0) asked = { index, shift: shiftOf(sentence) };
  }
  if (asked === undefined || equations.length !== 2) return undefined;
  const solution = solveLinearSystem(equations, ['x', 'y']);
  const value = solution?.get(asked.index === 0 ? 'x' : 'y');
  if (value === undefined || value.n < 0n) return undefined;
  return solved(add(value, asked.shift), 'ages', 0.92);
};

/** Years from now: `in 5 years` 5, `5 years ago` -5. */
function shiftOf(sentence: string): Exact {
  const later = /\bin\s+(\d+)\s+years?\b|\b(\d+)\s+years?\s+(?:from now|later|hence)\b/.exec(sentence);
  const ago = /\b(\d+)\s+years?\s+ago\b/.exec(sentence);
  const value = readExact(later?.[1] ?? later?.[2] ?? ago?.[1] ?? '0');
  return ago === null ? value : subtract(ZERO, value);
}

/** "A is 3 times as old as B", "A is twice as old", "A's age is 3 times that of B" */
function multiple(sentence: string, people: readonly string[]): Equation | undefined {
  const match = /\b(\d+(?:\.\d+)?|\d+\/\d+)\s+times\b|\b(twice|double)\b|\b(half)\b/.exec(sentence);
  if (match === null) return undefined;
  const factor = match[1] !== undefined ? readExact(match[1]) : match[2] !== undefined ? exact(2) : exact(1, 2);
  const before = lastNamed(sentence.slice(0, match.index), people);
  if (before < 0) return undefined;
  const shift = number(shiftOf(sentence));
  const other = person(1 - before);
  return { left: binary('+', person(before), shift), right: binary('*', number(factor), binary('+', other, shift)) };
}

/** "A is 4 years older than B" */
function difference(sentence: string, people: readonly string[]): Equation | undefined {
  const match = /\b(\d+)\s+years?\s+(older|younger)\b/.exec(sentence);
  if (match === null) return undefined;
  const before = lastNamed(sentence.slice(0, match.index), people);
  if (before < 0) return undefined;
  const gap = number(readExact(match[1] ?? '0'));
  return { left: person(before), right: binary(match[2] === 'older' ? '+' : '-', person(1 - before), gap) };
}

/** "In 5 years their ages will add up to 50", "the sum of their ages is 50", "they will be 50 years old together" */
function total(sentence: string, people: readonly string[]): Equation | undefined {
  if (!/\b(?:sum|add up|total|together|combined)\b/.test(sentence) || people.length !== 2) return undefined;
  const numbers =
    sentence
      .replace(/\bin\s+\d+\s+years?\b|\b\d+\s+years?\s+(?:ago|from now|later|hence)\b|\bthe 2\b/g, ' ')
      .match(/\d+/g) ?? [];
  const [value] = numbers;
  if (value === undefined || numbers.length !== 1) return undefined;
  const shift = multiply(exact(2), shiftOf(sentence));
  return { left: binary('+', binary('+', person(0), person(1)), number(shift)), right: number(readExact(value)) };
}

function lastNamed(text: string, people: readonly string[]): number {
  const places = people.map((name) => text.lastIndexOf(name));
  const place = Math.max(...places);
  return place < 0 ? -1 : places.indexOf(place);
}

function namedAfter(text: string, from: number, people: readonly string[]): number {
  const places = people.map((name) => text.indexOf(name, from)).map((place) => (place < 0 ? Infinity : place));
  const place = Math.min(...places);
  return place === Infinity ? -1 : places.indexOf(place);
}
