/** @module The engine `quickjs`: runs JavaScript that is given in the text, in a sandbox on a thread of its own. */
import { createSlots, type Slots } from '../../../threads/slots.js';
import { createThreadPool, type ThreadPool } from '../../../threads/thread-pool.js';
import { processorTime } from '../../../threads/time-limit.js';
import type { Engine } from '../engine.js';
import { callSandbox } from '../sandbox/call-sandbox.js';
import type { Program, ProgramResult } from '../sandbox/program.js';

/** QuickJS ends a program itself; should it ever fail to, its thread is ended this much later (start of the thread included). */
const GRACE_MS = 2000;

/**
 * Tasks `run` and `test` (see `callSandbox`); tests may use `assert`. `params.timeout_ms`, of the processor's time: up to 2000,
 * default 300.
 */
export function createQuickJsEngine(): Engine {
  const pool = createThreadPool<Program, ProgramResult>({
    worker: 'experts/engines/quickjs/worker',
    threads: 1,
    heapMb: 256,
  });
  // One at a time: the time of a program must not be spent waiting for another's.
  const slots = createSlots(1);
  return {
    call: (request) =>
      callSandbox(request, {
        engine: 'quickjs',
        language: 'javascript',
        defaultTimeoutMs: 300,
        maxTimeoutMs: 2000,
        run: (program, signal) => runWithin(program, pool, slots, signal),
      }),
    close: () => pool.close(),
  };
}

async function runWithin(
  program: Program,
  pool: ThreadPool<Program, ProgramResult>,
  slots: Slots,
  signal: AbortSignal,
): Promise<ProgramResult> {
  await slots.take(signal);
  const limit = processorTime(program.timeoutMs + GRACE_MS);
  try {
    return await pool.run(program, AbortSignal.any([signal, limit.signal]));
  } catch (error) {
    if (!limit.signal.aborted || signal.aborted) throw error;
    return { kind: 'failed', reason: `The program did not end within ${program.timeoutMs} ms.`, printed: '' };
  } finally {
    limit.clear();
    slots.give();
  }
}
