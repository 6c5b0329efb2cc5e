/** @module Is an answer mathematically the truth? Lists, units and plain numbers here; the rest is asked of the algebra system. */
import type { Equivalence, GradingTools } from '../contract.js';
import { sameNumber } from '../read/numbers.js';
import { sameText } from '../read/text.js';
import { isWords, normalizeLatex } from './latex.js';
import { splitList } from './list.js';
import { plainValue, splitUnit, type Measured } from './value.js';

export interface MathOptions {
  /** A truth with decimals was rounded to them: what rounds to it is right. Never the other way about. */
  readonly truthIsRounded?: boolean;
}

type Equivalent = GradingTools['equivalent'];

/** Characters; no right answer is longer. */
const MAX_FORMULA = 400;

/** Answers at once where no algebra is needed. */
export function sameMath(
  answer: string,
  truth: string,
  equivalent: Equivalent,
  options: MathOptions = {},
): Equivalence | Promise<Equivalence> {
  if (sameText(answer, truth)) return 'equal';
  if (answer.length > MAX_FORMULA || truth.length > MAX_FORMULA) return 'different';
  const [a, b] = withoutNames(normalizeLatex(answer), normalizeLatex(truth));
  if (a === '' || b === '') return 'different';
  if (compact(a) === compact(b)) return 'equal';
  const [listA, listB] = [splitList(a), splitList(b)];
  if (listA === undefined && listB === undefined) return sameItem(a, b, equivalent, options);
  if (listA?.items.length !== listB?.items.length || listA === undefined || listB === undefined) return 'different';
  if (listA.ordered !== listB.ordered || (listB.ordered && listA.brackets !== listB.brackets)) return 'different';
  return sameList(listA.items, listB.items, listB.ordered, (x, y) => sameItem(x, y, equivalent, options));
}

function sameItem(
  a: string,
  b: string,
  equivalent: Equivalent,
  options: MathOptions,
): Equivalence | Promise<Equivalence> {
  if (compact(a) === compact(b)) return 'equal';
  const [left, right] = [splitUnit(a), splitUnit(b)];
  if (!compatible(left.unit, right.unit)) return 'different';
  const scale = (unit: string): number => (unit === '%' ? 0.01 : 1);
  const [x, y] = [plainValue(left.body), plainValue(right.body)];
  if (x !== undefined && y !== undefined) {
    const same = sameNumber(x * scale(left.unit), y * scale(right.unit));
    return same || (options.truthIsRounded === true && left.unit === right.unit && roundsTo(x, right.body))
      ? 'equal'
      : 'different';
  }
  if (isWords(left.body) || isWords(right.body)) return sameText(a, b) ? 'equal' : 'different';
  const wrap = ({ body, unit }: Measured): string => (unit === '%' ? `\\frac{${body}}{100}` : body);
  const decimals = options.truthIsRounded === true ? decimalsOf(right.body) : undefined;
  return equivalent(wrap(left), wrap(right), decimals === undefined ? undefined : halfOfLast(decimals));
}

/** Any unit must be the same on both sides, or stand on one side only; a percentage is a number anyhow. */
function compatible(a: string, b: string): boolean {
  return a === b || a === '' || b === '';
}

function roundsTo(value: number, truth: string): boolean {
  const decimals = decimalsOf(truth);
  return decimals !== undefined && Math.abs(value - Number(truth)) <= halfOfLast(decimals);
}

function halfOfLast(decimals: number): number {
  return 0.5 * 10 ** -decimals + 1e-9;
}

/** How many decimals a decimal number is written with, at least one. */
function decimalsOf(number: string): number | undefined {
  const digits = /^-?\d*\.(\d{1,6})$/.exec(number)?.[1];
  return digits?.length;
}

async function sameList(
  answer: readonly string[],
  truth: readonly string[],
  ordered: boolean,
  same: (a: string, b: string) => Equivalence | Promise<Equivalence>,
): Promise<Equivalence> {
  const left = [...answer];
  let worst: Equivalence = 'equal';
  for (const wanted of truth) {
    let found: Equivalence = 'different';
    for (const [index, item] of (ordered ? left.slice(0, 1) : left).entries()) {
      const result = await same(item, wanted);
      if (result === 'equal') {
        left.splice(index, 1);
        found = 'equal';
        break;
      }
      if (result === 'undecided') found = 'undecided';
    }
    if (found === 'different') return 'different';
    if (found === 'undecided') worst = 'undecided';
  }
  return worst;
}

/** `x = 5` is 5, unless the other side names another variable. */
function withoutNames(a: string, b: string): [string, string] {
  const name = /^((?:m?\s*\\angle\s*)?[a-zA-Z]{1,4}|\\[a-z]+)(?:_\{?\w+\}?)?\s*=\s*([^=]+)$/;
  const [left, right] = [name.exec(a), name.exec(b)];
  if (left !== null && right !== null && left[1] !== right[1]) return [a, b];
  return [left?.[2]?.trim() ?? a, right?.[2]?.trim() ?? b];
}

function compact(latex: string): string {
  return latex.replace(/\s+/g, '');
}
