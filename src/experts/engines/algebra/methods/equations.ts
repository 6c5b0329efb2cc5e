/** @module Questions that state equations: solve for an unknown. */
import { asNumber, evaluate, valueText, type Value } from '../evaluate.js';
import { NoResult, type Exact } from '../exact.js';
import { parseExpression, symbolsIn, type Node } from '../expression.js';
import { mathRuns, type MathRun } from '../math-runs.js';
import { solvedText, type Method } from '../solution.js';
import { solveForOne, solveLinearSystem, type Equation } from '../solve-equations.js';

export const equations: Method = ({ text }) => {
  const { runs, stated, unknowns } = statedIn(text);
  const [equation] = stated;
  const [unknown] = unknowns;
  if (equation === undefined || unknown === undefined || stated.length > 4) return undefined;
  if (unknowns.length > 1 || stated.length > 1) return system(text, runs, stated, unknowns);
  const values = solveForOne(equation, unknown);
  if (values === undefined) return undefined;
  if (values.length === 0) throw new NoResult('the equation has no real solution');
  const asked = askedExpression(text, runs, unknowns);
  const results = asked === undefined ? values : values.map((value) => evaluate(asked, new Map([[unknown, value]])));
  return solvedText(oneOf(text, results), 'equation', 0.97);
};

interface Stated {
  readonly runs: readonly MathRun[];
  readonly stated: readonly Equation[];
  readonly unknowns: readonly string[];
}

/** The equations of a question and the unknowns in them. */
export function statedIn(text: string): Stated {
  const runs = mathRuns(text);
  const stated = runs.flatMap((run) => readEquation(run) ?? []);
  const unknowns = [...new Set(stated.flatMap(({ left, right }) => [...symbolsIn(left), ...symbolsIn(right)]))].sort();
  return { runs, stated, unknowns };
}

function readEquation(run: MathRun): Equation | undefined {
  const sides = run.text.split('=');
  const [left, right] = [parseExpression(sides[0] ?? ''), parseExpression(sides[1] ?? '')];
  return sides.length !== 2 || left === undefined || right === undefined ? undefined : { left, right };
}

function system(text: string, runs: readonly MathRun[], stated: readonly Equation[], unknowns: readonly string[]) {
  const solution: ReadonlyMap<string, Exact> | undefined = solveLinearSystem(stated, unknowns);
  if (solution === undefined) return undefined;
  const expression = askedExpression(text, runs, unknowns);
  if (expression !== undefined) return solvedText(valueText(evaluate(expression, solution)), 'linear-system', 0.95);
  const name = askedUnknown(text, unknowns);
  const value = name === undefined ? undefined : solution.get(name);
  if (value !== undefined) return solvedText(valueText(value), 'linear-system', 0.97);
  // Something is asked of the unknowns that is not understood.
  if (/\b(?:sum|product|difference|quotient|ratio|larger|smaller|average|mean)\b/.test(text)) return undefined;
  return solvedText([...solution].map(([each, v]) => `${each} = ${valueText(v)}`).join(', '), 'linear-system', 0.85);
}

/** The unknown that is asked for: the last one named after a word that asks. */
function askedUnknown(text: string, unknowns: readonly string[]): string | undefined {
  const letter = `[${unknowns.join('')}]`;
  // "Find x and y" asks for all of them.
  const all = String.raw`\b(?:for|find|are|determine|values of)\s+${letter}\s*(?:,|and)\s*${letter}\b(?!\s*[-+*/^=(])`;
  if (new RegExp(all).test(text)) return undefined;
  const pattern = new RegExp(
    String.raw`\b(?:for|find|is|determine|compute|calculate|of)\s+(${letter})\b(?!\s*[-+*/^=(])`,
    'g',
  );
  return [...text.matchAll(pattern)].at(-1)?.[1];
}

/** What stands before a formula that is asked for. */
const ASKS = /\b(?:what is|what's|find|is|of|compute|calculate|evaluate|determine|work out|give)\s*$/;

/** A formula in the unknowns that is asked for, such as `x + y` or `2x`. */
function askedExpression(text: string, runs: readonly MathRun[], unknowns: readonly string[]): Node | undefined {
  for (const run of runs) {
    if (run.text.includes('=') || !/[-+*/^]|\d\s*[a-z]/.test(run.text)) continue;
    if (!ASKS.test(text.slice(0, run.index))) continue;
    const node = parseExpression(run.text);
    const names = node === undefined ? [] : symbolsIn(node);
    if (node !== undefined && names.length > 0 && names.every((name) => unknowns.includes(name))) return node;
  }
  return askedInWords(text, unknowns);
}

/** "the product xy", "the sum of x and y" */
function askedInWords(text: string, unknowns: readonly string[]): Node | undefined {
  const letter = `([${unknowns.join('')}])`;
  const joined = new RegExp(
    String.raw`\b(?:find|product|value of|is|calculate|compute|determine)\s+${letter}${letter}[\s.?!]*$`,
  ).exec(text);
  if (joined !== null) return parseExpression(`${joined[1] ?? ''}*${joined[2] ?? ''}`);
  const named = new RegExp(String.raw`\b(sum|product|difference) of ${letter} and ${letter}(?![\w=])`).exec(text);
  const sign = { sum: '+', product: '*', difference: '-' }[named?.[1] ?? ''];
  return named === null || sign === undefined
    ? undefined
    : parseExpression(`${named[2] ?? ''}${sign}${named[3] ?? ''}`);
}

/** Of several solutions the one that is asked for; all of them when none is singled out. */
export function oneOf(text: string, values: readonly Value[]): string {
  const sorted = [...values].sort((a, b) => asNumber(a) - asNumber(b));
  const positive = sorted.filter((value) => asNumber(value) > 0);
  const negative = sorted.filter((value) => asNumber(value) < 0);
  const largest = sorted.at(-1);
  const [smallest] = sorted;
  if (/\b(?:larger|largest|greater|greatest|bigger|biggest|maximum|higher)\b/.test(text) && largest !== undefined)
    return valueText(largest);
  if (/\b(?:smaller|smallest|lesser|least|lower|minimum)\b/.test(text) && smallest !== undefined)
    return valueText(smallest);
  if (/\bpositive\b/.test(text) && positive.length === 1) return positive.map(valueText).join();
  if (/\bnegative\b/.test(text) && negative.length === 1) return negative.map(valueText).join();
  return sorted.map(valueText).join(', ');
}
