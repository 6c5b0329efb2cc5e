/** @module Numbers with what they count or measure. */
import { readNumber } from './numbers.js';
import { normalizeText } from './text.js';

export interface Quantity {
  /** A percentage is in hundredths: `42 %` is 0.42. */
  readonly value: number;
  /** `%`, `°`, or as it was written in lower case; empty when there was none. */
  readonly unit: string;
}

const SAME_UNIT: ReadonlyMap<string, string> = new Map([
  ['percent', '%'],
  ['per cent', '%'],
  ['pct', '%'],
  ['degree', '°'],
  ['degrees', '°'],
  ['deg', '°'],
]);
const SCALES: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1e3],
  ['million', 1e6],
  ['mn', 1e6],
  ['billion', 1e9],
  ['bn', 1e9],
  ['trillion', 1e12],
]);
/** Words that make a statement of several numbers, or none, of what stands around them. */
const NO_UNIT = /^(?:or|and|to|not|than|half|maybe|perhaps|minus|plus|times|x)$/;
/** One word of a unit: letters, with a power or a slash; never a number. */
const UNIT_WORD = /^(?:%|°[cf]?|[a-zµω°·*/"'-]*[a-zµω](?:\^?-?[23]|\^\{-?\d\})?\.?)$/u;
const MAX_UNIT_WORDS = 4;

/** `5 cups`, `60°`, `42 %`, `12.5 km/h`, `1.2 million`: one number and at most four words of unit behind it. */
export function readQuantity(text: string): Quantity | undefined {
  const bare = readNumber(text);
  if (bare !== undefined) return { value: bare, unit: '' };
  if (text.length > 200) return undefined;
  const match = /^(.*\d\.?|\S*[a-z](?=\s))\s*([^\d\s][^\d]*(?:\^?[23]|\^\{-?\d\})?)$/u.exec(normalizeText(text));
  const value = match === null ? undefined : readNumber(match[1] ?? '');
  if (match === null || value === undefined) return undefined;
  const [first = '', ...rest] = (match[2] ?? '').trim().split(' ');
  const scale = SCALES.get(first) ?? 1;
  const words = scale === 1 ? [first, ...rest] : rest;
  if (words.length > MAX_UNIT_WORDS || !words.every((word) => UNIT_WORD.test(word) && !NO_UNIT.test(word)))
    return undefined;
  const written = words.join(' ');
  const unit = SAME_UNIT.get(written) ?? written;
  return { value: (unit === '%' ? value / 100 : value) * scale, unit };
}

/**
 * One whole number and what is counted: `5`, `five`, `5 cups`, `There are 5 red cups`. Two numbers are no count, nor is a
 * number with a fraction, nor one that hedges (`about 5`).
 */
export function readCount(text: string): number | undefined {
  const clean = normalizeText(text).replace(/^there (?:is|are) (?:only |exactly )?/, '');
  const whole = readNumber(clean);
  if (whole !== undefined) return Number.isInteger(whole) ? whole : undefined;
  const words = clean.split(' ');
  if (words.length > 7) return undefined;
  // The longest number at the front; nothing behind it may be a number.
  for (let end = Math.min(words.length - 1, 4); end > 0; end--) {
    const value = readNumber(words.slice(0, end).join(' '));
    if (value === undefined) continue;
    const rest = words.slice(end);
    const plain = rest.every((word) => /^[a-z'-]+$/.test(word) && !NO_UNIT.test(word) && !SCALES.has(word));
    return Number.isInteger(value) && plain && rest.every((word) => readNumber(word) === undefined) ? value : undefined;
  }
  return undefined;
}
