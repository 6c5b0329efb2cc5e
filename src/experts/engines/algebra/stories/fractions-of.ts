/** @module A whole of which fractions are filled, used up or left. */
import { multiply, ONE, readExact, subtract, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

const USED =
  /\b(?:used|uses|use|spent|spends|eaten|eats|ate|sold|sells|gave|gives|given|lost|loses|drunk|drinks|drank|run out|ran out|runs out|leaked|leaks|taken|takes|poured|pours|read|reads|drained|evaporates|evaporated|away|gone)\b/;
const FULL = /\b(?:full|filled|fill)\b/;
const LEFT = /\b(?:left|remain|remains|remaining|still)\b/;

/** "A 60-litre tank is 2/3 full. Then 1/4 of the water is used. How many litres are left?" */
export const fractionsOf: Method = ({ text }) => partOf(text) ?? restOf(text);

/** "2/3 of the 27 pupils are girls. How many girls are there?": what is asked must be what is said of the part. */
function partOf(text: string): ReturnType<Method> {
  const said =
    /\b(\d+\/\d+) of (?:the |his |her |their |all |these |those )?(\d+(?:\.\d+)?)\s+([^.?!]*)[.?!]\s*(.*)$/s.exec(text);
  if (said === null || (text.match(/\d+/g) ?? []).length !== 3) return undefined;
  const [, fraction = '', whole = '', predicate = '', question = ''] = said;
  const last = /([a-z]{3,})\s*$/.exec(predicate)?.[1];
  if (
    last === undefined ||
    !/\bhow (?:many|much)\b/.test(question) ||
    !new RegExp(String.raw`\b${last}\b`).test(question)
  )
    return undefined;
  if (/\b(?:not|n't|other|others|rest|left|remain\w*|more|than)\b/.test(question) || USED.test(predicate))
    return undefined;
  return solved(multiply(readExact(whole), readExact(fraction)), 'part-of', 0.9);
}

function restOf(text: string): ReturnType<Method> {
  const fractions = [...text.matchAll(/\b(\d+\/\d+)\b/g)];
  const wholes = [...text.matchAll(/(?<![\d/.:])\b(\d+(?:\.\d+)?)\b(?![/\d]|\.\d)/g)];
  const [whole] = wholes;
  if (fractions.length === 0 || fractions.length > 4 || whole === undefined || wholes.length !== 1) return undefined;
  let rest: Exact = readExact(whole[1] ?? '0');
  let used: Exact | undefined;
  for (const fraction of fractions) {
    const value = readExact(fraction[1] ?? '0');
    const clause = clauseAround(text, fraction.index);
    if (value.n > value.d) return undefined;
    if (USED.test(clause)) {
      used = multiply(rest, value);
      rest = multiply(rest, subtract(ONE, value));
    } else if (FULL.test(clause)) rest = multiply(rest, value);
    else return undefined;
  }
  const question =
    text
      .split(/(?<=[.?!])\s+/)
      .filter((sentence) => /\bhow (?:many|much)\b/.test(sentence))
      .at(-1) ?? '';
  if (LEFT.test(question)) return solved(rest, 'fractions-of', 0.92);
  if (used !== undefined && fractions.length === 1 && USED.test(question)) return solved(used, 'fractions-of', 0.8);
  // "It holds 120 litres and is 3/4 full. How many litres are in it?"
  const inside = /\b(?:in it|inside|does it (?:hold|contain|have)|are there|is there|are in the|is in the)\b/;
  if (used === undefined && fractions.length === 1 && inside.test(question)) return solved(rest, 'fractions-of', 0.88);
  return undefined;
}

/** The part of a sentence, between commas and full stops, in which something stands. */
function clauseAround(text: string, index: number): string {
  const start =
    Math.max(text.lastIndexOf('. ', index), text.lastIndexOf(', ', index), text.lastIndexOf('? ', index)) + 1;
  const ends = ['. ', ', ', '? ', ' and then '].map((mark) => text.indexOf(mark, index)).filter((end) => end >= 0);
  return text.slice(start, ends.length === 0 ? undefined : Math.min(...ends));
}
