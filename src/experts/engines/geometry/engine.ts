/**
 * @module The engine `geometry`: reads a figure into points, lines, circles and measures, and derives what is asked by theorems. Strokes
 * are found on threads of its own, names and numbers read by Tesseract.
 */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { abortReason } from '../../../threads/abort.js';
import { createThreadPool, type ThreadPool } from '../../../threads/thread-pool.js';
import { decodeImage } from '../decode.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import type { Raster } from '../raster/raster.js';
import { createOcrPool, type OcrPool } from '../tesseract/ocr-pool.js';
import { fitOf, type Fit } from './check-scale.js';
import type { Knowledge } from './knowledge.js';
import type { FigureLayoutResult } from './layout.js';
import { readFigure } from './read-figure.js';
import { readWords, type Words } from './read-words.js';
import { knowledgeOfWords, solveFor, type Solution } from './solve.js';

const MAX_SIDE = 900;
/** The sentences are of kinds that it knows; whether it understood them all it can't tell. */
const BY_WORDS = 0.85;
/** How much a derivation is trusted by how it fits the drawing. */
const TRUST = { exact: 0.97, rough: 0.6, unknown: 0.7, off: 0 } as const satisfies Record<Fit, number>;

type Layouts = ThreadPool<{ raster: Raster }, FigureLayoutResult>;

/**
 * Task `solve-figure`: the text is the question, the first image the figure. `params.picture: false` goes by the words alone.
 * @throws MaestroError from `call`: EXPERT_REJECTED (unknown task, bad image), EXPERT_UNAVAILABLE
 */
export function createGeometryEngine(): Engine {
  const layouts: Layouts = createThreadPool({ worker: 'experts/engines/geometry/layout', threads: 2, heapMb: 512 });
  const ocr = createOcrPool(2);
  return {
    call: (request) => call(request, layouts, ocr),
    close: async () => {
      await Promise.all([layouts.close(), ocr.close()]);
    },
  };
}

async function call(
  { task, params, text, images, signal }: ExpertRequest,
  layouts: Layouts,
  ocr: OcrPool,
): Promise<ExpertReply> {
  if (task !== 'solve-figure') throw unknownTask('geometry', task);
  if (signal.aborted) throw abortReason(signal);
  const words = readWords(text);
  if (words.asked === undefined)
    return cannotReply('The question asks for no length or angle that is named by its points.');
  if (params['picture'] === false) return fromWords(words.asked, words);
  const bytes = images[0]?.bytes;
  if (bytes === undefined) return cannotReply('There is no picture to look at.');
  const { width, height, data } = await decodeImage(bytes, MAX_SIDE);
  const layout = await layouts.run({ raster: { width, height, data } }, signal);
  if ('reason' in layout) return cannotReply(layout.reason);
  const read = await readFigure(layout, words, ocr, signal);
  if (read.kind === 'cannot') return cannotReply(read.reason);
  const solution = solveFor(words.asked, read.knowledge);
  if (solution.kind === 'cannot') return cannotReply(solution.reason);
  const fit = fitOf(words.asked, solution.value, read.knowledge);
  if (fit === 'off') return cannotReply('What follows from the measures does not fit the drawing.');
  return reply(solution, TRUST[fit] * (0.7 + 0.3 * read.confidence), read.knowledge);
}

function fromWords(asked: string, words: Words): ExpertReply {
  if (words.given.size === 0) return cannotReply('The words give no measure: they must be in the picture.');
  const knowledge = knowledgeOfWords(words);
  const solution = solveFor(asked, knowledge);
  return solution.kind === 'cannot' ? cannotReply(solution.reason) : reply(solution, BY_WORDS, knowledge);
}

function reply(
  { text, steps, because }: Extract<Solution, { kind: 'answer' }>,
  confidence: number,
  { lines, given }: Knowledge,
): ExpertReply {
  return answerReply({
    text,
    confidence: Math.min(1, Math.max(0, confidence)),
    data: { steps, because: [...because], lines: lines.map((line) => line.join('')), measures: given.size },
  });
}
