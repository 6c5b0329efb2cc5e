/** @module Corrects what Tesseract often confuses, by the place of the character on its line: capitals, and dotted strokes. */
import type { CharacterLayout } from './character-layout.js';

const DOTTED: { readonly [text: string]: string } = { I: 'i', l: 'i', '1': 'i', '|': 'i', J: 'j' };
/** Capitals that look like their small letter, but for that one's reaching below the line. (J does so itself in many fonts.) */
const DESCENDING = 'YPG';
/** Capitals that look like their small letter, but for the size. */
const ALIKE = 'COSUVWXZ';

/** The character in the middle, as its shape's place allows; the same when the place says nothing. */
export function fitCase(text: string, { characters, middle, isDotted, box }: CharacterLayout): string {
  if (isDotted) return DOTTED[text] ?? text;
  const others = characters.filter((_, i) => i !== middle);
  if (others.length < 3) return text;
  const top = Math.min(...others.map((other) => other.minY));
  const baseline = median(others.map((other) => other.maxY));
  const tallest = baseline - top + 1;
  if (DESCENDING.includes(text)) return box.maxY > baseline + 0.12 * tallest ? text.toLowerCase() : text;
  // Only beside letters that are clearly taller than others is it plain that this one is small.
  const small = median(others.map((other) => other.minY));
  const isSmall = (box.maxY - box.minY + 1) / tallest < 0.82 && small - top >= 0.12 * tallest;
  return isSmall && ALIKE.includes(text) ? text.toLowerCase() : text;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
