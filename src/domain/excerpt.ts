/** @module The head and the tail of a long text: what it is about, and its end, where experts put their answer. */

/** Of what room there is; the tail gets the rest. */
const HEAD_SHARE = 0.4;
const ESCAPED = '&lt;';

/**
 * A text of at most `length` characters: the whole, or its head and its tail with a mark of how much was left out between them.
 * Cuts neither a character nor an escaped `<` in two. Where there is no room for a mark, the head alone.
 */
export function excerpt(text: string, length: number): string {
  if (text.length <= length) return text;
  const room = length - mark(text.length).length;
  if (room <= 0) return text.slice(0, wholeBefore(text, length));
  const headEnd = wholeBefore(text, Math.floor(room * HEAD_SHARE));
  const tailStart = wholeAfter(text, text.length - (room - headEnd));
  return text.slice(0, headEnd) + mark(tailStart - headEnd) + text.slice(tailStart);
}

function mark(leftOut: number): string {
  return `\n[... ${leftOut} characters left out ...]\n`;
}

function wholeBefore(text: string, at: number): number {
  const inside = insideEscape(text, at);
  return inside > 0 ? at - inside : splitsPair(text, at) ? at - 1 : at;
}

function wholeAfter(text: string, at: number): number {
  const inside = insideEscape(text, at);
  return inside > 0 ? at - inside + ESCAPED.length : splitsPair(text, at) ? at + 1 : at;
}

/** How many characters of an escaped `<` stand before a place in the middle of it; 0 elsewhere. */
function insideEscape(text: string, at: number): number {
  return [1, 2, 3].find((before) => text.startsWith(ESCAPED, at - before) && at >= before) ?? 0;
}

function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 1), at + 1));
}
