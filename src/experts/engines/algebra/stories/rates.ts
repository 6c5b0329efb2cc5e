/** @module Proportions: so much of one thing goes with so much of another; how much goes with a third amount? */
import { divide, multiply, readExact, type Exact } from '../exact.js';
import { solved, type Method } from '../solution.js';

interface Amount {
  readonly value: Exact;
  /** The thing's stem; `$` for money of any currency. */
  readonly thing: string;
  readonly index: number;
  readonly end: number;
}

/** What may stand between "15 pages" and "per minute": a verb, an article, an adverb, no number. */
const PER = /^\s*(?:[a-z]+\s+){0,2}?(?:per|each|every|a|an)\s+([a-z]+)\b/;
const COST = /^(?:[a-z]+\s+)*?(?:costs?|for|sells? for|are priced at)\s*$/;
const MADE = /^(?:[a-z]+\s+)*?(?:in|needs?|takes?|lasts?|makes?|yields?|prints?|require|requires|weighs?|for)\s*$/;
const TIME = /^(?:second|minute|hour|day|week|month|year)$/;
/** More than one proportion, or none: another kind of question. */
const OTHER =
  /\b(?:ratio|change|discount|percent|average|mean|left|remain\w*|faster|slower|more than|less than|twice|half|older|younger|together|both)\b|[%:]/;

export const rates: Method = ({ text: written }) => {
  if (OTHER.test(written)) return undefined;
  const start = questionStart(written);
  // "How much does one pen cost?" asks about 1 pen.
  const question = written
    .slice(start)
    .replace(/\b(?:one|a single|each)(?=\s+[a-z]+\s*(?:costs?|weighs?)?\s*[.?])/, '1');
  const text = written.slice(0, start) + question;
  const amounts = amountsIn(text);
  // Any other number would have a say that is not understood.
  if ((text.match(/\d+(?:\.\d+)?/g) ?? []).length !== amounts.length) return undefined;
  const [a, b, given] = proportionIn(text, amounts) ?? [];
  const asked = askedThing(question);
  if (
    a === undefined ||
    b === undefined ||
    given === undefined ||
    asked === undefined ||
    b.value.n === 0n ||
    a.value.n === 0n
  )
    return undefined;
  if (a.thing === b.thing) return undefined;
  if (given.thing === b.thing && asked === a.thing)
    return solved(divide(multiply(given.value, a.value), b.value), 'proportion', 0.9);
  if (given.thing === a.thing && asked === b.thing)
    return solved(divide(multiply(given.value, b.value), a.value), 'proportion', 0.9);
  return undefined;
};

/** The two amounts that go together, and the third one. */
function proportionIn(text: string, amounts: readonly Amount[]): readonly Amount[] | undefined {
  if (amounts.length === 2) {
    for (const a of amounts) {
      const per = PER.exec(text.slice(a.end));
      const given = amounts.find((other) => other !== a);
      if (per?.[1] === undefined || given === undefined) continue;
      const one: Amount = { value: readExact('1'), thing: stem(per[1]), index: a.end, end: a.end };
      return [a, one, given];
    }
  }
  const [first, second, third] = amounts;
  if (first === undefined || second === undefined || third === undefined || amounts.length !== 3) return undefined;
  const between = text.slice(first.end, second.index).trim();
  if (/[.?!]/.test(between)) return undefined;
  // More workers need less time, more pages more of it: which is meant takes knowledge of the world.
  if ([first, second].some(({ thing }) => TIME.test(thing))) return undefined;
  return (second.thing === '$' ? COST : MADE).test(between) ? [second, first, third] : undefined;
}

/** "15 pages", "$25", "3 kg of apples" */
function amountsIn(text: string): Amount[] {
  return [...text.matchAll(/[$€£]\s?(\d+(?:\.\d+)?)|(?<![\d.])(\d+(?:\.\d+)?)\s+([a-z]+)/g)].map((match) => ({
    value: readExact(match[1] ?? match[2] ?? '0'),
    thing: match[1] === undefined ? stem(match[3] ?? '') : '$',
    index: match.index,
    end: match.index + match[0].length,
  }));
}

/** The thing that is asked for, by its stem. */
function askedThing(question: string): string | undefined {
  const many = /\b(?:how many|number of)\s+([a-z]+)/.exec(question)?.[1];
  if (many !== undefined) return stem(/^(?:dollars?|euros?|pounds?)$/.test(many) ? '$' : many);
  return /\b(?:how much|what)\b.*\b(?:costs?|pay|price|earn|earned|earns|saved?|spend|spent|paid|make|made)\b|\b(?:price|cost)\s+of\b/.test(
    question,
  )
    ? '$'
    : undefined;
}

function questionStart(text: string): number {
  return Math.max(
    0,
    text.search(/\b(?:how (?:many|much)|what|find|give)\b(?!.*\b(?:how (?:many|much)|what|find|give)\b)/),
  );
}

function stem(word: string): string {
  return word.length > 3
    ? word
        .replace(/ies$/, 'y')
        .replace(/(?<=ch|sh|x|ss)es$/, '')
        .replace(/(?<!s)s$/, '')
    : word;
}
