/** @module A few warm Tesseract workers (threads of tesseract.js); a call that is aborted takes its worker with it. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page, Worker } from 'tesseract.js';
import { MaestroError, messageOf } from '../../../domain/errors.js';
import { untilAborted } from '../../../threads/abort.js';
import { createSlots } from '../../../threads/slots.js';

/** Page segmentation: what Tesseract expects to see. */
const LAYOUTS = {
  page: 'AUTO',
  block: 'SINGLE_BLOCK',
  line: 'SINGLE_LINE',
  word: 'SINGLE_WORD',
  sparse: 'SPARSE_TEXT',
} as const;

export interface OcrJob {
  /** An encoded image. */
  readonly image: Uint8Array;
  readonly layout: keyof typeof LAYOUTS;
  /** Only these characters; empty: all. */
  readonly whitelist: string;
}

export interface OcrPool {
  /** @throws MaestroError EXPERT_UNAVAILABLE (Tesseract does not start), EXPERT_REJECTED (it fails on the picture) */
  recognize(job: OcrJob, signal: AbortSignal): Promise<Page>;
  close(): Promise<void>;
}

export function createOcrPool(size: number): OcrPool {
  const slots = createSlots(size);
  const idle: Worker[] = [];
  const busy = new Set<Worker>();

  const runJob = async (job: OcrJob, signal: AbortSignal): Promise<Page> => {
    const worker = idle.pop() ?? (await startWorker());
    busy.add(worker);
    try {
      const page = await untilAborted(recognizeWith(worker, job), signal);
      idle.push(worker);
      return page;
    } catch (error) {
      // A worker that failed, or is still at work for nobody, is not used again.
      await worker.terminate();
      throw error;
    } finally {
      busy.delete(worker);
    }
  };

  return {
    recognize: async (job, signal) => {
      await slots.take(signal);
      try {
        return await runJob(job, signal);
      } finally {
        slots.give();
      }
    },
    close: async () => {
      await Promise.all([...idle.splice(0), ...busy].map((worker) => worker.terminate()));
    },
  };
}

/** Starts a worker with the language data of the installed package: nothing is downloaded or cached. */
async function startWorker(): Promise<Worker> {
  try {
    const { default: tesseract } = await import('tesseract.js');
    const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'));
    return await tesseract.createWorker('eng', tesseract.OEM.LSTM_ONLY, {
      langPath: join(data, '4.0.0_best_int'),
      cacheMethod: 'none',
      gzip: true,
      // Errors reject the call as well; without a handler they would also be thrown out of the blue.
      errorHandler: () => undefined,
    });
  } catch (error) {
    throw new MaestroError('EXPERT_UNAVAILABLE', `Tesseract does not start: ${messageOf(error)}.`, { cause: error });
  }
}

async function recognizeWith(worker: Worker, job: OcrJob): Promise<Page> {
  try {
    const { default: tesseract } = await import('tesseract.js');
    await worker.setParameters({
      tessedit_pageseg_mode: tesseract.PSM[LAYOUTS[job.layout]],
      tessedit_char_whitelist: job.whitelist,
      user_defined_dpi: '300',
    });
    const { data } = await worker.recognize(Buffer.from(job.image), {}, { text: true, blocks: true });
    return data;
  } catch (error) {
    throw new MaestroError('EXPERT_REJECTED', `Tesseract fails on the picture: ${messageOf(error)}.`, { cause: error });
  }
}
