/** @module Mathematical equivalence with a hard time limit: the thread that takes too long is ended. */
import { isMaestroError } from '../../domain/errors.js';
import { createSlots } from '../../threads/slots.js';
import { createThreadPool } from '../../threads/thread-pool.js';
import { processorTime } from '../../threads/time-limit.js';
import type { Equivalence } from '../contract.js';
import type { FormulaPair } from './worker.js';

export interface EquivalenceEngine {
  /** A pair that takes too long, or too much memory, is `undecided`. @throws MaestroError when no thread can be had */
  compare(a: string, b: string, within?: number): Promise<Equivalence>;
  close(): Promise<void>;
}

/** Of the processor's time. Ordinary pairs take milliseconds; the first one also loads the library. */
const MAX_MS = 3_000;
const HEAP_MB = 256;

/** The thread starts with the first pair. */
export function createEquivalence(maxMs = MAX_MS): EquivalenceEngine {
  const pool = createThreadPool<FormulaPair, Equivalence>({
    worker: 'grading/math/worker',
    threads: 1,
    heapMb: HEAP_MB,
  });
  // One at a time: the time of a pair must not be spent waiting for another's.
  const slots = createSlots(1);
  return {
    compare: async (a, b, within) => {
      await slots.take(new AbortController().signal);
      const limit = processorTime(maxMs);
      try {
        return await pool.run({ a, b, ...(within === undefined ? {} : { within }) }, limit.signal);
      } catch (error) {
        if (limit.signal.aborted || isOutOfMemory(error)) return 'undecided';
        throw error;
      } finally {
        limit.clear();
        slots.give();
      }
    },
    close: () => pool.close(),
  };
}

/** The formula's own doing, and it would do it again. */
function isOutOfMemory(error: unknown): boolean {
  const cause = isMaestroError(error) ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
