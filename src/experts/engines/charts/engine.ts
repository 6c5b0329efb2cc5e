/** @module The engine `charts`: measures the marks of a chart against its axis, reads its labels, and answers from that table. */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { createThreadPool, type ThreadPool } from '../../../threads/thread-pool.js';
import { decodeImage } from '../decode.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import type { Raster } from '../raster/raster.js';
import { createOcrPool } from '../tesseract/ocr-pool.js';
import { answerQuestion } from './answer-question.js';
import type { LayoutResult } from './layout.js';
import { readTable } from './read-table.js';

const MAX_SIDE = 1400;

/**
 * Task `read-chart`: the text is the question, the first image the chart. Printed values are not read: they are for `read-values`
 * of the engine `tesseract`.
 * @throws MaestroError from `call`: EXPERT_REJECTED (unknown task, image that can't be decoded), EXPERT_UNAVAILABLE
 */
export function createChartsEngine(): Engine {
  const pool = createThreadPool<{ raster: Raster }, LayoutResult>({
    worker: 'experts/engines/charts/layout',
    threads: 2,
    heapMb: 512,
  });
  const ocr = createOcrPool(2);
  return {
    call: (request) => call(request, pool, ocr),
    close: async () => {
      await Promise.all([pool.close(), ocr.close()]);
    },
  };
}

async function call(
  { task, text, images, signal }: ExpertRequest,
  pool: ThreadPool<{ raster: Raster }, LayoutResult>,
  ocr: ReturnType<typeof createOcrPool>,
): Promise<ExpertReply> {
  if (task !== 'read-chart') throw unknownTask('charts', task);
  const bytes = images[0]?.bytes;
  if (bytes === undefined) return cannotReply('There is no picture to look at.');
  const raster = await decodeImage(bytes, MAX_SIDE);
  const layout = await pool.run({ raster }, signal);
  if ('reason' in layout) return cannotReply(layout.reason);
  const read = await readTable(raster, layout, ocr, signal);
  if ('reason' in read) return cannotReply(read.reason);
  const answer = answerQuestion(read.table, text);
  if (answer.kind === 'cannot') return cannotReply(answer.reason);
  const { categories, series } = read.table;
  return answerReply({
    text: answer.text,
    confidence: Math.min(1, read.confidence * answer.sure),
    data: {
      operation: answer.operation,
      chart: layout.kind,
      categories: [...categories],
      series: series.map(({ name, values }) => ({
        name,
        values: values.map((value) => (Number.isFinite(value) ? value : null)),
      })),
    },
  });
}
