/** @module The engine `tesseract`: reads printed text in pictures, offline. */
import type { Page } from 'tesseract.js';
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { decodeImage } from '../decode.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import { inkOf } from '../raster/ink.js';
import type { Raster } from '../raster/raster.js';
import { evenLight } from '../restore/even-light.js';
import { restorePrint } from '../restore/restore-print.js';
import { createOcrPool, type OcrJob, type OcrPool } from './ocr-pool.js';
import { wordData } from './page-words.js';
import { prepareImage } from './prepare-image.js';
import { LETTERS, readCharacter } from './read-character.js';

const MAX_SIDE = 4000;
const MARGIN = 10;
const MAX_TEXT = 20_000;
/** Text differs from its ground by at least this much (of 255) somewhere. */
const LEAST_CONTRAST = 32;

/**
 * Reads the first image. Tasks: `read` (all text), `read-line` (one line), `read-character` (the character in the middle of the
 * picture). `params.upscale` (1 to 4) enlarges by that factor; `params.whitelist` limits the characters; `params.prepare`:
 * `restore` restores worn and turned print before it is read, and then tells no places of words; `even` evens out the light.
 * @throws MaestroError from `call`: EXPERT_REJECTED (unknown task, bad image), EXPERT_UNAVAILABLE
 */
export function createTesseractEngine(): Engine {
  const pool = createOcrPool(2);
  return { call: (request) => call(request, pool), close: () => pool.close() };
}

async function call({ task, params, images, signal }: ExpertRequest, pool: OcrPool): Promise<ExpertReply> {
  if (task !== 'read' && task !== 'read-line' && task !== 'read-character') throw unknownTask('tesseract', task);
  const bytes = images[0]?.bytes;
  if (bytes === undefined) return cannotReply('There is no picture to read.');
  const decoded = await decodeImage(bytes, MAX_SIDE);
  const raster = params['prepare'] === 'even' ? evenLight(decoded) : decoded;
  // On a blank picture Tesseract invents text.
  if (isBlank(raster)) return cannotReply('The picture is blank: there is nothing to read.');
  const whitelist = typeof params.whitelist === 'string' ? params.whitelist.slice(0, 200) : '';
  if (task === 'read-character') return readCharacter(raster, whitelist === '' ? LETTERS : whitelist, pool, signal);
  if (params['prepare'] === 'restore') return readRestored(raster, task, whitelist, pool, signal);
  const upscale = typeof params.upscale === 'number' ? Math.min(4, Math.max(1, params.upscale)) : undefined;
  const { image, scale } = await prepareImage(raster, upscale, MARGIN);
  const page = await readPage({ image, layout: task === 'read-line' ? 'line' : 'page', whitelist }, pool, signal);
  const text = page.text.trim();
  if (text === '') return cannotReply('No text was found in the picture.');
  const confidence = Math.min(1, Math.max(0, page.confidence / 100));
  return answerReply({ text: text.slice(0, MAX_TEXT), confidence, data: { words: wordData(page, scale, MARGIN) } });
}

async function readRestored(
  raster: Raster,
  task: 'read' | 'read-line',
  whitelist: string,
  pool: OcrPool,
  signal: AbortSignal,
): Promise<ExpertReply> {
  const { image, turned } = await restorePrint(raster);
  const page = await readPage({ image, layout: task === 'read-line' ? 'line' : 'page', whitelist }, pool, signal);
  const text = page.text.trim();
  if (text === '') return cannotReply('No text was found in the picture, restored as it is.');
  const confidence = Math.min(1, Math.max(0, page.confidence / 100));
  return answerReply({ text: text.slice(0, MAX_TEXT), confidence, data: { turned } });
}

function isBlank(raster: Raster): boolean {
  return !inkOf(raster).level.some((level) => level >= LEAST_CONTRAST);
}

/** Tesseract's search for columns and blocks overlooks a lone word now and then: then the picture is one block. */
async function readPage(job: OcrJob, pool: OcrPool, signal: AbortSignal): Promise<Page> {
  const page = await pool.recognize(job, signal);
  return page.text.trim() === '' && job.layout === 'page' ? pool.recognize({ ...job, layout: 'block' }, signal) : page;
}
