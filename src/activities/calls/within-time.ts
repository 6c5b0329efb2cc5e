/** @module Ends a call at its time, whatever kind of expert it is. */
import { MaestroError } from '../../domain/errors.js';
import type { Model } from '../../domain/registry.js';

/** @throws MaestroError EXPERT_TIMED_OUT after `ms` milliseconds; what the work throws */
export async function withinTime<T>(
  { id, timeoutMs, deadlineMs }: Pick<Model, 'id' | 'timeoutMs' | 'deadlineMs'>,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(ms);
  try {
    return await work(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error;
    const advice =
      ms < timeoutMs
        ? 'The deadline of the step was reached, in which time in line counts: raise deadline_s or concurrency in the registry if it needs longer.'
        : 'Raise its timeout in the registry if it needs longer.';
    throw new MaestroError('EXPERT_TIMED_OUT', `no reply after ${Math.round(ms) / 1000} s (model "${id}"). ${advice}`, {
      // With less than half of the time that the card gives it, the call was cut by what came before it, not by its server.
      data: { model: id, ...(ms < Math.min(timeoutMs, deadlineMs) / 2 ? { cut: 'short' } : {}) },
    });
  }
}
