/** @module Worker threads for computations, so that the event loop never waits for them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { MaestroError, messageOf } from '../domain/errors.js';
import { abortReason } from './abort.js';

export interface ThreadPool<Job, Result> {
  /**
   * Runs the job on a thread. An abort or the end of the time ends the thread (another takes its place).
   * @throws MaestroError EXPERT_UNAVAILABLE when the thread died, the signal's reason when aborted
   */
  run(job: Job, signal: AbortSignal): Promise<Result>;
  close(): Promise<void>;
}

export interface ThreadPoolOptions {
  /** Path of the worker module below `src/`, without its extension: `experts/engines/raster/worker`. */
  readonly worker: string;
  readonly threads: number;
  /** Heap of one thread, MB. */
  readonly heapMb: number;
}

const IDLE_MS = 60_000;

/** A pool whose threads start with the first job. The worker module's default export takes a Job and returns a Result. */
export function createThreadPool<Job extends object, Result>(options: ThreadPoolOptions): ThreadPool<Job, Result> {
  let pool: Promise<Piscina<Job, Result>> | undefined;
  const open = async (): Promise<Piscina<Job, Result>> => {
    const filename = workerPath(options.worker);
    const { Piscina } = await import('piscina');
    return new Piscina<Job, Result>({
      filename,
      minThreads: 1,
      maxThreads: options.threads,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
    });
  };
  return {
    run: async (job, signal) => {
      if (signal.aborted) throw abortReason(signal);
      const threads = await (pool ??= open());
      try {
        return await threads.run(job, { signal });
      } catch (error) {
        // Piscina rejects an aborted job with an error of its own.
        if (isAborted(signal)) throw abortReason(signal);
        throw new MaestroError('EXPERT_UNAVAILABLE', `The thread failed: ${messageOf(error)}.`, {
          cause: error,
        });
      }
    },
    close: async () => {
      const open = pool;
      pool = undefined;
      await (await open)?.destroy();
    },
  };
}

/**
 * Threads run compiled code: with this file when it is compiled itself, else in `dist/`, which `npm run build` makes.
 * @param worker below `src/`, without its extension
 */
export function workerPath(worker: string): string {
  const fromSources = import.meta.url.endsWith('.ts');
  const base = fromSources ? '../../dist/' : '../';
  const path = fileURLToPath(new URL(`${base}${worker}.js`, import.meta.url));
  if (!existsSync(path)) {
    throw new MaestroError('INTERNAL', `There is no ${path}: run \`npm run build\` first.`);
  }
  return path;
}

/** Through a function: between two looks it changes. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
