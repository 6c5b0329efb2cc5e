/** @module Percentages: a part, a rate, a whole, a change, a discount. */
import { add, divide, exact, multiply, ONE, readExact, subtract, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

const HUNDRED = exact(100);
const PERCENT = String.raw`(\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)`;
const NUMBER = String.raw`[$€£]?\s*(\d+(?:\.\d+)?)`;

export const percent: Method = ({ text }) => {
  const part = numbersIn(text, String.raw`${PERCENT}\s+of\s+(?:the\s+|a\s+)?${NUMBER}\b(?!\s*(?:%|percent))`);
  if (part !== undefined && countNumbers(text) === 2)
    return solved(multiply(rate(part[0]), part[1]), 'percent-of', 0.98);
  const whole = numbersIn(text, String.raw`${NUMBER}\s+is\s+${PERCENT}\s+of\s+(?:what|which)`);
  if (whole !== undefined) return solved(divide(whole[0], rate(whole[1])), 'percent-of-what', 0.96);
  const share = numbersIn(text, String.raw`what\s+(?:percent|percentage|%)\s+of\s+${NUMBER}\s+is\s+${NUMBER}`);
  if (share !== undefined) return solved(multiply(divide(share[1], share[0]), HUNDRED), 'what-percent', 0.96);
  const shareOf = numbersIn(text, String.raw`${NUMBER}\s+is\s+what\s+(?:percent|percentage|%)\s+of\s+${NUMBER}`);
  if (shareOf !== undefined) return solved(multiply(divide(shareOf[0], shareOf[1]), HUNDRED), 'what-percent', 0.96);
  return change(text);
};

/** One amount, one rate, and a word that says which way it goes. */
function change(text: string): ReturnType<Method> {
  const [, percentText] = new RegExp(PERCENT).exec(text) ?? [];
  if (percentText === undefined || countNumbers(text) !== 2) return undefined;
  const amount = new RegExp(String.raw`${NUMBER}(?!\d|\.\d|\s*(?:%|percent|per cent))`).exec(
    text.replace(new RegExp(PERCENT), ' '),
  )?.[1];
  if (amount === undefined) return undefined;
  const [base, by] = [readExact(amount), rate(readExact(percentText))];
  const down =
    /\b(?:discount\w*|reduc\w+|off|decreas\w+|lower\w*|cheaper|drops?|fell|falls?|less|marked down|depreciat\w+|loses?)\b/.test(
      text,
    );
  const up =
    /\b(?:increas\w+|rais\w+|rises?|rose|grows?|grew|tax|vat|tip|interest|more|markup|marked up|gains?|higher)\b/.test(
      text,
    );
  if (down === up) return undefined;
  const question = text.split(/(?<=[.?!])\s+/).at(-1) ?? text;
  const onlyChange =
    /\b(?:how much (?:is|does|do|did|would)?\s*\w*\s*(?:save|saved|the discount)|discount in dollars|amount of (?:the )?(?:discount|tax|tip|interest|increase|decrease)|how much (?:is the )?(?:tax|tip|interest))\b/.test(
      text,
    );
  // "After a discount of 20 % it costs $80. What was the original price?" goes the other way.
  if (/\b(?:original|old|before|initial|regular|previous)\b/.test(question)) {
    return solved(divide(base, down ? subtract(ONE, by) : add(ONE, by)), 'percent-change-undone', 0.85);
  }
  if (onlyChange) return solved(multiply(base, by), 'percent-change', 0.9);
  return solved(multiply(base, down ? subtract(ONE, by) : add(ONE, by)), 'percent-change', 0.93);
}

function rate(value: Exact): Exact {
  return divide(value, HUNDRED);
}

function numbersIn(text: string, pattern: string): [Exact, Exact] | undefined {
  const [, a, b] = new RegExp(pattern).exec(text) ?? [];
  return a === undefined || b === undefined ? undefined : [readExact(a), readExact(b)];
}

function countNumbers(text: string): number {
  return (text.match(/\d+(?:\.\d+)?/g) ?? []).length;
}
