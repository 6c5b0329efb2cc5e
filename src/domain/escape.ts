/** @module Text of experts and users is data: no tag or chat marker in it may act in a transcript. */
import { withoutInvisible } from './invisible.js';

/**
 * Tags of the grammar in any case and spacing, and chat-template markers such as `<|im_end|>`, `<\uff5ceos\uff5c>` and `<end_of_turn>`, which
 * tokenizers read literally. A bare `<|` stays: it stands in formulas. Linear in the text, whatever the text.
 */
const ACTING =
  /<(?=\s*(?:\/\s*)?(?:think|search|information|answer)\b|\|[^\s|<>]{1,64}\|>|\uff5c[^\s\uff5c<>]{1,64}\uff5c>|(?:start|end)_of_turn>)/gi;
/** C0 and C1 controls but tab and newline; they can hide text in a terminal or split a tag. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Makes every acting tag inert by writing its `<` as `&lt;`. Idempotent. */
export function escapeTags(text: string): string {
  return text.replace(ACTING, '&lt;');
}

/**
 * {@link escapeTags}, after control and invisible characters are gone and lone surrogates, which no UTF-8 file could keep, are
 * replaced: how an expert's text enters a transcript. Idempotent.
 */
export function neutralize(text: string): string {
  const visible = withoutInvisible(text.replace(/\r\n?/g, '\n').replace(CONTROLS, ''));
  return escapeTags(visible.replace(LONE_SURROGATES, '\ufffd'));
}

export function containsTag(text: string): boolean {
  return text.search(ACTING) >= 0;
}

/** Cuts a text to a length, saying so by an ellipsis; never between the halves of a surrogate pair. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${cut(text, length - 1)}…`;
}

/** Cuts a text to a length without a word; never between the halves of a surrogate pair. */
export function cut(text: string, length: number): string {
  if (length <= 0) return '';
  if (text.length <= length) return text;
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}

/** One line of at most `length` characters, for summaries in the Temporal UI and tables. */
export function oneLine(text: string, length: number): string {
  return clip(neutralize(text).replace(/\s+/g, ' ').trim(), length);
}
