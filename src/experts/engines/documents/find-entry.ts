/**
 * @module Finds the entry of a document that a question names: the cell that its label leads to, to the right or below, or where the
 * row of one label meets the column of another. Pure.
 */
import { editDistance } from '../../../domain/registry.js';
import type { Cell, Row } from './cells.js';

export type Entry =
  | { readonly kind: 'entry'; readonly text: string; readonly label: string; readonly confidence: number }
  | { readonly kind: 'cannot'; readonly reason: string };

/** They ask, and name the document: no label is known by them alone. */
const ASKING = new Set(
  'a amount an and are as at be by can did do document does entry field find for form from give given has have how i image in is it its much of on or paper picture printed read receipt say shown state stated table text that the this to under was what which who with write written'.split(
    ' ',
  ),
);
/** One wrong letter is forgiven in words of this length, two in twice as long ones; but a word that is the same counts for more. */
const FORGIVING = 5;
const FORGIVEN = 0.6;

interface Label {
  readonly cell: Cell;
  readonly row: number;
  /** Letters of it that the question names; fewer where it was misread. */
  readonly weight: number;
}

export function findEntry(rows: readonly Row[], question: string): Entry {
  const asked = askedWords(question);
  const labels = rows.flatMap((cells, row) =>
    cells.flatMap((cell): Label[] => {
      const weight = weightOf(cell.words, asked);
      return weight === 0 ? [] : [{ cell, row, weight }];
    }),
  );
  const crossing = crossingOf(rows, labels);
  if (crossing !== undefined) return crossing;
  const most = Math.max(...labels.map(({ weight }) => weight));
  const best = labels.filter(({ weight }) => weight === most);
  const entries = best.flatMap(({ cell, row }) => {
    const value = rightOf(rows[row] ?? [], cell) ?? below(rows.slice(row + 1), cell);
    return value === undefined ? [] : [entryOf(value, cell)];
  });
  const [entry, ...others] = entries;
  if (entry === undefined)
    return inlineEntry(rows, asked) ?? cannot('No entry with a label that the question names was found.');
  return others.some(({ text }) => text !== entry.text) ? cannot('Several entries fit the question.') : entry;
}

/** What stands in quotes, else all words but those that merely ask. */
function askedWords(question: string): readonly string[] {
  const quoted = /["“]([^"”]{2,60})["”]/.exec(question)?.[1];
  return (quoted ?? question)
    .split(/\s+/)
    .map(bare)
    .filter((word) => word !== '' && !ASKING.has(word));
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The letters of a label all of whose words are asked for; 0 where one is not. */
function weightOf(words: readonly string[], asked: readonly string[]): number {
  const own = words.map(bare).filter((word) => word !== '');
  const isAsked = (word: string): boolean => ASKING.has(word) || asked.some((other) => alike(word, other));
  if (!own.every(isAsked)) return 0;
  return own
    .filter((word) => !ASKING.has(word))
    .reduce((sum, word) => sum + (asked.includes(word) ? 1 : FORGIVEN) * word.length, 0);
}

function alike(read: string, asked: string): boolean {
  if (read === asked) return true;
  const allowed = Math.floor(asked.length / FORGIVING);
  return (
    allowed > 0 && Math.abs(read.length - asked.length) <= allowed && editDistance(read, asked) <= Math.min(2, allowed)
  );
}

/** Where the row of one label meets the column of a heading above it. */
function crossingOf(rows: readonly Row[], labels: readonly Label[]): Entry | undefined {
  const found = labels.flatMap((side) =>
    labels
      .filter((head) => head.row < side.row && head.cell.left > side.cell.right)
      .flatMap((head) => {
        const cell = (rows[side.row] ?? []).find((each) => each !== side.cell && isUnder(each, head.cell));
        return cell === undefined ? [] : [{ cell, head, side, weight: side.weight + head.weight }];
      }),
  );
  const [best] = found.sort((a, b) => b.weight - a.weight);
  if (best === undefined) return undefined;
  const confidence = Math.min(best.cell.confidence, best.head.cell.confidence, best.side.cell.confidence);
  return {
    kind: 'entry',
    text: clean(best.cell.text),
    label: `${best.side.cell.text}, ${best.head.cell.text}`,
    confidence,
  };
}

function rightOf(row: Row, label: Cell): Cell | undefined {
  return row.find((cell) => cell.left >= label.right);
}

/** The next line below that has something under the label. */
function below(rows: readonly Row[], label: Cell): Cell | undefined {
  const reach = 3.5 * (label.bottom - label.top);
  return rows
    .flatMap((row) => row.filter((cell) => isUnder(cell, label)))
    .find((cell) => cell.top - label.bottom < reach);
}

function isUnder(cell: Cell, head: Cell): boolean {
  return Math.min(cell.right, head.right) - Math.max(cell.left, head.left) > 0;
}

/** Is the first part a label, and the second what it leads to? A number may follow; else the label must be all that is asked for. */
function isInline(label: readonly string[], rest: readonly string[], asked: readonly string[]): boolean {
  if (weightOf(label, asked) === 0) return false;
  const isWhole = asked.every((word) => label.some((read) => alike(bare(read), word)));
  return isWhole || rest.some((word) => /\d/.test(word));
}

/** A label and its value that ran into one cell. */
function inlineEntry(rows: readonly Row[], asked: readonly string[]): Entry | undefined {
  const found = rows.flat().flatMap((cell) => {
    const counts = cell.words.map((_, index) => index + 1).filter((count) => count < cell.words.length);
    const whole = counts.filter((count) => isInline(cell.words.slice(0, count), cell.words.slice(count), asked));
    const count = Math.max(0, ...whole);
    return count === 0 ? [] : [{ cell, count, weight: weightOf(cell.words.slice(0, count), asked) }];
  });
  const [best] = found.sort((a, b) => b.weight - a.weight);
  if (best === undefined) return undefined;
  const { cell, count } = best;
  return {
    kind: 'entry',
    text: clean(cell.words.slice(count).join(' ')),
    label: cell.words.slice(0, count).join(' '),
    confidence: 0.7 * cell.confidence,
  };
}

function entryOf(value: Cell, label: Cell): Entry & { readonly kind: 'entry' } {
  return {
    kind: 'entry',
    text: clean(value.text),
    label: clean(label.text),
    confidence: Math.min(value.confidence, label.confidence),
  };
}

/** Without what a frame or a colon leaves at its ends. */
function clean(text: string): string {
  return text.replace(/^[\s|[\]_:;=~-]+|[\s|[\]_:;=~]+$/g, '');
}

function cannot(reason: string): Entry {
  return { kind: 'cannot', reason };
}
