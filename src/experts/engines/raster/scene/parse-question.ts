/** @module A question about a scene, by rules, to a program over its things. What the rules do not cover is no question, never a guess. */
import { attributeOf, isThing, traitOf, type SceneAttribute, type Trait } from './vocabulary.js';

export const SIDES = ['left', 'right', 'front', 'behind'] as const;
export type Side = (typeof SIDES)[number];

/** What must hold of a thing. `of` of the last three describes one thing, or (`touches`) any thing. */
export type Condition =
  | { readonly kind: 'trait'; readonly trait: Trait }
  | { readonly kind: 'either'; readonly traits: readonly Trait[] }
  | { readonly kind: 'side'; readonly side: Side; readonly of: Description }
  | { readonly kind: 'touches'; readonly of: Description }
  | { readonly kind: 'same'; readonly attribute: SceneAttribute; readonly of: Description };
export type Description = readonly Condition[];

export type SceneQuestion =
  | { readonly kind: 'count' | 'exist'; readonly of: Description }
  | { readonly kind: 'query'; readonly attribute: SceneAttribute; readonly of: Description }
  | {
      readonly kind: 'compare';
      readonly by: 'more' | 'fewer' | 'equal';
      readonly left: Description;
      readonly right: Description;
    }
  | {
      readonly kind: 'alike';
      readonly attribute: SceneAttribute;
      readonly left: Description;
      readonly right: Description;
    };

/** Sentences; `{a}` and `{b}` stand for descriptions, `{attr}` for an attribute. */
const SENTENCES: readonly (readonly [string, 'count' | 'exist' | 'query' | 'alike' | 'more' | 'fewer' | 'equal'])[] = [
  ['are there more {a} than {b}', 'more'],
  ['is the number of {a} (?:greater|larger|higher) than the number of {b}', 'more'],
  ['do(?:es)? the (?:picture|image|scene) show more {a} than {b}', 'more'],
  ['do the {a} outnumber the {b}', 'more'],
  ['are there (?:fewer|less) {a} than {b}', 'fewer'],
  ['is the number of {a} (?:less|smaller|lower) than the number of {b}', 'fewer'],
  ['do(?:es)? the (?:picture|image|scene) show (?:fewer|less) {a} than {b}', 'fewer'],
  ['are the {a} outnumbered by the {b}', 'fewer'],
  ['(?:are there|does the (?:picture|image|scene) show) (?:as many|the same number of|equally many) {a} (?:as|and) {b}', 'equal'],
  ['is the number of {a} (?:the same as|equal to) the number of {b}', 'equal'],
  ['do the {a} and the {b} have the same {attr}', 'alike'],
  ['is the {attr} of the {a} the same as the {attr2} of the {b}', 'alike'],
  ['is the {a} (?:of )?the same {attr} as the {b}', 'alike'],
  ['does the {a} have the same {attr} as the {b}', 'alike'],
  ['are the {a} and the {b} (?:of )?the same {attr}', 'alike'],
  ['(?:what|which) {attr} (?:is|are) the {a}', 'query'],
  ['(?:what|which) {attr} does the {a} have', 'query'],
  ['what is the {attr} of the {a}', 'query'],
  ['the {a} has (?:what|which) {attr}', 'query'],
  ['how many {a} (?:are there|are in the (?:picture|image|scene)|can be seen|are visible)', 'count'],
  ['how many {a} does the (?:picture|image|scene) show', 'count'],
  ['(?:what is|give) the number of {a}', 'count'],
  ['count (?:all )?the {a}', 'count'],
  ['how many {a}', 'count'],
  ['(?:is|are) there (?:any|an|a|some) {a}', 'exist'],
  ['does the (?:picture|image|scene) show (?:any|an|a|some) {a}', 'exist'],
  ['can (?:any|an|a) {a} be seen', 'exist'],
]; // prettier-ignore

const PATTERNS = SENTENCES.map(([sentence, kind]) => {
  const source = sentence
    .replace('{attr}', '(?<attr>colou?r|size|material|shape)')
    .replace('{attr2}', '(?:colou?r|size|material|shape)')
    .replace('{a}', '(?<a>.+?)')
    .replace('{b}', '(?<b>.+?)');
  return { pattern: new RegExp(`^${source}$`), kind };
});

/** Undefined when no reading of the question is whole. */
export function parseQuestion(text: string): SceneQuestion | undefined {
  for (const sentence of sentencesOf(text)) {
    for (const { pattern, kind } of PATTERNS) {
      const groups = pattern.exec(sentence)?.groups;
      if (groups === undefined) continue;
      const question = questionOf(kind, groups);
      if (question !== undefined) return question;
    }
  }
  return undefined;
}

function sentencesOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replace(/,[^,.?!]*\bhidden\b[^,.?!]*/g, '')
    .split(/[.?!\n]+/)
    .map((each) => each.replace(/[^a-z ]+/g, ' ').replace(/\s+/g, ' ').trim()); // prettier-ignore
}

function questionOf(
  kind: (typeof SENTENCES)[number][1],
  groups: Readonly<Record<string, string | undefined>>,
): SceneQuestion | undefined {
  const left = describe(groups['a'] ?? '');
  if (left === undefined) return undefined;
  const attribute = attributeOf(groups['attr'] ?? '');
  switch (kind) {
    case 'count':
    case 'exist':
      return { kind, of: left };
    case 'query':
      return attribute && { kind, attribute, of: left };
    case 'alike': {
      const right = describe(groups['b'] ?? '');
      return attribute && right && { kind, attribute, left, right };
    }
    case 'more':
    case 'fewer':
    case 'equal': {
      const right = describe(groups['b'] ?? '');
      return right && { kind: 'compare', by: kind, left, right };
    }
  }
}

function describe(text: string): Description | undefined {
  const words = text.split(' ').filter((word) => word !== '');
  const read = readThings(words, 0);
  return read?.next === words.length ? read.conditions : undefined;
}

interface Read {
  readonly conditions: Description;
  /** Index of the first word behind it. */
  readonly next: number;
}

/** Adjectives, a noun, and clauses. */
function readThings(words: readonly string[], start: number): Read | undefined {
  let at = start;
  while (/^(?:the|a|an|any|other|another)$/.test(words[at] ?? '')) at++;
  const conditions: Condition[] = [];
  for (let word = words[at]; word !== undefined; word = words[++at]) {
    const trait = traitOf(word);
    if (trait === undefined) break;
    conditions.push({ kind: 'trait', trait });
    if (trait.attribute === 'shape') break;
  }
  if (!isNoun(words[at])) return undefined;
  const clause = readClause(words, at + 1);
  return clause === undefined ? { conditions, next: at + 1 } : { ...clause, conditions: [...conditions, ...clause.conditions] };
} // prettier-ignore

function isNoun(word: string | undefined): boolean {
  return word !== undefined && (isThing(word) || traitOf(word)?.attribute === 'shape');
}

/** What follows a noun; undefined: nothing that is known. */
function readClause(words: readonly string[], start: number): Read | undefined {
  let at = start;
  if (words[at] === 'that' || words[at] === 'which') at++;
  if (/^(?:is|are)$/.test(words[at] ?? '')) at++;
  if (words[at] === 'both') {
    const first = readPlace(words, at + 1);
    const second = first && words[first.next] === 'and' ? readPlace(words, first.next + 1) : undefined;
    return first && second && { conditions: [...first.conditions, ...second.conditions], next: second.next };
  }
  return readSame(words, at) ?? readTouch(words, at) ?? readPlace(words, at) ?? readEither(words, at);
}

function readPlace(words: readonly string[], start: number): Read | undefined {
  const rest = words.slice(start).join(' ');
  const match = /^(?:(?:to|on) the (left|right)(?: side)? of|(left|right) of|in (front) of|(behind)) /.exec(rest);
  const side = SIDES.find((each) => match?.slice(1).includes(each));
  if (match === null || side === undefined) return undefined;
  const of = readThings(words, start + match[0].trim().split(' ').length);
  return of && { conditions: [{ kind: 'side', side, of: of.conditions }], next: of.next };
}

function readTouch(words: readonly string[], start: number): Read | undefined {
  if (!/^(?:touch|touches|touching|overlap|overlaps|overlapping)$/.test(words[start] ?? '')) return undefined;
  const of = readThings(words, start + 1);
  return of && { conditions: [{ kind: 'touches', of: of.conditions }], next: of.next };
}

function readSame(words: readonly string[], start: number): Read | undefined {
  const from = /^(?:have|has|of|with)$/.test(words[start] ?? '') ? start + 1 : start;
  const attribute = attributeOf(words[from + 2] ?? '');
  if (words[from] !== 'the' || words[from + 1] !== 'same' || words[from + 3] !== 'as') return undefined;
  const of = readThings(words, from + 4);
  return of && attribute && { conditions: [{ kind: 'same', attribute, of: of.conditions }], next: of.next };
}

function readEither(words: readonly string[], start: number): Read | undefined {
  const rest = words.slice(start);
  const names = rest.filter((word) => !/^(?:either|a|an)$/.test(word));
  const [first, second] = [traitOf(names[0] ?? ''), traitOf(names[2] ?? '')];
  if (names.length !== 3 || names[1] !== 'or' || first === undefined || second === undefined) return undefined;
  return { conditions: [{ kind: 'either', traits: [first, second] }], next: words.length };
}
