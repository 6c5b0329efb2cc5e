/** @module Reads the print in several boxes: set in one row and read at once, and one by one where nothing was found. */
import { MaestroError, messageOf } from '../../../../domain/errors.js';
import type { Box } from '../../raster/ink.js';
import type { Raster } from '../../raster/raster.js';
import type { OcrPool } from '../../tesseract/ocr-pool.js';
import { symbolsOf } from '../../tesseract/page-words.js';
import { setInRow } from '../../tesseract/set-in-row.js';

export interface Print {
  /** Empty where nothing could be read. */
  readonly text: string;
  /** 0..1 */
  readonly confidence: number;
}

/** Pixels. */
const HEIGHT = 44;
const GAP = 70;
const MARGIN = 30;
const MOST_WIDE = 6000;
/** One piece is set so often in a row: Tesseract was trained on words. */
const REPEATS = 3;
const NOTHING: Print = { text: '', confidence: 0 };

/** What stands in each box, by the characters that may be there. All boxes are about as high as one line. */
export async function readPrints(
  raster: Raster,
  boxes: readonly Box[],
  whitelist: string,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<readonly Print[]> {
  const together = await readRow(raster, boxes, whitelist, ocr, signal);
  const prints: Print[] = [];
  // One after the other: Node warns where more than ten wait for one signal.
  for (const [index, box] of boxes.entries()) {
    const print = together[index];
    const isRead = print !== undefined && print.text !== '';
    prints.push(isRead ? print : await readAlone(raster, box, whitelist, ocr, signal));
  }
  return prints;
}

/** One line of several words. */
export async function readLine(
  raster: Raster,
  box: Box,
  whitelist: string,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Print> {
  const image = await setInRow(raster, box, HEIGHT / (box.maxY - box.minY + 1), 1, MARGIN);
  const page = await ocr.recognize({ image, layout: 'line', whitelist }, signal);
  return { text: page.text.trim(), confidence: Math.min(1, Math.max(0, page.confidence / 100)) };
}

async function readRow(
  raster: Raster,
  boxes: readonly Box[],
  whitelist: string,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<readonly Print[]> {
  if (boxes.length < 2) return [];
  const high = Math.max(...boxes.map(({ minY, maxY }) => maxY - minY + 1));
  const scale = HEIGHT / high;
  const { image, middles } = await setApart(raster, boxes, scale);
  const symbols = symbolsOf(await ocr.recognize({ image, layout: 'line', whitelist }, signal));
  return middles.map(({ middle, wide }) => {
    const own = symbols.filter(({ x }) => Math.abs(x - middle) < (GAP + wide) / 2);
    const text = own.map((symbol) => symbol.text).join('');
    return text === '' ? NOTHING : { text, confidence: Math.min(...own.map(({ confidence }) => confidence)) };
  });
}

/** Three times side by side, as words of their own and then as one; what two of three are read as. */
async function readAlone(
  raster: Raster,
  box: Box,
  whitelist: string,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Print> {
  const apart = agreed(await readRow(raster, Array<Box>(REPEATS).fill(box), whitelist, ocr, signal));
  if (apart.text !== '') return apart;
  const image = await setInRow(raster, box, HEIGHT / (box.maxY - box.minY + 1), REPEATS, MARGIN);
  const symbols = symbolsOf(await ocr.recognize({ image, layout: 'word', whitelist }, signal));
  if (symbols.length % REPEATS !== 0) return NOTHING;
  const each = symbols.length / REPEATS;
  const copies = Array.from({ length: REPEATS }, (_, copy) => symbols.slice(copy * each, (copy + 1) * each));
  return agreed(
    copies.map((copy) => ({
      text: copy.map(({ text }) => text).join(''),
      confidence: Math.min(1, ...copy.map(({ confidence }) => confidence)),
    })),
  );
}

function agreed(prints: readonly Print[]): Print {
  const times = (text: string): number => prints.filter((other) => other.text === text).length;
  const [best] = prints.filter(({ text }) => text !== '').sort((a, b) => times(b.text) - times(a.text));
  if (best === undefined || times(best.text) < 2) return NOTHING;
  return { text: best.text, confidence: (best.confidence * times(best.text)) / prints.length };
}

/** The parts side by side on white, far enough apart to be words of their own. */
async function setApart(
  { width, height, data }: Raster,
  boxes: readonly Box[],
  scale: number,
): Promise<{
  readonly image: Uint8Array;
  readonly middles: readonly { readonly middle: number; readonly wide: number }[];
}> {
  const { default: sharp } = await import('sharp');
  const placed: { readonly input: Buffer; readonly left: number; readonly top: number }[] = [];
  const middles: { readonly middle: number; readonly wide: number }[] = [];
  let left = MARGIN;
  try {
    for (const { minX, minY, maxX, maxY } of boxes) {
      const wide = Math.max(1, Math.round((maxX - minX + 1) * scale));
      const high = Math.max(1, Math.round((maxY - minY + 1) * scale));
      const input = await sharp(data, { raw: { width, height, channels: 3 } })
        .extract({ left: minX, top: minY, width: maxX - minX + 1, height: maxY - minY + 1 })
        // Tinted or grey ground would stand on the white like a plate.
        .greyscale()
        .normalise()
        .resize({ width: wide, height: high, fit: 'fill' })
        .png({ compressionLevel: 1 })
        .toBuffer();
      placed.push({ input, left, top: MARGIN + HEIGHT - high });
      middles.push({ middle: left + wide / 2, wide });
      left += wide + GAP;
    }
    const canvas = { width: Math.min(MOST_WIDE, left), height: HEIGHT + 2 * MARGIN, channels: 3 as const };
    const fitting = placed.filter(
      (_, index) => (middles[index]?.middle ?? 0) + (middles[index]?.wide ?? 0) / 2 <= canvas.width,
    );
    const image = await sharp({ create: { ...canvas, background: '#ffffff' } })
      .composite(fitting)
      .greyscale()
      .png({ compressionLevel: 1 })
      .toBuffer();
    return { image: new Uint8Array(image), middles };
  } catch (error) {
    throw new MaestroError('EXPERT_REJECTED', `Parts of the picture can't be cut out: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
