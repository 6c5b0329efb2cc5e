/** @module What a piece of writing in a figure says: the name of a point, or a measure. */
import type { Quantity } from '../../../domain/geometry/quantity.js';
import type { Box } from '../raster/ink.js';
import { at, type Raster } from '../raster/raster.js';
import type { OcrPool } from '../tesseract/ocr-pool.js';
import { symbolsOf } from '../tesseract/page-words.js';
import { setInRow } from '../tesseract/set-in-row.js';
import { around, type Writing } from './layout.js';
import { readQuantity } from './read-quantity.js';

export interface Read<T> {
  readonly value: T;
  /** 0..1 */
  readonly confidence: number;
}

export interface Measure {
  readonly quantity: Quantity;
  readonly isAngle: boolean;
}

const HEIGHT = 44;
const MARGIN = 30;
/** A lone character is set so often in a row: Tesseract was trained on words. */
const REPEATS = 3;
/** What is read less surely than this is not read. */
const LEAST_SURE = 0.3;
/** Small letters that look like their capitals. */
const SAME_SHAPE = 'cjkopsuvwxyz';
const DIGITS = '0123456789';

/** One of the names, or undefined where it looks like none of them. */
export async function readName(
  raster: Raster,
  box: Box,
  names: readonly string[],
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Read<string> | undefined> {
  // A lone letter has no neighbour to tell its case by.
  const small = names.map((name) => name.toLowerCase()).filter((name) => SAME_SHAPE.includes(name));
  const read = await readOne(raster, box, [...names, ...small].join(''), ocr, signal);
  return read === undefined || read.confidence < LEAST_SURE ? undefined : { ...read, value: read.value.toUpperCase() };
}

/** A number, perhaps a root, perhaps of degrees; undefined where it can't be read as one. */
export async function readMeasure(
  raster: Raster,
  writing: Writing,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Read<Measure> | undefined> {
  const parts = [...writing.parts].sort((a, b) => a.minX - b.minX);
  const isAngle = parts.length > 1 && isDegree(parts.at(-1), writing);
  const figures = isAngle ? parts.slice(0, -1) : parts;
  const root = figures.findIndex((part) => isRoot(raster, part));
  const number = async (of: readonly Box[]): Promise<Read<string> | undefined> =>
    of.length === 1 && of[0] !== undefined
      ? readOne(raster, of[0], DIGITS, ocr, signal)
      : readLine(raster, around(of), ocr, signal);
  const before = root > 0 ? await number(figures.slice(0, root)) : undefined;
  const after = await number(figures.slice(root + 1));
  if (after === undefined || (root > 0 && before === undefined)) return undefined;
  const quantity = readQuantity(root < 0 ? after.value : `${before?.value ?? ''}√${after.value}`);
  if (quantity === undefined || quantity.num <= 0) return undefined;
  return { value: { quantity, isAngle }, confidence: Math.min(after.confidence, before?.confidence ?? 1) };
}

/** A small ring in the upper half, at the end. */
function isDegree(part: Box | undefined, { minY, maxY }: Writing): boolean {
  if (part === undefined) return false;
  const height = maxY - minY + 1;
  return (
    part.maxY - part.minY + 1 <= 0.6 * height && part.maxY <= minY + 0.65 * height && part.minY <= minY + 0.25 * height
  );
}

/** The sign of a root: from the top right down to a point left of the middle, with nothing else in its upper half. */
function isRoot({ width, data }: Raster, { minX, minY, maxX, maxY }: Box): boolean {
  const [w, h] = [maxX - minX + 1, maxY - minY + 1];
  if (w < 0.45 * h) return false;
  let darkest = 255;
  for (let y = minY; y <= maxY; y++)
    for (let x = minX; x <= maxX; x++) darkest = Math.min(darkest, at(data, 3 * (y * width + x)));
  const isInk = (x: number, y: number): boolean => at(data, 3 * (y * width + x)) < (darkest + 255) / 2;
  const columnsOf = (from: number, to: number): readonly number[] => {
    const columns: number[] = [];
    for (let y = minY + Math.floor(from * h); y < minY + to * h; y++)
      for (let x = minX; x <= maxX; x++) if (isInk(x, y)) columns.push((x - minX) / w);
    return columns;
  };
  const [top, upper, bottom] = [columnsOf(0, 0.2), columnsOf(0.2, 0.42), columnsOf(0.88, 1)];
  if (top.length === 0 || upper.length === 0 || bottom.length === 0) return false;
  return Math.min(...top) > 0.5 && Math.min(...upper) > 0.38 && Math.max(...bottom) < 0.65 && Math.min(...bottom) > 0.1;
}

async function readOne(
  raster: Raster,
  box: Box,
  whitelist: string,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Read<string> | undefined> {
  const image = await setInRow(raster, box, HEIGHT / (box.maxY - box.minY + 1), REPEATS, MARGIN);
  const symbols = symbolsOf(await ocr.recognize({ image, layout: 'word', whitelist }, signal));
  const weights = new Map<string, number>();
  for (const { text, confidence } of symbols) weights.set(text, (weights.get(text) ?? 0) + confidence);
  const [best] = [...weights].sort((a, b) => b[1] - a[1]);
  return best === undefined ? undefined : { value: best[0], confidence: Math.min(1, best[1] / REPEATS) };
}

async function readLine(
  raster: Raster,
  box: Box,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Read<string> | undefined> {
  const image = await setInRow(raster, box, HEIGHT / (box.maxY - box.minY + 1), 1, MARGIN);
  const page = await ocr.recognize({ image, layout: 'word', whitelist: `${DIGITS}.` }, signal);
  const value = page.text.replace(/\s/g, '');
  return value === '' ? undefined : { value, confidence: Math.min(1, Math.max(0, page.confidence / 100)) };
}
