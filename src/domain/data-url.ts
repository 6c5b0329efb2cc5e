/** @module Where an image is said to be: in a data URL (`data:image/png;base64,...`), or at an address, which nobody fetches. */

const HEAD = /^data:image\/[a-z+.-]+;base64,/;
/** A head is shorter than this many characters. */
const MAX_HEAD = 64;

/**
 * The base64 text of an image's data URL; undefined for anything else. One character class is searched for, instead of one
 * pattern for the whole: that overflows the stack on a text of many megabytes.
 */
export function base64OfImage(source: string): string | undefined {
  const head = HEAD.exec(source.slice(0, MAX_HEAD))?.[0];
  if (head === undefined) return undefined;
  const text = source.slice(head.length);
  const padding = text.indexOf('=');
  const isPadded = padding < 0 || /^={1,2}$/.test(text.slice(padding, padding + 3));
  return isPadded && !/[^A-Za-z0-9+/=]/.test(text) ? text : undefined;
}

/** `https://...`, `file://...`: nothing is fetched from anywhere. */
export function isAddress(source: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
}
