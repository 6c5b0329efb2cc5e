/** @module Which option an answer commits to: by its letter, its text, or both. */
import { fold, latinLetter, normalizeText } from './text.js';

const LETTERS = 'ABCDEFGHIJ';

export function letterOf(index: number): string {
  return LETTERS[index] ?? '?';
}

/** Index of an option letter, in either case; undefined for any other text. */
export function indexOfLetter(text: string): number | undefined {
  const letter = latinLetter(text.trim().toUpperCase());
  const index = letter.length === 1 ? LETTERS.indexOf(letter) : -1;
  return index < 0 ? undefined : index;
}

/** `B`, `(B)`, `B.`, `option B`; group 2 is what stands behind a letter that is set off: `B) red`. */
const BY_LETTER = /^(?:(?:option|choice)\s+)?[([{]?\s*(\p{L})\s*(?:[)\]}]\.?|[.:,;]|[)\]}]?[.:,;]|\s*$)\s*([\s\S]*)$/iu;

/**
 * The option that a committed text names. A letter must be alone or set off (`B)`, `B: red`), so that "A dog" names none. The
 * text behind a letter must be that option's where it is known, and a text alone must be exactly one option's.
 * @param options texts of all options; empty when they are not known
 * @param known texts that are known, by index; an empty one is not
 */
export function readOption(committed: string, options: readonly string[], known = options): number | undefined {
  const text = fold(committed);
  const inRange = (index: number): boolean => options.length === 0 || index < options.length;
  // Options may be letters themselves; a lone letter is always the option's.
  const alone = indexOfLetter(text);
  if (alone !== undefined && inRange(alone)) return alone;
  const byText = known.flatMap((option, index) => (sameOption(text, option) ? [index] : []));
  if (byText.length === 1) return byText[0];
  const match = BY_LETTER.exec(text);
  const index = indexOfLetter(match?.[1] ?? '');
  if (match === null || index === undefined || !inRange(index)) return undefined;
  const rest = (match[2] ?? '').trim();
  const option = known[index] ?? '';
  if (rest === '' || rest === '.' || sameOption(rest, option)) return index;
  // Words that can't be checked may stand behind the letter; another letter among them is a second candidate.
  return option === '' && !/(?:^|[^\p{L}])[A-J](?:[^\p{L}]|$)/u.test(rest) ? index : undefined;
}

function sameOption(text: string, option: string): boolean {
  const given = normalizeText(text);
  return option.trim() !== '' && (given === normalizeText(option) || given === normalizeText(withoutLetter(option)));
}

/** Options are sometimes written with their letter: `B. red`. */
function withoutLetter(option: string): string {
  return option.replace(/^\s*\(?[A-J][).:]\s+/, '');
}
