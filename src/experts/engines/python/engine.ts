/** @module The engine `python`: runs Python that is given in the text, in CPython on WebAssembly, in a process without rights. */
import { MaestroError } from '../../../domain/errors.js';
import { abortReason, untilAborted } from '../../../threads/abort.js';
import type { Engine } from '../engine.js';
import { callSandbox } from '../sandbox/call-sandbox.js';
import type { Program, ProgramResult } from '../sandbox/program.js';
import { createSlots } from '../../../threads/slots.js';
import { runPython } from './run-python.js';
import { snapshotBySeparateProcess } from './snapshot.js';

/** At once: each takes a core. */
const PROCESSES = 2;

/**
 * Tasks `run` and `test` (see `callSandbox`). The standard library is there; files are in memory and vanish; there is no network
 * and no way to install packages. Each program has a fresh interpreter, which starts in less than a second; the first waits some
 * seconds. `params.timeout_ms`: up to 60,000, default 10,000.
 */
export function createPythonEngine(): Engine {
  const slots = createSlots(PROCESSES);
  let closing = new AbortController();
  let snapshot: Promise<Uint8Array> | undefined;
  const makeSnapshot = async (): Promise<Uint8Array> => {
    try {
      return await snapshotBySeparateProcess(closing.signal);
    } catch (error) {
      // The next program tries again.
      snapshot = undefined;
      throw error;
    }
  };
  const run = async (program: Program, signal: AbortSignal): Promise<ProgramResult> => {
    const until = AbortSignal.any([signal, closing.signal]);
    if (until.aborted) throw abortReason(until);
    const base = await untilAborted((snapshot ??= makeSnapshot()), until);
    await slots.take(until);
    try {
      return await runPython(base, program, until);
    } finally {
      slots.give();
    }
  };
  return {
    call: (request) =>
      callSandbox(request, {
        engine: 'python',
        language: 'python',
        defaultTimeoutMs: 10_000,
        maxTimeoutMs: 60_000,
        run,
      }),
    close: () => {
      closing.abort(new MaestroError('EXPERT_UNAVAILABLE', 'The Python engine was closed.'));
      closing = new AbortController();
      return Promise.resolve();
    },
  };
}
