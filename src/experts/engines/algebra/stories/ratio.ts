/** @module A whole that two or three share in a ratio. */
import { divide, multiply, readExact, sum } from '../exact.js';
import { solved, type Method } from '../solution.js';

/** Capitalised words that are no names. */
const NO_NAMES =
  /^(?:A|An|The|For|Every|Together|How|What|Which|When|If|They|Their|In|Of|Answer|Give|Find|And|Is|Are|To|On|At|Two|Three|I)$/;

/** "Ann and Ben split 40 marbles in the ratio 3:5. How many does Ben get?", "For every 3 that Ann takes, Ben takes 5. ..." */
export const ratio: Method = ({ original, text }) => {
  const split = ratioOf(text);
  if (split === undefined) return undefined;
  const names = [...new Set((original.match(/\b[A-Z][a-z]+\b/g) ?? []).filter((word) => !NO_NAMES.test(word)))];
  const asked = askedName(original, names);
  const position = names.indexOf(asked ?? '');
  const parts = split.parts.map(readExact);
  const part = parts[position];
  if (part === undefined || names.length !== parts.length) return undefined;
  const total = readExact(split.total);
  const whole = sum(parts);
  return whole.n === 0n ? undefined : solved(divide(multiply(total, part), whole), 'ratio', 0.93);
};

function ratioOf(text: string): { parts: string[]; total: string } | undefined {
  const direct =
    /\b(\d+)\s*:\s*(\d+)(?:\s*:\s*(\d+))?/.exec(text) ?? /\b(?:ratio(?: of)?|as)\s+(\d+)\s+to\s+(\d+)/.exec(text);
  const every = /\bfor every\s+(\d+)\b.*?\b(\d+)\b/.exec(text);
  const match = direct ?? every;
  if (match === null) return undefined;
  const parts = [match[1], match[2], match[3]].filter((part) => part !== undefined);
  const rest = text.slice(0, match.index) + ' ' + text.slice(match.index + match[0].length);
  const others = rest.match(/\d+(?:\.\d+)?/g) ?? [];
  const [total] = others;
  return total === undefined || others.length !== 1 ? undefined : { parts, total };
}

/** The name in the sentence that asks. */
function askedName(original: string, names: readonly string[]): string | undefined {
  const sentences = original
    .split(/(?<=[.?!])\s+/)
    .filter((sentence) => /\?|\b(?:share|how many|how much|find|give)\b/i.test(sentence));
  for (const sentence of sentences.reverse()) {
    const named = names.filter((name) => new RegExp(String.raw`\b${name}\b`).test(sentence));
    if (named.length === 1) return named[0];
  }
  return undefined;
}
