/** @module The engine `raster`: measures simple drawings pixel by pixel, on threads of its own. */
import type { ExpertReply, ExpertRequest } from '../../../domain/expert.js';
import { decodeImage, encodePng } from '../decode.js';
import { abortReason } from '../../../threads/abort.js';
import { answerReply, cannotReply, unknownTask, type Engine } from '../engine.js';
import { createThreadPool } from '../../../threads/thread-pool.js';
import type { Finding } from './raster.js';
import { isRasterTask, RASTER_TASKS } from './tasks.js';
import type { RasterJob } from './worker.js';

/** @throws MaestroError from `call`: EXPERT_REJECTED (unknown task, image that can't be decoded), EXPERT_UNAVAILABLE */
export function createRasterEngine(): Engine {
  const pool = createThreadPool<RasterJob, Finding>({
    worker: 'experts/engines/raster/worker',
    threads: 2,
    heapMb: 512,
  });

  const call = async ({ task, params, text, images, signal }: ExpertRequest): Promise<ExpertReply> => {
    if (!isRasterTask(task)) throw unknownTask('raster', task);
    const bytes = images[0]?.bytes;
    if (bytes === undefined) return cannotReply('There is no picture to look at.');
    const { scale, ...raster } = await decodeImage(bytes, RASTER_TASKS[task].maxSide);
    const finding = await pool.run({ task, raster, question: { text, params } }, signal);
    if (finding.kind === 'cannot') return cannotReply(finding.reason);
    const pictures = await Promise.all(finding.images.map(encodePng));
    if (signal.aborted) throw abortReason(signal);
    return answerReply({
      text: finding.text,
      confidence: finding.confidence,
      data: { ...finding.data, scale },
      images: pictures,
    });
  };
  return { call, close: () => pool.close() };
}
