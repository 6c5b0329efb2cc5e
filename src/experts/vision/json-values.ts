/** @module The JSON values that a model wrote somewhere in a text: bare, in fences, in tags, one or many. Nothing is evaluated. */
import JSON5 from 'json5';

export interface JsonValues {
  readonly values: readonly unknown[];
  /** A bracket before the last value is never closed, or nests too deeply: the text was cut, or is no JSON there. */
  readonly isCut: boolean;
}

/** Deeper nesting is no reply to any question of ours, and would be too much for whoever walks through it. */
const MAX_DEPTH = 32;

/**
 * All outermost `{...}` and `[...]` that parse as JSON, or as JSON with the liberties that models take: single quotes, trailing
 * commas, comments. Linear in the text.
 */
export function jsonValuesIn(text: string): JsonValues {
  const { spans, isCut } = bracketSpans(text);
  const values = spans.map(([start, end]) => parse(text.slice(start, end))).filter((value) => value !== undefined);
  return { values, isCut };
}

type Span = readonly [start: number, end: number];

const CLOSERS: Readonly<Partial<Record<string, string>>> = { '[': ']', '{': '}' };

/** Outermost balanced brackets; quotes count as strings where a key or a value may begin, so an apostrophe in prose does not. */
function bracketSpans(text: string): { readonly spans: readonly Span[]; readonly isCut: boolean } {
  const spans: Span[] = [];
  const open: { readonly at: number; readonly closer: string }[] = [];
  let before = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const closer = CLOSERS[character];
    if (closer !== undefined) {
      open.push({ at, closer });
      if (open.length > MAX_DEPTH) return { spans: [], isCut: true };
    } else if (open.length > 0 && (character === '"' || character === "'") && '[{,:'.includes(before)) {
      at = endOfString(text, at);
    } else if (character === ']' || character === '}') {
      const last = open.pop();
      if (last?.closer !== character) open.length = 0;
      else addOutermost(spans, [last.at, at + 1]);
    }
    if (character.trim() !== '') before = character;
  }
  const end = spans.at(-1)?.[1] ?? text.length;
  return { spans, isCut: open.some(({ at }) => at < end) };
}

/** Index of the closing quote; where the line or the text ends first, there was no string. */
function endOfString(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === quote) return at;
    else if (character === '\n') return start;
  }
  return start;
}

/** What lies inside the new span is a part of it. */
function addOutermost(spans: Span[], span: Span): void {
  while ((spans.at(-1)?.[0] ?? -1) > span[0]) spans.pop();
  spans.push(span);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON to the letter: perhaps to JSON5, which only reads literals as well.
  }
  try {
    return JSON5.parse(text);
  } catch {
    // Brackets in prose. The caller says so when it finds nothing else.
    return undefined;
  }
}
