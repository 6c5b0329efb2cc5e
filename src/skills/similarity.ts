/** @module How alike a text is to each of a few short descriptions: cosine of their TF-IDF vectors. Pure, free, no model. */
import { wordsOf } from '../domain/words.js';

/** Weights by word, of length 1. */
type Vector = ReadonlyMap<string, number>;

export interface SimilarityIndex {
  readonly vectors: readonly Vector[];
  /** Inverse document frequency; words that stand in every description have none. */
  readonly idf: ReadonlyMap<string, number>;
}

/** Made once for the descriptions, asked for every text. */
export function indexDescriptions(descriptions: readonly string[]): SimilarityIndex {
  const counts = descriptions.map(countWords);
  const idf = new Map<string, number>();
  for (const word of new Set(counts.flatMap((count) => [...count.keys()]))) {
    const having = counts.filter((count) => count.has(word)).length;
    if (having < descriptions.length) idf.set(word, Math.log((descriptions.length + 1) / having));
  }
  return { idf, vectors: counts.map((count) => toVector(count, idf)) };
}

/** 0..1 for each description, in their order. */
export function similarities({ vectors, idf }: SimilarityIndex, text: string): readonly number[] {
  const asked = toVector(countWords(text), idf);
  return vectors.map((vector) => {
    let sum = 0;
    for (const [word, weight] of asked) sum += weight * (vector.get(word) ?? 0);
    return sum;
  });
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  // Names such as Route_Counting are words as well.
  for (const word of wordsOf(text.replaceAll('_', ' ')).trim().split(' ').map(singular)) {
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** `circles` is as good as `circle`; `is` and `glass` stay. */
function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** A repeated word counts for more, but not in proportion. */
function toVector(counts: ReadonlyMap<string, number>, idf: ReadonlyMap<string, number>): Vector {
  const weights = [...counts].flatMap(([word, count]): [string, number][] => {
    const weight = idf.get(word);
    return weight === undefined ? [] : [[word, (1 + Math.log(count)) * weight]];
  });
  const length = Math.hypot(...weights.map(([, weight]) => weight));
  return new Map(weights.map(([word, weight]) => [word, weight / length]));
}
