/** @module Reads a typeset formula part by part, and spells it in LaTeX. */
import { inkOf, inkThreshold, maskOf, type Box } from '../raster/ink.js';
import type { Raster } from '../raster/raster.js';
import type { OcrPool } from '../tesseract/ocr-pool.js';
import { symbolsOf, type ReadSymbol } from '../tesseract/page-words.js';
import { setInRow } from '../tesseract/set-in-row.js';
import { layOutFormula, union, type FormulaPart } from './formula-layout.js';

export type ReadFormula =
  | { readonly kind: 'formula'; readonly latex: string; readonly confidence: number }
  | { readonly kind: 'cannot'; readonly reason: string };

/** Capitals are left out: alone, most look like their small letter. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Pixels; Tesseract reads lone characters of this height best. */
const HEIGHT = 44;
const MARGIN = 30;
/** A lone character is set this often in a row, as words are what Tesseract knows. */
const REPEATS = 3;
const MOST_PARTS = 24;

type Read = { readonly text: string; readonly confidence: number } | undefined;
type ReadBox = (box: Box, count: number) => Promise<Read>;

export async function readFormula(raster: Raster, ocr: OcrPool, signal: AbortSignal): Promise<ReadFormula> {
  const ink = inkOf(raster);
  const parts = layOutFormula(maskOf(ink, inkThreshold(ink, 0.45)), raster.width);
  if (parts === undefined || countOf(parts) > MOST_PARTS) return cannot('The picture holds no single formula.');
  if (parts.length === 0) return cannot('The picture is blank.');
  const read = await spell(parts, (box, count) => readBox(raster, box, count, ocr, signal));
  return read === undefined
    ? cannot('A part of the formula could not be read.')
    : { kind: 'formula', latex: read.text, confidence: read.confidence };
}

function countOf(parts: readonly FormulaPart[]): number {
  return parts.reduce(
    (sum, part) => sum + (part.kind === 'fraction' ? 1 + countOf(part.over) + countOf(part.under) : 1),
    0,
  );
}

async function spell(parts: readonly FormulaPart[], read: ReadBox): Promise<Read> {
  let [text, confidence] = ['', 1];
  for (const part of parts) {
    const piece = await spellPart(part, read);
    if (piece === undefined) return undefined;
    text += piece.text;
    confidence = Math.min(confidence, piece.confidence);
  }
  return text === '' ? undefined : { text, confidence };
}

async function spellPart(part: FormulaPart, read: ReadBox): Promise<Read> {
  switch (part.kind) {
    case 'sign':
      return { text: part.text, confidence: 1 };
    case 'run':
      return readRun(part.boxes, read);
    case 'raised': {
      const exponent = await readRun(part.boxes, read);
      return exponent && { ...exponent, text: `^{${exponent.text}}` };
    }
    case 'fraction': {
      const [over, under] = [await spell(part.over, read), await spell(part.under, read)];
      if (over === undefined || under === undefined) return undefined;
      return { text: `\\frac{${over.text}}{${under.text}}`, confidence: Math.min(over.confidence, under.confidence) };
    }
  }
}

/** The characters in the boxes: read together, and one by one where that gives another number of them. */
async function readRun(boxes: readonly Box[], read: ReadBox): Promise<Read> {
  const [first, ...others] = boxes;
  if (first === undefined) return undefined;
  const whole = await read(others.reduce(union, first), boxes.length);
  if (whole !== undefined || others.length === 0) return whole;
  const each: NonNullable<Read>[] = [];
  for (const box of boxes) {
    const one = await read(box, 1);
    if (one === undefined) return undefined;
    each.push(one);
  }
  return {
    text: each.map(({ text }) => text).join(''),
    confidence: Math.min(...each.map(({ confidence }) => confidence)),
  };
}

/** So many characters, set several times in a row: at each place the commonest counts. What can't be read so may be read once as a line. */
async function readBox(raster: Raster, box: Box, count: number, ocr: OcrPool, signal: AbortSignal): Promise<Read> {
  const scale = HEIGHT / (box.maxY - box.minY + 1);
  for (const [repeats, layout] of [
    [REPEATS, 'word'],
    [1, 'line'],
  ] as const) {
    const image = await setInRow(raster, box, scale, repeats, MARGIN);
    const symbols = symbolsOf(await ocr.recognize({ image, layout, whitelist: CHARACTERS }, signal));
    if (symbols.length === repeats * count) return commonest(symbols, count);
  }
  return undefined;
}

function commonest(symbols: readonly ReadSymbol[], count: number): Read {
  const places = Array.from({ length: count }, (_, place) => {
    const there = symbols.filter((__, index) => index % count === place);
    const times = (text: string): number => there.filter((symbol) => symbol.text === text).length;
    const [best] = [...there].sort((a, b) => times(b.text) - times(a.text));
    return { text: best?.text ?? '', confidence: ((best?.confidence ?? 0) * times(best?.text ?? '')) / there.length };
  });
  return {
    text: places.map(({ text }) => text).join(''),
    confidence: Math.min(...places.map(({ confidence }) => confidence)),
  };
}

function cannot(reason: string): ReadFormula {
  return { kind: 'cannot', reason };
}
