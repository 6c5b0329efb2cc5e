/** @module The words of a line of print by the gaps between them, and which sign each would be: OCR drops and mistakes signs. */
import { labelComponents } from '../../raster/components.js';
import type { Box } from '../../raster/ink.js';
import { at } from '../../raster/raster.js';
import { unionOf } from '../drawn/outlines.js';
import type { Sheet } from '../drawn/sheet.js';

export interface FlowWord {
  readonly box: Box;
  /** If it is a sign between two numbers, this one. */
  readonly operator: '+' | '-' | '*' | '/' | '//';
  /** If it compares two, this one; undefined where it is none that is known. */
  readonly comparison: '<' | '>' | '==' | undefined;
}

/** Of a line's height: between letters is less, between words more. */
const WORD_GAP = 0.27;
/** Of a line's height: the dot of a question mark. */
const DOT = 0.3;

/** From the left. A question mark at the end is left out. */
export function wordsOf({ ink, width }: Sheet, line: Box): readonly FlowWord[] {
  const [wide, high] = [line.maxX - line.minX + 1, line.maxY - line.minY + 1];
  const cut = Uint8Array.from({ length: wide * high }, (_, p) =>
    at(ink, (line.minY + Math.floor(p / wide)) * width + line.minX + (p % wide)),
  );
  const letters = withoutMark(labelComponents(cut, wide, 1, true).components, high);
  const words: Box[] = [];
  for (const letter of [...letters].sort((a, b) => a.minX - b.minX)) {
    const last = words.at(-1);
    const isNear = last !== undefined && letter.minX - last.maxX < WORD_GAP * high;
    if (isNear) words[words.length - 1] = unionOf([last, letter]) ?? last;
    else words.push(letter);
  }
  return words.map((word) => {
    const box = {
      minX: line.minX + word.minX,
      maxX: line.minX + word.maxX,
      minY: line.minY + word.minY,
      maxY: line.minY + word.maxY,
    };
    return { box, operator: operatorOf(word, high), comparison: comparisonOf(cut, wide, word) };
  });
}

/** A hook with a dot below it. */
function withoutMark(letters: readonly Box[], high: number): readonly Box[] {
  const dot = [...letters]
    .sort((a, b) => b.maxX - a.maxX)
    .find(({ minY, maxY }) => minY > 0.6 * high && maxY - minY < DOT * high);
  const hook = dot && letters.find((each) => each !== dot && each.minX <= dot.maxX && each.maxX >= dot.minX);
  const isLast =
    hook !== undefined && letters.every((each) => each === dot || each === hook || each.maxX < hook.minX + 1);
  return isLast ? letters.filter((each) => each !== dot && each !== hook) : letters;
}

/** By its size and place alone: an asterisk hangs at the top of the line, a slash is as high as it. */
function operatorOf({ minX, minY, maxX, maxY }: Box, high: number): FlowWord['operator'] {
  const [w, h] = [maxX - minX + 1, maxY - minY + 1];
  if (h < 0.35 * high) return '-';
  if (h > 0.78 * high) return w > 0.75 * h ? '//' : '/';
  return (minY + maxY) / 2 < 0.4 * high ? '*' : '+';
}

function comparisonOf(cut: Uint8Array, wide: number, { minX, minY, maxX, maxY }: Box): FlowWord['comparison'] {
  const [w, h] = [maxX - minX + 1, maxY - minY + 1];
  const isOn = (x: number, y: number): boolean => at(cut, y * wide + x) === 1;
  const spread = (from: number, to: number): number => {
    const ys: number[] = [];
    for (let y = minY; y <= maxY; y++)
      for (let x = minX + Math.round(from * w); x < minX + Math.round(to * w); x++) if (isOn(x, y)) ys.push(y);
    return ys.length === 0 ? 0 : (Math.max(...ys) - Math.min(...ys) + 1) / h;
  };
  const [left, right] = [spread(0, 0.25), spread(0.75, 1)];
  if (left < 0.65 * right) return '<';
  if (right < 0.65 * left) return '>';
  const middle = Array.from({ length: w }, (_, index) => isOn(minX + index, Math.round((minY + maxY) / 2)));
  return middle.filter(Boolean).length < 0.2 * w ? '==' : undefined;
}
