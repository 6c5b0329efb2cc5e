/** @module Which point is which: names go to the nearest points, and a last name to a last point. */
import type { OcrPool } from '../tesseract/ocr-pool.js';
import { middleOf, type FigureLayout, type Writing } from './layout.js';
import { readName, type Read } from './read-writing.js';
import { distance, type Vertices } from './vertices.js';

export interface Named {
  /** Per vertex; those without a name in the figure have a small letter. */
  readonly names: readonly string[];
  /** The least sure of the names, 0..1. */
  readonly confidence: number;
  /** What is not a name. */
  readonly others: readonly Writing[];
  /** Names of the question that were not found. */
  readonly missing: readonly string[];
}

/** In heights of a capital: how far from its point a name may be, and how wide it is at most. */
const REACH = 2.6;
const WIDEST = 1.5;
/** A point whose name could not be read, but must be the one that is left. */
const BY_ELIMINATION = 0.6;

export async function nameVertices(
  layout: FigureLayout,
  { points }: Vertices,
  wanted: readonly string[],
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Named> {
  const { writings, letter, clean } = layout;
  const pairs = writings
    .flatMap((writing) => points.map((point, vertex) => ({ writing, vertex, off: distance(middleOf(writing), point) })))
    .filter(({ writing, off }) => off <= REACH * letter && isNarrow(writing, letter))
    .sort((a, b) => a.off - b.off);
  const read = new Map<number, Read<string>>();
  const used = new Set<Writing>();
  for (const { writing, vertex } of pairs) {
    if (read.has(vertex) || used.has(writing)) continue;
    const name = await readName(clean, writing, wanted, ocr, signal);
    const rival = [...read].find(([, each]) => each.value === name?.value);
    if (name === undefined || (rival?.[1].confidence ?? 0) >= name.confidence) continue;
    if (rival !== undefined) read.delete(rival[0]);
    read.set(vertex, name);
    used.add(writing);
  }
  const lost = wanted.filter((name) => ![...read.values()].some(({ value }) => value === name));
  const free = [...points.keys()].filter((vertex) => !read.has(vertex));
  const [lastName, lastVertex] = [lost[0], free[0]];
  const isClear = lost.length === 1 && free.length === 1 && lastName !== undefined && lastVertex !== undefined;
  if (isClear) read.set(lastVertex, { value: lastName, confidence: BY_ELIMINATION });
  const nameless = 'abcdefghijklmnopqrstuvwxyz';
  return {
    names: points.map((_, vertex) => read.get(vertex)?.value ?? nameless.charAt(vertex)),
    confidence: Math.min(1, ...[...read.values()].map(({ confidence }) => confidence)),
    others: writings.filter((writing) => !used.has(writing)),
    missing: isClear ? [] : lost,
  };
}

function isNarrow({ minX, maxX, parts }: Writing, letter: number): boolean {
  return maxX - minX + 1 <= WIDEST * letter && parts.length === 1;
}
