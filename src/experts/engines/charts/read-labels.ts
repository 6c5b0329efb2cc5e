/** @module Reads parts of a chart: a strip of labels, perhaps turned, or one line. */
import type { Page } from 'tesseract.js';
import { MaestroError, messageOf } from '../../../domain/errors.js';
import type { Raster } from '../raster/raster.js';
import type { OcrJob, OcrPool } from '../tesseract/ocr-pool.js';

/** A word with its middle and its end, pixels of the picture. */
export interface Word {
  readonly text: string;
  /** 0..1 */
  readonly confidence: number;
  readonly x: number;
  readonly y: number;
  /** The end of the word, where labels that are turned meet their tick. */
  readonly endX: number;
  readonly endY: number;
}

export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const SCALE = 3;
const MARGIN = 12;

/** `turn`: clockwise, degrees, so that the text lies level. */
export async function readPart(
  raster: Raster,
  part: Part,
  options: Pick<OcrJob, 'layout' | 'whitelist'> & { readonly turn: number },
  pool: OcrPool,
  signal: AbortSignal,
): Promise<readonly Word[]> {
  const left = Math.max(0, Math.round(part.left));
  const top = Math.max(0, Math.round(part.top));
  const width = Math.min(raster.width, Math.round(part.right)) - left;
  const height = Math.min(raster.height, Math.round(part.bottom)) - top;
  if (width < 6 || height < 6) return [];
  const { image, outWidth, outHeight } = await cut(raster, { left, top, width, height }, options.turn);
  const page = await pool.recognize({ image, layout: options.layout, whitelist: options.whitelist }, signal);
  const angle = (options.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const back = (px: number, py: number): { x: number; y: number } => {
    const [x, y] = [(px - outWidth / 2) / SCALE, (py - outHeight / 2) / SCALE];
    return { x: left + width / 2 + x * cos + y * sin, y: top + height / 2 - x * sin + y * cos };
  };
  return wordsOf(page).map(({ text, confidence, bbox }) => {
    const middle = back((bbox.x0 + bbox.x1) / 2, (bbox.y0 + bbox.y1) / 2);
    const end = back(bbox.x1, (bbox.y0 + bbox.y1) / 2);
    return { text: text.trim(), confidence: confidence / 100, x: middle.x, y: middle.y, endX: end.x, endY: end.y };
  });
}

async function cut(
  raster: Raster,
  region: { left: number; top: number; width: number; height: number },
  turn: number,
): Promise<{ image: Uint8Array; outWidth: number; outHeight: number }> {
  const { default: sharp } = await import('sharp');
  try {
    const { data, width, height } = raster;
    const flat = await sharp(data, { raw: { width, height, channels: 3 } })
      .extract(region)
      .resize({ width: region.width * SCALE, height: region.height * SCALE, kernel: 'cubic', fit: 'fill' })
      .greyscale()
      .png({ compressionLevel: 1 })
      .toBuffer();
    const turned = turn === 0 ? sharp(flat) : sharp(flat).rotate(turn, { background: '#ffffff' });
    const { data: image, info } = await turned
      .extend({ top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN, background: '#ffffff' })
      .png({ compressionLevel: 1 })
      .toBuffer({ resolveWithObject: true });
    return { image: new Uint8Array(image), outWidth: info.width, outHeight: info.height };
  } catch (error) {
    throw new MaestroError('EXPERT_REJECTED', `A part of the picture can't be cut out: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function wordsOf(
  page: Page,
): { text: string; confidence: number; bbox: { x0: number; y0: number; x1: number; y1: number } }[] {
  return (page.blocks ?? []).flatMap((block) => block.paragraphs.flatMap((p) => p.lines.flatMap((line) => line.words)));
}
