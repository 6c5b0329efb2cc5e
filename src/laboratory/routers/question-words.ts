/** @module A question as a vector for routers: which words of the train questions stand in it, and a constant. */
import { wordsOf } from '../../domain/words.js';

export interface Vocabulary {
  readonly size: number;
  /** 0 or 1 for each word, scaled to length 1, then the constant 1. */
  vectorOf(question: string): readonly number[];
}

export function vocabularyOf(questions: readonly string[]): Vocabulary {
  const places = new Map([...new Set(questions.flatMap(listOf))].map((word, place) => [word, place]));
  return {
    size: places.size + 1,
    vectorOf: (question) => {
      const vector = Array.from({ length: places.size + 1 }, () => 0);
      const known = [...new Set(listOf(question))].flatMap((word) => places.get(word) ?? []);
      for (const place of known) vector[place] = 1 / Math.sqrt(known.length);
      vector[places.size] = 1;
      return vector;
    },
  };
}

function listOf(question: string): readonly string[] {
  return wordsOf(question)
    .split(' ')
    .filter((word) => word !== '');
}
