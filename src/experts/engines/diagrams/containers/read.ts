/** @module Rows of a label and boxes: what a container holds after each operation. */
import type { Box } from '../../raster/ink.js';
import type { Raster } from '../../raster/raster.js';
import { middleOf, unionOf } from '../drawn/outlines.js';
import { lookAt, type Looked, type Sheet } from '../drawn/sheet.js';

export interface ContainerSeen {
  readonly kind: 'container';
  /** `value`: the last of several words of the operation; undefined where it is one word. */
  readonly rows: readonly { readonly value: Box | undefined; readonly cells: readonly Box[] }[];
}

const LEAST_ROWS = 2;
/** Of a line's height: between letters is less, between words more. */
const WORD_GAP = 0.27;
const NOWHERE: Box = { minX: 0, minY: 0, maxX: 0, maxY: 0 };

export function readContainer(raster: Raster): Looked<ContainerSeen> {
  return lookAt(raster, rowsOf);
}

function rowsOf({ outlines, loose }: Sheet): Looked<ContainerSeen> {
  const cannot = (reason: string): Looked<ContainerSeen> => ({ kind: 'cannot', reason });
  const cells = outlines.filter(({ kind }) => kind === 'box');
  const left = Math.min(...cells.map(({ minX }) => minX));
  const size = Math.max(...cells.map(({ minY, maxY }) => maxY - minY));
  if (cells.length < LEAST_ROWS) return cannot('No rows of boxes were found in the picture.');
  const labels = linesOf(loose.filter(({ maxX }) => maxX < left));
  const rows = labels.map((words) => {
    const { y } = middleOf(unionOf(words) ?? NOWHERE);
    const own = cells.filter((cell) => Math.abs(middleOf(cell).y - y) < size / 2).sort((a, b) => a.minX - b.minX);
    return { value: words.length > 1 ? words.at(-1) : undefined, cells: own };
  });
  if (rows.length < LEAST_ROWS) return cannot('No operations were found at the left of the boxes.');
  if (rows.reduce((sum, row) => sum + row.cells.length, 0) !== cells.length)
    return cannot('Some boxes stand at no operation.');
  const prints = rows.map(({ value, cells: own }) => ({ value, cells: own.flatMap(({ print }) => print ?? []) }));
  const isWhole = prints.every((row, index) => row.cells.length === rows[index]?.cells.length);
  const isInLine = rows.every(({ cells: own }) =>
    own.every((cell, index) => Math.abs(cell.minX - left - index * (size + 3)) < 0.4 * size),
  );
  if (!isWhole || !isInLine) return cannot('The boxes of a row are not all there.');
  return { kind: 'container', rows: prints };
}

/** Pieces at one height, from the top down, as words. */
function linesOf(pieces: readonly Box[]): readonly (readonly Box[])[] {
  const lines: Box[][] = [];
  for (const piece of [...pieces].sort((a, b) => middleOf(a).y - middleOf(b).y)) {
    const line = lines.at(-1);
    const whole = line && unionOf(line);
    if (line !== undefined && whole !== undefined && piece.minY <= whole.maxY && whole.minY <= piece.maxY)
      line.push(piece);
    else lines.push([piece]);
  }
  return lines.map(wordsOf);
}

function wordsOf(letters: readonly Box[]): readonly Box[] {
  const whole = unionOf(letters) ?? NOWHERE;
  const gap = WORD_GAP * (whole.maxY - whole.minY);
  const words: Box[] = [];
  for (const letter of [...letters].sort((a, b) => a.minX - b.minX)) {
    const last = words.at(-1);
    if (last !== undefined && letter.minX - last.maxX < gap) words[words.length - 1] = unionOf([last, letter]) ?? last;
    else words.push(letter);
  }
  return words;
}
