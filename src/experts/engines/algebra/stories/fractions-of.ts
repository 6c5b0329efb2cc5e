/** @module A whole of which fractions are filled, used up or left. */
import { multiply, ONE, readExact, subtract, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

const USED =
  /\b(?:used|uses|use|spent|spends|eaten|eats|ate|sold|sells|gave|gives|given|lost|loses|drunk|drinks|drank|run out|ran out|runs out|leaked|leaks|taken|takes|poured|pours|read|reads|drained|evaporates|evaporated|away|gone)\b/;
const FULL = /\b(?:full|filled|fill)\b/;
const LEFT = /\b(?:left|remain|remains|remaining|still)\b/;

/** "A 60-litre tank is 2/3 full. Then 1/4 of the water is used. How many litres are left?" */
export const fractionsOf: Method = ({ text }) => {
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
  return undefined;
};

/** The part of a sentence, between commas and full stops, in which something stands. */
function clauseAround(text: string, index: number): string {
  const start =
    Math.max(text.lastIndexOf('. ', index), text.lastIndexOf(', ', index), text.lastIndexOf('? ', index)) + 1;
  const ends = ['. ', ', ', '? ', ' and then '].map((mark) => text.indexOf(mark, index)).filter((end) => end >= 0);
  return text.slice(start, ends.length === 0 ? undefined : Math.min(...ends));
}
