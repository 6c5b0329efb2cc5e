/** @module Finds the formulas in a sentence: the longest runs of numbers, signs, single letters and function names. */
import { FUNCTIONS } from './expression.js';

const PIECE = /\d+(?:\.\d+)?|\.\d+|[a-z]+|[-+*/^()!=]|\S/gi;

export interface MathRun {
  readonly text: string;
  readonly index: number;
}

/** Runs that hold a digit or a letter and more than one piece, in the order of the text. */
export function mathRuns(text: string): MathRun[] {
  const runs: MathRun[] = [];
  let start = -1;
  let end = -1;
  let pieces = 0;
  const close = (): void => {
    if (pieces > 1) runs.push({ text: tidy(text.slice(start, end)), index: start });
    [start, pieces] = [-1, 0];
  };
  for (const match of text.matchAll(PIECE)) {
    if (!isMath(match[0], text, match.index)) {
      close();
      continue;
    }
    if (start < 0) start = match.index;
    end = match.index + match[0].length;
    pieces++;
  }
  close();
  return runs.filter((run) => /[\da-z]/.test(run.text));
}

function isMath(piece: string, text: string, index: number): boolean {
  if (/^[\d.]/.test(piece) && piece !== '.') return true;
  if (/^[-+*/^()!=]$/.test(piece)) return piece !== '!' || /[\d)a-z]/.test(text[index - 1] ?? '');
  if (piece === ',') return false;
  if (/^[a-z]$/.test(piece)) return true;
  if (FUNCTIONS.includes(piece) || piece === 'pi') return true;
  // Products of unknowns such as `3xy` or `xy`.
  return /^[xyz]{2,3}$/.test(piece);
}

/** Unbalanced brackets and stray signs at the ends belong to the sentence. */
function tidy(run: string): string {
  let text = run
    .trim()
    .replace(/[-+*/^=\s(]+$/, '')
    .replace(/^[*/^=\s)]+/, '');
  const count = (sign: string): number => text.split(sign).length - 1;
  while (count('(') < count(')') && text.endsWith(')')) text = text.slice(0, -1).trim();
  while (count('(') > count(')') && text.startsWith('(')) text = text.slice(1).trim();
  return text;
}
