/** @module Reads one character: the one in the middle of the picture, among its neighbours if it has any. */
import { MaestroError } from '../../../domain/errors.js';
import type { ExpertReply } from '../../../domain/expert.js';
import { answerReply, cannotReply } from '../engine.js';
import type { Box } from '../raster/ink.js';
import type { Raster } from '../raster/raster.js';
import { layOutCharacters, type CharacterLayout } from './character-layout.js';
import type { OcrPool } from './ocr-pool.js';
import { symbolsOf, type ReadSymbol } from './page-words.js';

/** Tesseract reads letters of about this height best. */
const LONE_HEIGHT = 44;
const LINE_HEIGHT = 72;
const MARGIN = 30;
/** A lone character is set this often in a row: Tesseract's network was trained on words, not on single letters. */
const REPEATS = 3;
export const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export async function readCharacter(
  raster: Raster,
  whitelist: string,
  pool: OcrPool,
  signal: AbortSignal,
): Promise<ExpertReply> {
  const layout = layOutCharacters(raster);
  if (layout === undefined) return cannotReply('The picture is blank: there is no character in it.');
  if (layout.characters.length > 60)
    return cannotReply('The picture holds a whole text, not one character or one word.');
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
  const image = await compose(raster, ink, scale, 1);
  const page = await pool.recognize({ image, layout: 'word', whitelist }, signal);
  const symbols = symbolsOf(page);
  const x = ((box.minX + box.maxX + 1) / 2 - ink.minX) * scale + MARGIN;
  const nearest = symbols.reduce<ReadSymbol | undefined>(
    (best, symbol) => (best === undefined || Math.abs(symbol.x - x) < Math.abs(best.x - x) ? symbol : best),
    undefined,
  );
  const counted = symbols.length === characters.length ? symbols[middle] : undefined;
  const line = symbols.map((symbol) => symbol.text).join('');
  if (nearest === undefined) return readAlone(raster, box, whitelist, pool, signal);
  if (counted !== undefined) {
    const agreed = counted.text === nearest.text;
    return { text: counted.text, confidence: counted.confidence * (agreed ? 0.98 : 0.75), line };
  }
  // Letters touch, or some were misread: the box decides, and how far off it is says how sure that is.
  const width = (ink.maxX - ink.minX + 1) * (scale / Math.max(1, characters.length));
  const off = Math.abs(nearest.x - x) / width;
  return { text: nearest.text, confidence: nearest.confidence * (off < 0.25 ? 0.9 : 0.5), line };
}

/** Sets the character several times in a row, reads that as a word, and takes the commonest symbol. */
async function readAlone(
  raster: Raster,
  box: Box,
  whitelist: string,
  pool: OcrPool,
  signal: AbortSignal,
): Promise<Choice | undefined> {
  const image = await compose(raster, box, LONE_HEIGHT / (box.maxY - box.minY + 1), REPEATS);
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

/** The part in the box, `repeats` times side by side, scaled, on white: a PNG. */
async function compose(raster: Raster, box: Box, scale: number, repeats: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const { width, height, data } = raster;
  const [w, h] = [box.maxX - box.minX + 1, box.maxY - box.minY + 1];
  const [wide, high] = [Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))];
  if (wide * repeats > 8000)
    throw new MaestroError('EXPERT_REJECTED', 'The line of text is too long for one character to be read in it.');
  const part = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract({ left: box.minX, top: box.minY, width: w, height: h })
    .resize({ width: wide, height: high, fit: 'fill' })
    .png()
    .toBuffer();
  const gap = Math.round(high * 0.12);
  const canvas = {
    width: repeats * wide + (repeats - 1) * gap + 2 * MARGIN,
    height: high + 2 * MARGIN,
    channels: 3 as const,
  };
  const placed = Array.from({ length: repeats }, (_, i) => ({
    input: part,
    left: MARGIN + i * (wide + gap),
    top: MARGIN,
  }));
  return new Uint8Array(
    await sharp({ create: { ...canvas, background: '#ffffff' } })
      .composite(placed)
      .greyscale()
      .png()
      .toBuffer(),
  );
}
