/** @module Text of experts and users is data: no tag or chat marker in it may act in a transcript. */

/** Tags of the grammar in any case and spacing, and chat-template markers such as `<|im_end|>`. */
const ACTING = /<(?=\s*\/?\s*(?:think|search|information|answer)\b|\s*\|)/gi;
/** C0 and C1 controls but tab and newline; they can hide text in a terminal or split a tag. */
// eslint-disable-next-line no-control-regex -- removing control characters is the purpose
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Zero-width characters and bidirectional overrides, which can hide a tag from a reader. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** Makes every acting tag inert by writing its `<` as `&lt;`. Idempotent. */
export function escapeTags(text: string): string {
  return text.replace(ACTING, '&lt;');
}

/** {@link escapeTags}, after control and invisible characters are gone: how an expert's text enters a transcript. */
export function neutralize(text: string): string {
  return escapeTags(text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(INVISIBLE, ''));
}

export function containsTag(text: string): boolean {
  return text.search(ACTING) >= 0;
}

/** Cuts a text to a length, saying so; never between the halves of a surrogate pair. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = length - 1;
  const code = text.charCodeAt(end - 1);
  return `${text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end)}…`;
}

/** One line of at most `length` characters, for summaries in the Temporal UI and tables. */
export function oneLine(text: string, length: number): string {
  return clip(neutralize(text).replace(/\s+/g, ' ').trim(), length);
}
