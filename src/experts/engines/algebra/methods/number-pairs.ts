/** @module Two unknown numbers of which two relations are told, and whole numbers in a row of which the sum is told. */
import { add, compare, divide, exact, isWhole, multiply, readExact, subtract, type Exact } from '../exact.js';
import type { Node, Operator } from '../expression.js';
import { solved, type Method, type Solution } from '../solution.js';
import { solveLinearSystem, type Equation } from '../solve-equations.js';

const N = String.raw`(\d+(?:\.\d+)?)`;
const FACTOR = String.raw`(?:${N} times|(twice|double)|(thrice|triple))`;
const LARGER = /\b(?:larger|largest|greater|greatest|bigger|biggest|higher|highest)\b/;
const SMALLER = /\b(?:smaller|smallest|lesser|least|lower|lowest)\b/;

const number = (value: Exact): Node => ({ kind: 'number', value });
const binary = (operator: Operator, left: Node, right: Node): Node => ({ kind: 'binary', operator, left, right });
/** x is the larger number, y the smaller one. */
const X: Node = { kind: 'symbol', name: 'x' };
const Y: Node = { kind: 'symbol', name: 'y' };

export const numberPairs: Method = ({ text }) => consecutive(text) ?? pair(text);

function pair(text: string): Solution | undefined {
  if (!/\b2 (?:\w+ )?numbers\b/.test(text)) return undefined;
  const story = text.replace(/\b2 (?=(?:\w+ )?numbers\b)/, ' ');
  const equations = [total(story), gap(story), multiple(story)].filter((equation) => equation !== undefined);
  const told = (story.match(/\d+(?:\.\d+)?|\b(?:twice|double|thrice|triple)\b/g) ?? []).length;
  if (equations.length !== 2 || told !== 2) return undefined;
  const solution = solveLinearSystem(equations, ['x', 'y']);
  const [x, y] = [solution?.get('x'), solution?.get('y')];
  if (x === undefined || y === undefined || compare(x, y) < 0) return undefined;
  const question = asking(text);
  if (/\bproduct\b/.test(question)) return solved(multiply(x, y), 'number-pair', 0.93);
  const [larger, smaller] = [LARGER.test(question), SMALLER.test(question)];
  return larger === smaller ? undefined : solved(larger ? x : y, 'number-pair', 0.94);
}

/** "the sum of the numbers is 40", "2 numbers add up to 40" */
function total(text: string): Equation | undefined {
  const found = matched(
    text,
    String.raw`\b(?:sum|total)\b[^.?\d]{0,40}?(?:is|are|equals?|of)\s+${N}`,
    String.raw`\b(?:add up to|sum to|total|have a sum of|together (?:make|give|are))\s+${N}`,
  );
  return found && { left: binary('+', X, Y), right: number(found) };
}

/** "their difference is 12", "differ by 12", "one is 12 more than the other" */
function gap(text: string): Equation | undefined {
  const found = matched(
    text,
    String.raw`\bdifference\b[^.?\d]{0,40}?(?:is|equals?|of)\s+${N}`,
    String.raw`\bdiffer by\s+${N}`,
    String.raw`\bone\b[^.?\d]{0,20}\bis\s+${N}\s+(?:more|greater|larger|bigger|higher|less|smaller) than\b`,
    String.raw`\bthe (?:larger|greater|bigger|smaller)\b[^.?\d]{0,20}\bis\s+${N}\s+(?:more|greater|larger|bigger|less|smaller) than\b`,
  );
  return found && { left: binary('-', X, Y), right: number(found) };
}

/** "one is 3 times the other", "the larger is twice the smaller" */
function multiple(text: string): Equation | undefined {
  const pattern = String.raw`\b(?:one|the larger|the bigger|the greater)\b[^.?\d]{0,20}\bis\s+${FACTOR}\s+(?:as (?:large|big|great) as\s+)?(?:the|that)\b`;
  const match = new RegExp(pattern).exec(text);
  if (match === null) return undefined;
  const factor = match[1] === undefined ? exact(match[2] === undefined ? 3 : 2) : readExact(match[1]);
  return { left: X, right: binary('*', number(factor), Y) };
}

/** "The sum of 3 consecutive even numbers is 72." */
function consecutive(text: string): Solution | undefined {
  const match = new RegExp(
    String.raw`\bsum of (?:the )?(\d+) consecutive (?:positive )?(even|odd|whole|natural)?\s*(?:integers|numbers)\b[^.?\d]{0,20}?(?:is|equals?)\s+(\d+)`,
  ).exec(text);
  if (match === null || (text.match(/\d+/g) ?? []).length !== 2) return undefined;
  const count = readExact(match[1] ?? '0');
  const step = exact(match[2] === 'even' || match[2] === 'odd' ? 2 : 1);
  if (count.n < 2n || count.n > 1000n) return undefined;
  const spread = multiply(step, subtract(count, exact(1)));
  const first = subtract(divide(readExact(match[3] ?? '0'), count), divide(spread, exact(2)));
  const parity = match[2] === 'even' ? 0n : match[2] === 'odd' ? 1n : undefined;
  if (!isWhole(first) || (parity !== undefined && (first.n % 2n === 0n ? 0n : 1n) !== parity)) return undefined;
  const question = asking(text);
  if (/\bmiddle\b/.test(question) && count.n % 2n === 1n)
    return solved(add(first, divide(spread, exact(2))), 'consecutive', 0.95);
  const [last, start] = [
    LARGER.test(question) || /\blast\b/.test(question),
    SMALLER.test(question) || /\bfirst\b/.test(question),
  ];
  return last === start ? undefined : solved(last ? add(first, spread) : first, 'consecutive', 0.95);
}

/** The sentence that asks: the last one. */
function asking(text: string): string {
  return text.split(/(?<=[.?!])\s+/).at(-1) ?? text;
}

function matched(text: string, ...patterns: readonly string[]): Exact | undefined {
  const found = patterns.map((pattern) => new RegExp(pattern).exec(text)?.[1]).find((number) => number !== undefined);
  return found === undefined ? undefined : readExact(found);
}
