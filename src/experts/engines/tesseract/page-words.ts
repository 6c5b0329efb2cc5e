/** @module Words and characters of a page that Tesseract read, as plain data. */
import type { Page } from 'tesseract.js';
import type { JsonValue } from '../../../domain/ref.js';

const MAX_WORDS = 100;

interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface ReadSymbol {
  readonly text: string;
  /** 0..1 */
  readonly confidence: number;
  /** Middle, pixels of the picture that was read. */
  readonly x: number;
}

function wordsOf(
  page: Page,
): { text: string; confidence: number; bbox: Box; symbols: { text: string; confidence: number; bbox: Box }[] }[] {
  return (page.blocks ?? []).flatMap((block) => block.paragraphs.flatMap((p) => p.lines.flatMap((line) => line.words)));
}

/** A word, 0..1 sure, with its box in pixels of the picture that was read. */
export interface ReadWord {
  readonly text: string;
  readonly confidence: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Every word that holds more than white space. */
export function readWords(page: Page): ReadWord[] {
  return wordsOf(page)
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, confidence, bbox }) => ({
      text: text.trim(),
      confidence: confidence / 100,
      x: bbox.x0,
      y: bbox.y0,
      width: bbox.x1 - bbox.x0,
      height: bbox.y1 - bbox.y0,
    }));
}

/** The first words with their boxes in pixels of the original picture. */
export function wordData(page: Page, scale: number, margin: number): JsonValue[] {
  return wordsOf(page)
    .slice(0, MAX_WORDS)
    .map(({ text, confidence, bbox }) => ({
      text,
      confidence: Math.round(confidence) / 100,
      x: Math.round((bbox.x0 - margin) / scale),
      y: Math.round((bbox.y0 - margin) / scale),
      width: Math.round((bbox.x1 - bbox.x0) / scale),
      height: Math.round((bbox.y1 - bbox.y0) / scale),
    }));
}

/** Every character, in reading order. */
export function symbolsOf(page: Page): ReadSymbol[] {
  return wordsOf(page).flatMap((word) =>
    word.symbols.map(({ text, confidence, bbox }) => ({
      text,
      confidence: confidence / 100,
      x: (bbox.x0 + bbox.x1) / 2,
    })),
  );
}
