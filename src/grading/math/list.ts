/** @module Tuples, intervals, sets and lists of solutions. */

export interface MathList {
  readonly items: readonly string[];
  /** Tuples and intervals are; sets and bare lists of solutions are not. */
  readonly ordered: boolean;
  /** `(]` of a half-open interval; empty for sets and bare lists. */
  readonly brackets: string;
}

const MAX_ITEMS = 20;

/** The list that a formula is, or undefined when it is one value. Thousands separators are gone already. */
export function splitList(latex: string): MathList | undefined {
  const set = /^\\\{(.*)\\\}$/.exec(latex) ?? /^\{(.*)\}$/.exec(latex);
  const bracketed = set === null ? /^([([])(.*)([)\]])$/.exec(latex) : null;
  const inside = set?.[1] ?? bracketed?.[2] ?? latex;
  const items = topLevelParts(inside);
  if (items === undefined || items.length > MAX_ITEMS || items.some((item) => item === '')) return undefined;
  if (items.length === 1)
    return set === null || latex.startsWith('{') ? undefined : { items, ordered: false, brackets: '' };
  if (bracketed === null) return { items: items.map(withoutName), ordered: false, brackets: '' };
  return { items, ordered: true, brackets: `${bracketed[1] ?? ''}${bracketed[3] ?? ''}` };
}

/** Split at commas, semicolons, "or" and "and" outside of all brackets; undefined when brackets don't balance. */
function topLevelParts(text: string): string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    if (depth < 0) return undefined;
    if (depth > 0) continue;
    const separator = /^(?:[,;]|\s(?:or|and)\s)/.exec(text.slice(index, index + 5))?.[0];
    if (separator === undefined) continue;
    parts.push(text.slice(start, index).trim());
    index += separator.length - 1;
    start = index + 1;
  }
  return depth === 0 ? [...parts, text.slice(start).trim()] : undefined;
}

/** `x = 2 or x = 3` */
function withoutName(item: string): string {
  return item.replace(/^[a-zA-Z](?:_\{?\w+\}?)?\s*=\s*/, '').replace(/^(?:or|and)\s+/, '');
}
