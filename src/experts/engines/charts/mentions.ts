/** @module Which marks of a table a question names, in the order in which it does; spelling may be off where OCR misread. */
import type { ChartTable, Mark } from './chart-table.js';

interface Mention {
  readonly index: number;
  /** Place of its first word in the question. */
  readonly at: number;
  readonly words: number;
  readonly errors: number;
}

export function wordsIn(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:\.\d+)?/gu) ?? [];
}

/** All places where one of the names stands; the longer and better ones first win their words. */
export function mentionsOf(names: readonly string[], question: readonly string[]): readonly Mention[] {
  const found: Mention[] = [];
  for (const [index, name] of names.entries()) {
    const wanted = wordsIn(name);
    if (wanted.length === 0) continue;
    const text = wanted.join(' ');
    for (let at = 0; at + wanted.length <= question.length; at++) {
      const errors = distance(question.slice(at, at + wanted.length).join(' '), text);
      if (errors <= allowed(text)) found.push({ index, at, words: wanted.length, errors });
    }
  }
  found.sort((a, b) => a.errors - b.errors || b.words - a.words);
  const taken = new Set<number>();
  return found
    .filter(({ at, words }) => {
      const places = Array.from({ length: words }, (_, i) => at + i);
      if (places.some((place) => taken.has(place))) return false;
      for (const place of places) taken.add(place);
      return true;
    })
    .sort((a, b) => a.at - b.at);
}

/** Numbers must be right to the digit; of words a fifth of the letters may be wrong. */
function allowed(text: string): number {
  return /^\d/.test(text) ? 0 : text.length < 4 ? 0 : Math.max(1, Math.floor(text.length / 5));
}

/** Each category that is named, with the series named before it, or else after it. */
export function marksIn(table: ChartTable, question: readonly string[]): readonly Mark[] {
  const categories = mentionsOf(table.categories, question);
  const series = mentionsOf(
    table.series.map(({ name }) => name),
    question,
  );
  return categories.map(({ at, index }) => {
    const before = series.filter((each) => each.at < at).at(-1);
    const after = series.find((each) => each.at > at);
    return { category: index, series: (before ?? after)?.index ?? (table.series.length > 1 ? -1 : 0) };
  });
}

/** The one series that the question is about; undefined where it names none of several. */
export function seriesIn(table: ChartTable, question: readonly string[]): number | undefined {
  if (table.series.length === 1) return 0;
  return mentionsOf(
    table.series.map(({ name }) => name),
    question,
  )[0]?.index;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  if (a === b) return 0;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
