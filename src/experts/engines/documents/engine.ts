/** @module The engine `documents`: finds an entry of a form, receipt or table by where its words stand, and spells formulas by their layout. */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { decodeImage } from '../decode.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import type { Raster } from '../raster/raster.js';
import { evenLight } from '../restore/even-light.js';
import { levelled, restorePrint } from '../restore/restore-print.js';
import { createOcrPool, type OcrPool } from '../tesseract/ocr-pool.js';
import { readWords } from '../tesseract/page-words.js';
import { prepareImage } from '../tesseract/prepare-image.js';
import { rowsOf } from './cells.js';
import { findEntry } from './find-entry.js';
import { readFormula } from './read-formula.js';

const MAX_SIDE = 4000;
const MARGIN = 10;

/**
 * Tasks on the first image: `find-entry` (the text is the question, the image a document) and `read-formula` (the image is one
 * formula). `params.prepare`: `restore` restores worn and turned print first, `even` evens out the light.
 * @throws MaestroError from `call`: EXPERT_REJECTED (unknown task, image that can't be decoded), EXPERT_UNAVAILABLE
 */
export function createDocumentsEngine(): Engine {
  const ocr = createOcrPool(2);
  return { call: (request) => call(request, ocr), close: () => ocr.close() };
}

async function call({ task, params, text, images, signal }: ExpertRequest, ocr: OcrPool): Promise<ExpertReply> {
  if (task !== 'find-entry' && task !== 'read-formula') throw unknownTask('documents', task);
  const bytes = images[0]?.bytes;
  if (bytes === undefined) return cannotReply('There is no picture to look at.');
  const decoded = await decodeImage(bytes, MAX_SIDE);
  const raster = params['prepare'] === 'even' ? evenLight(decoded) : decoded;
  const restores = params['prepare'] === 'restore';
  if (task === 'find-entry') return entryReply(raster, restores, text, ocr, signal);
  const formula = await readFormula(restores ? (await levelled(raster)).level : raster, ocr, signal);
  return formula.kind === 'cannot'
    ? cannotReply(formula.reason)
    : answerReply({ text: formula.latex, confidence: bounded(formula.confidence), data: {} });
}

async function entryReply(
  raster: Raster,
  restores: boolean,
  question: string,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<ExpertReply> {
  const { image } = restores ? await restorePrint(raster) : await prepareImage(raster, undefined, MARGIN);
  const rows = rowsOf(readWords(await ocr.recognize({ image, layout: 'sparse', whitelist: '' }, signal)));
  const entry = findEntry(rows, question);
  if (entry.kind === 'cannot') return cannotReply(entry.reason);
  if (entry.text === '') return cannotReply(`Nothing stands at "${entry.label.slice(0, 40)}".`);
  const data = { label: entry.label, rows: rows.length };
  return answerReply({ text: entry.text, confidence: bounded(entry.confidence), data });
}

function bounded(confidence: number): number {
  return Math.min(1, Math.max(0, confidence));
}
