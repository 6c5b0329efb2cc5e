/** @module Buying: prices and counts of things, money paid, what it costs or what is left. */
import { multiply, readExact, subtract, sum, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

const PRICE = String.raw`[$€£]\s?(\d+(?:\.\d+)?)`;

const OF_ALL = /\b\d+\s+(?:[a-z]+\s+){1,3}(?:cost|costs|for|is|are)\s*$/;
const EACH = /^\s*(?:each|a piece|apiece|per\b|an? item)/;

interface Item {
  readonly price: Exact;
  readonly count: Exact | undefined;
}

/**
 * Every amount of money is either the price of one kind of thing ("7 pens at $2 each", "a pen costs $2", "a notebook $5") or
 * what is paid with ("pays with $20", "of $20", "has $20"); every other number counts things.
 */
export const shopping: Method = ({ text }) => {
  const amounts = [...text.matchAll(new RegExp(PRICE, 'g'))];
  if (amounts.length < 1 || amounts.length > 6 || /%|\bper ?cent\b/.test(text)) return undefined;
  const counts = [...text.matchAll(/(?<![$€£\d.]\s?)\b(\d+)\s+([a-z]+)/g)];
  const items: Item[] = [];
  let paid: Exact | undefined;
  for (const amount of amounts) {
    const value = readExact(amount[1] ?? '0');
    const before = text.slice(Math.max(0, amount.index - 60), amount.index);
    const after = text.slice(amount.index + amount[0].length);
    const noun = nounBefore(before);
    // "5 pens cost $7.50" is the price of all five.
    if (OF_ALL.test(before) && !EACH.test(after)) return undefined;
    if (isPaid(before, after)) paid = paid ?? value;
    else if (noun === undefined) return undefined;
    else items.push({ price: value, count: countOf(noun, counts) });
  }
  if (items.length === 0 || items.some((item) => item.count === undefined)) return undefined;
  if (counts.length !== items.length) return undefined;
  const cost = sum(items.map(({ price, count }) => multiply(price, count ?? price)));
  if (/\b(?:change|left|remain|remains|remaining|leftover|get back|gets back)\b/.test(text)) {
    return paid === undefined ? undefined : solved(subtract(paid, cost), 'change', 0.93);
  }
  if (
    paid === undefined &&
    /\b(?:cost|costs|pay|pays|spend|spends|total|altogether|price|in all)\b/.test(
      text.slice(text.lastIndexOf('.', text.length - 2) + 1),
    )
  ) {
    return solved(cost, 'purchase', 0.88);
  }
  return undefined;
};

function isPaid(before: string, after: string): boolean {
  if (EACH.test(after)) return false;
  return /\b(?:pays?(?: with| by)?|paid(?: with)?|with an?|with|has|have|had|gives?|of|from|hands? over|note of|bill of|out of|owns?)\s*(?:the\s|a\s)?$/.test(
    before,
  );
}

/** The thing whose price follows: `pens at`, `a pen costs`, `a notebook`. */
function nounBefore(before: string): string | undefined {
  const match =
    /([a-z]+)(?:\s+(?:at|for|costs?|is|are|each|priced at|that costs?|costing|sells? (?:at|for)|priced)){1,2}\s*$/.exec(
      before,
    ) ?? /\ban?\s+([a-z]+)\s*$/.exec(before);
  return match?.[1];
}

function countOf(noun: string, counts: readonly RegExpMatchArray[]): Exact | undefined {
  const stem = (word: string): string => word.replace(/(?:es|s)$/, '');
  const match = counts.find((count) => stem(count[2] ?? '') === stem(noun));
  return match?.[1] === undefined ? undefined : readExact(match[1]);
}
