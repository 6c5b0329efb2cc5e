/** @module Texts made comparable: Unicode look-alikes folded, white space joined. */
import { withoutInvisible } from '../../domain/invisible.js';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻';
const PLAIN = '0123456789+-';
const ONLY_ASCII = /^[\x20-\x7e]*$/;

/**
 * Compatibility form with look-alike minus signs, quotes and slashes folded, invisible characters dropped, one space between
 * words. `m²` becomes `m^2` and `1½` becomes `1 1/2`: plain NFKC would make them `m2` and `11/2`.
 */
export function fold(text: string): string {
  if (ONLY_ASCII.test(text)) return text.replace(/ {2,}/g, ' ').trim();
  const composed = text
    .replace(/[⁰¹²³⁴-⁹⁺⁻]+/g, (run) => {
      const plain = Array.from(run, (character) => PLAIN[SUPERSCRIPTS.indexOf(character)] ?? '').join('');
      return plain.length === 1 ? `^${plain}` : `^{${plain}}`;
    })
    .replace(/(\d)\s*(?=[¼-¾⅐-⅞])/g, '$1 ')
    .normalize('NFKC');
  return withoutInvisible(composed)
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2044\u2215]/g, '/')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
}

/** {@link fold}, without case and a final full stop. */
export function normalizeText(text: string): string {
  return fold(text)
    .replace(/(?<=[^.])\.$/, '')
    .toLowerCase();
}

export function sameText(a: string, b: string): boolean {
  return normalizeText(a) === normalizeText(b);
}

/** Latin letters for the Cyrillic and Greek capitals that look the same: `А` typed on another keyboard is `A`. */
export function latinLetter(letter: string): string {
  if (letter === '') return letter;
  const at = 'АВЕКМНОРСТХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'.indexOf(letter);
  return at < 0 ? letter : ('ABEKMHOPCTXABEZHIKMNOPTYX'[at] ?? letter);
}
