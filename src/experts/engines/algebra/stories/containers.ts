/** @module Things put into containers, or shared out: how many containers, how many each, how many are left? */
import { ceiling, compare, divide, exact, floor, isWhole, modulo, multiply, readExact, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

const CONTAINER =
  'box|boxes|bag|bags|bus|buses|car|cars|van|vans|crate|crates|carton|cartons|tray|trays|table|tables|packet|packets|pack|packs|basket|baskets|' +
  'shelf|shelves|boat|boats|bottle|bottles|jar|jars|case|cases|page|pages|bin|bins|truck|trucks|room|rooms|tent|tents|envelope|envelopes|album|albums|row|rows';
const HOLDS = String.raw`(?:holds?|takes?|seats?|carr(?:y|ies)|fits?|contains?|has room for|have room for|has space for|can hold|can take|can carry)`;

/** "115 eggs are packed into boxes of 12. How many boxes are needed?" */
export const packing: Method = ({ text }) => {
  const asked = new RegExp(
    String.raw`\b(?:how many|(?:smallest|least|minimum|fewest|largest|greatest)? ?number of)\s+(?:\w+\s+)?(${CONTAINER})\b`,
  ).exec(text);
  const numbers = wholeNumbers(text);
  if (asked === null || numbers.length !== 2) return undefined;
  // What follows "how many boxes" is what they all hold, unless nothing else says what one holds.
  const told = text.replace(/\b(?:how many|number of)[^,.?]*/, ' ');
  const size = capacityIn(told) ?? capacityIn(text);
  if (size === undefined) return undefined;
  const capacity = readExact(size);
  const total = numbers.find((value) => compare(value, capacity) !== 0) ?? capacity;
  if (capacity.n <= 0n) return undefined;
  const count = divide(total, capacity);
  const fullOnly =
    /\b(?:full|completely filled|be filled|can be filled|largest|greatest)\b/.test(text) &&
    !/\b(?:needed|need|required|every|all)\b/.test(text);
  return solved(fullOnly ? floor(count) : ceiling(count), 'packing', 0.92);
};

/** What one container holds. */
function capacityIn(text: string): string | undefined {
  return (
    new RegExp(String.raw`\b(?:${CONTAINER})\s+(?:of|for|with|that ${HOLDS})\s+(\d+)`).exec(text)?.[1] ??
    new RegExp(String.raw`\b${HOLDS}\s+(?:only\s+|up to\s+|at most\s+|exactly\s+)?(\d+)`).exec(text)?.[1] ??
    /\b(\d+)\s+(?:\w+\s+)?(?:per|to an?|in each|in every|at a time|each)\b/.exec(text)?.[1]
  );
}

const SHARING =
  /\b(?:shar(?:e|ed|es|ing)|divid(?:e|ed|es|ing)|split|splits|distribut(?:e|ed|es|ing)|dealt|deals?|dealing|given out|hand(?:ed|s)? out|gives? out|put|puts|placed|arranged|packed|sorted)\b/;
const FAIR = /\b(?:equal|equally|evenly|fairly|same number|as many whole|among|between)\b/;
const LEFT = /\b(?:left over|leftover|left|remain|remains|remaining|over|can't be|cannot be|can not be)\b/;

/** "50 sweets are shared equally among 8 children. How many are left over?" or "... does each get?" */
export const sharing: Method = ({ text }) => {
  const numbers = wholeNumbers(text);
  const [first, second] = numbers;
  if (numbers.length !== 2 || first === undefined || second === undefined) return undefined;
  if (!SHARING.test(text) || !FAIR.test(text) || /\bratio\b|\d\s*:\s*\d/.test(text)) return undefined;
  const question = text.slice(text.lastIndexOf('how many'));
  const total = totalOf(text, question, first, second);
  const parts = total === first ? second : first;
  if (parts.n <= 0n) return undefined;
  if (LEFT.test(question)) return solved(modulo(total, parts), 'left-over', 0.92);
  if (/\b(?:each|every|one)\b/.test(question)) {
    const share = divide(total, parts);
    return solved(
      /\bwhole\b/.test(text) || !isWhole(share) ? floor(share) : share,
      'equal-shares',
      isWhole(share) ? 0.93 : 0.75,
    );
  }
  return undefined;
};

/** The number of what is asked about ("how many sweets"), when its noun stands behind a number; else the larger one. */
function totalOf(text: string, question: string, first: Exact, second: Exact): Exact {
  const noun = /how many\s+(?:whole\s+)?([a-z]{3,})/.exec(question)?.[1];
  const behind =
    noun === undefined ? undefined : new RegExp(String.raw`\b(\d+)\s+(?:\w+\s+)?${noun}\b`).exec(text)?.[1];
  if (behind !== undefined) return compare(readExact(behind), first) === 0 ? first : second;
  return compare(first, second) >= 0 ? first : second;
}

/** "There are 6 boxes with 12 pencils each. How many pencils are there in all?" */
export const groups: Method = ({ text }) => {
  const numbers = wholeNumbers(text);
  const [first, second] = numbers;
  if (numbers.length !== 2 || first === undefined || second === undefined) return undefined;
  if (
    !/\b(?:each|every|per)\b/.test(text) ||
    !/\bhow many\b.*\b(?:in all|altogether|in total|total|are there|does|do|did)\b/.test(text)
  )
    return undefined;
  if (LEFT.test(text) || SHARING.test(text) || /\d\s*:\s*\d|\$|%/.test(text)) return undefined;
  // The things asked for are those that stand in the groups; "how many days" of 15 pages each is another question.
  const asked = /how many\s+([a-z]{3,}?)s?\b/.exec(text)?.[1];
  if (asked === undefined || !new RegExp(String.raw`\b\d+\s+(?:\w+\s+)?${asked}`).test(text)) return undefined;
  if (new RegExp(String.raw`\b(?:each|every|per)\s+${asked}|\b\d+\s+${asked}.*\b\d+\s+${asked}`).test(text))
    return undefined;
  return solved(multiply(first, second), 'equal-groups', 0.75);
};

/** The question's numbers, when all of them are whole. */
function wholeNumbers(text: string): Exact[] {
  const numbers = (text.match(/\d+(?:[.:/]\d+)?/g) ?? []).map((number) =>
    /[.:/]/.test(number) ? undefined : exact(BigInt(number.slice(0, 50))),
  );
  return numbers.every((number) => number !== undefined) ? numbers : [];
}
