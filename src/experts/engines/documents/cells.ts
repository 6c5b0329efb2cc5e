/** @module Words on a page, by their places, as rows of cells: what stands close together on one line, and before or after a colon. Pure. */
import type { ReadWord } from '../tesseract/page-words.js';

export interface Cell {
  readonly text: string;
  readonly words: readonly string[];
  /** The least sure word's, 0..1. */
  readonly confidence: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Row = readonly Cell[];

/** Of the usual height of words: a wider gap parts cells. */
const GAP = 0.95;

/** From top to bottom, and from left to right. */
export function rowsOf(words: readonly ReadWord[]): readonly Row[] {
  const usual = median(words.map(({ height }) => height));
  // Rules and frames are read as bars, dashes and dots.
  const real = words.filter(
    ({ text, height }) => /[\p{L}\p{N}]/u.test(text) && height < 3 * usual && height > 0.3 * usual,
  );
  const lines: ReadWord[][] = [];
  for (const word of [...real].sort((a, b) => middle(a) - middle(b))) {
    const line = lines.at(-1);
    const isNear = line !== undefined && middle(word) - mean(line.map(middle)) < 0.5 * usual;
    if (isNear) line.push(word);
    else lines.push([word]);
  }
  return lines.map((line) => cellsOf(line, usual));
}

function cellsOf(line: readonly ReadWord[], usual: number): Row {
  const parts: ReadWord[][] = [];
  for (const word of [...line].sort((a, b) => a.x - b.x)) {
    const part = parts.at(-1);
    const last = part?.at(-1);
    const isApart = last === undefined || word.x - (last.x + last.width) > GAP * usual || last.text.endsWith(':');
    if (isApart) parts.push([word]);
    else part?.push(word);
  }
  return parts.map((part) => ({
    text: part.map(({ text }) => text).join(' '),
    words: part.map(({ text }) => text),
    confidence: Math.min(...part.map(({ confidence }) => confidence)),
    left: Math.min(...part.map(({ x }) => x)),
    right: Math.max(...part.map(({ x, width }) => x + width)),
    top: Math.min(...part.map(({ y }) => y)),
    bottom: Math.max(...part.map(({ y, height }) => y + height)),
  }));
}

function middle({ y, height }: ReadWord): number {
  return y + height / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 1;
}
