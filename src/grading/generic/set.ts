/** @module Several items in any order, all of them and nothing else. */
import type { Grader, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { commit } from '../read/commit.js';
import { sameTextOrNumber } from './exact.js';

const MAX_ITEMS = 100;

/** A JSON list, or items set apart by `;` or new lines if there are any, else by commas and a last "and". */
export function itemsOf(text: string): readonly string[] {
  const json = jsonList(text);
  if (json !== undefined) return json;
  const bare = text.trim().replace(/^[{[(]([\s\S]*)[\])}]$/, '$1');
  const separator = /[;\n]/.test(bare) ? /[;\n]+/ : /,(?!\d{3}(?:\D|$))\s*(?:and\s+)?|\s+and\s+/;
  return bare
    .split(separator)
    .map((item) => item.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim())
    .filter((item) => item !== '');
}

function jsonList(text: string): string[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string' || typeof item === 'number')
      ? value.map(String)
      : undefined;
  } catch {
    // `[a, b]` is a list too, only not in JSON.
    return undefined;
  }
}

/** The score of `report` is the overlap (Jaccard); right is only the whole set. */
const setRule =
  (partial: boolean): Rule =>
  ({ answer, truths }) => {
    const committed = commit(answer);
    const given = committed === undefined ? [] : itemsOf(committed);
    if (committed === undefined || given.length === 0) return noAnswer();
    if (given.length > MAX_ITEMS) return noAnswer(`more than ${MAX_ITEMS} items`);
    const overlaps = truths.map((truth) => overlap(given, itemsOf(truth)));
    const best = Math.max(0, ...overlaps);
    const finding = compared(committed, best === 1, truths.join('" or "'), 'has the items of');
    return partial ? { ...finding, score: best } : finding;
  };

function overlap(given: readonly string[], wanted: readonly string[]): number {
  const left = [...given];
  let common = 0;
  for (const item of wanted) {
    const at = left.findIndex((other) => sameTextOrNumber(other, item));
    if (at < 0) continue;
    left.splice(at, 1);
    common++;
  }
  return common / (given.length + wanted.length - common);
}

export const set: Grader = {
  id: 'set',
  aliases: ['list'],
  version: 1,
  summary: 'several items in any order, all of them and nothing else',
  rules: { report: setRule(true), reward: setRule(false) },
};
