/** @module Whole-word matching of phrases, shared by the routers and the keyword policy. Nothing is matched inside a word. */
import { withoutInvisible } from './invisible.js';

/**
 * A text as its words only: NFKC, lower case, what can't be seen left out, everything but letters, marks, digits and `_` turned into single spaces, with a
 * space at both ends. `Single-coloured  PATHS?` becomes ` single coloured paths `.
 */
export function wordsOf(text: string): string {
  const words = withoutInvisible(text)
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}_]+/gu);
  return words === null ? ' ' : ` ${words.join(' ')} `;
}

/** Do the words of a phrase follow each other in a text made by {@link wordsOf}? A phrase without words is never found. */
export function hasPhrase(words: string, phrase: string): boolean {
  return hasWords(words, wordsOf(phrase));
}

/** The same for a phrase that is words already, as one is that is looked for in many texts. */
export function hasWords(words: string, wanted: string): boolean {
  return wanted !== ' ' && words.includes(wanted);
}
