/** @module Characters that nobody sees: they can hide a text from a reader, reorder it, or make two names look like one. */

/**
 * What Unicode calls format characters and default-ignorable: zero-width ones, soft hyphens, bidirectional marks, overrides and isolates,
 * tags, variation selectors, fillers. By property, so that those of a later Unicode are among them.
 */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
/** Of ASCII none is invisible: most names and texts are left as they are at once. */
const ONLY_ASCII = /^[\u0000-\u007f]*$/;

/** A text without characters that nobody sees. Idempotent. */
export function withoutInvisible(text: string): string {
  return ONLY_ASCII.test(text) ? text : text.replace(INVISIBLE, '');
}
