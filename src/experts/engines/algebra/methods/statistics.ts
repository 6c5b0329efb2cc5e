/** @module Mean, median, range, and sum of a list of numbers. */
import { compare, divide, exact, multiply, readExact, subtract, sum, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

/** At least three numbers, or two joined by "and": `3, 5 and 8`. */
const LIST = /-?\d+(?:\.\d+)?(?:\s*(?:,|;|,?\s+and\b)\s*-?\d+(?:\.\d+)?)+/g;

export const statistics: Method = ({ text }) => {
  const lists = text.match(LIST) ?? [];
  const [list] = lists;
  if (list === undefined || lists.length > 1) return undefined;
  const values = (list.match(/-?\d+(?:\.\d+)?/g) ?? []).map(readExact);
  // Any other number in the question would have a say that is not understood.
  const others = text.replace(list, ' ').match(/\d+(?:\.\d+)?/g) ?? [];
  // Only how many they are may be told as well: "82, 91 and 76 on 3 tests".
  if (others.length > 1 || others.some((number) => Number(number) !== values.length)) return undefined;
  const sorted = [...values].sort(compare);
  if (/\b(?:mean|average)\b/.test(text) && !/speed/.test(text)) {
    return solved(divide(sum(values), exact(values.length)), 'mean', 0.96);
  }
  if (/\bmedian\b/.test(text)) return solved(median(sorted), 'median', 0.96);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return undefined;
  if (/\brange\b/.test(text)) return solved(subtract(most, least), 'range', 0.9);
  if (/\b(?:largest|greatest|biggest|maximum)\b/.test(text)) return solved(most, 'maximum', 0.85);
  if (/\b(?:smallest|least|minimum)\b/.test(text)) return solved(least, 'minimum', 0.85);
  if (/\b(?:sum|total)\s+of\b|\badd\b/.test(text)) return solved(sum(values), 'sum', 0.93);
  if (/\bproduct\s+of\b|\bmultiply\b/.test(text) && values.length === 2) {
    return solved(multiply(least, most), 'product', 0.93);
  }
  return undefined;
};

function median(sorted: readonly Exact[]): Exact {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? exact(0);
  return sorted.length % 2 === 1 ? upper : divide(sum([upper, sorted[middle - 1] ?? upper]), exact(2));
}
