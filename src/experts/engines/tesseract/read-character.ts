/** @module Reads one character: the one in the middle of the picture, among its neighbours if it has any. */
import type { ExpertReply } from '../../../domain/expert.js';
import { answerReply, cannotReply } from '../engine.js';
import type { Box } from '../raster/ink.js';
import type { Raster } from '../raster/raster.js';
import { layOutCharacters, type CharacterLayout } from './character-layout.js';
import { fitCase } from './fit-case.js';
import type { OcrPool } from './ocr-pool.js';
import { setInRow } from './set-in-row.js';
import { symbolsOf, type ReadSymbol } from './page-words.js';

/** Tesseract reads letters of about this height best. */
const LONE_HEIGHT = 44;
const LINE_HEIGHT = 72;
const MARGIN = 30;
/** A lone character is set this often in a row: Tesseract's network was trained on words, not on single letters. */
const REPEATS = 3;
/** A word has fewer pieces of ink. */
const MAX_PARTS = 60;
export const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export async function readCharacter(
  raster: Raster,
  whitelist: string,
  pool: OcrPool,
  signal: AbortSignal,
): Promise<ExpertReply> {
  const layout = layOutCharacters(raster);
  if (layout === undefined) return cannotReply('The picture is blank: there is no character in it.');
  if (layout.parts > MAX_PARTS) return cannotReply('The picture holds a whole text, not one character or one word.');
  const alone =
    layout.characters.length === 1 ? await readAlone(raster, layout.box, whitelist, pool, signal) : undefined;
  const choice = alone ?? (await readInLine(raster, layout, whitelist, pool, signal));
  if (choice === undefined) return cannotReply('No character could be read in the picture.');
  const { text, confidence, line } = choice;
  return answerReply({ text, confidence, data: { character: text, line } });
}

interface Choice {
  readonly text: string;
  readonly confidence: number;
  readonly line: string;
}

/** Reads the whole line and takes its symbol in the middle: by Tesseract's boxes, and by counting characters. */
async function readInLine(
  raster: Raster,
  layout: CharacterLayout,
  whitelist: string,
  pool: OcrPool,
  signal: AbortSignal,
): Promise<Choice | undefined> {
  const { ink, characters, middle, box } = layout;
  const scale = LINE_HEIGHT / (ink.maxY - ink.minY + 1);
  const image = await setInRow(raster, ink, scale, 1, MARGIN);
  const page = await pool.recognize({ image, layout: 'word', whitelist }, signal);
  const symbols = symbolsOf(page);
  const x = (raster.width / 2 - ink.minX) * scale + MARGIN;
  const nearest = symbols.reduce<ReadSymbol | undefined>(
    (best, symbol) => (best === undefined || Math.abs(symbol.x - x) < Math.abs(best.x - x) ? symbol : best),
    undefined,
  );
  const line = symbols.map((symbol) => symbol.text).join('');
  if (nearest === undefined) return readAlone(raster, box, whitelist, pool, signal);
  const counted = symbols.length === characters.length ? symbols[middle] : undefined;
  if (counted?.text === nearest.text) return choose(counted, 0.98, layout, whitelist, line);
  // Tesseract's boxes slip now and then, and letters that touch upset the count: a character of its own stands in the
  // middle, letters that touch do not.
  const offCentre = Math.abs((box.minX + box.maxX + 1 - raster.width) / 2) / (box.maxX - box.minX + 1);
  if (counted !== undefined && offCentre < 0.2) return choose(counted, 0.8, layout, whitelist, line);
  const width = (ink.maxX - ink.minX + 1) * (scale / symbols.length);
  const isNear = Math.abs(nearest.x - x) < 0.3 * width;
  return choose(nearest, isNear ? (counted === undefined ? 0.9 : 0.7) : 0.5, layout, whitelist, line);
}

function choose(symbol: ReadSymbol, trust: number, layout: CharacterLayout, whitelist: string, line: string): Choice {
  const fitted = fitCase(symbol.text, layout);
  const text = whitelist.includes(fitted) ? fitted : symbol.text;
  return { text, confidence: symbol.confidence * trust, line };
}

/** Sets the character several times in a row, reads that as a word, and takes the commonest symbol. */
async function readAlone(
  raster: Raster,
  box: Box,
  whitelist: string,
  pool: OcrPool,
  signal: AbortSignal,
): Promise<Choice | undefined> {
  const image = await setInRow(raster, box, LONE_HEIGHT / (box.maxY - box.minY + 1), REPEATS, MARGIN);
  const page = await pool.recognize({ image, layout: 'word', whitelist }, signal);
  const symbols = symbolsOf(page);
  const times = (text: string): number => symbols.filter((symbol) => symbol.text === text).length;
  const best = symbols.reduce<ReadSymbol | undefined>(
    (most, symbol) => (most === undefined || times(symbol.text) > times(most.text) ? symbol : most),
    undefined,
  );
  if (best === undefined) return undefined;
  const agreement = times(best.text) / Math.max(REPEATS, symbols.length);
  return { text: best.text, confidence: best.confidence * agreement * 0.85, line: best.text };
}
