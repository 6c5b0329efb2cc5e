/** @module Python programs in processes of their own, a few at a time, from one snapshot of a started interpreter. */
import { MaestroError } from '../../../domain/errors.js';
import { abortReason, untilAborted } from '../../../threads/abort.js';
import { createSlots } from '../../../threads/slots.js';
import type { Program, ProgramResult } from '../sandbox/program.js';
import { runPython } from './run-python.js';
import { findSnapshot, type Snapshot } from './snapshot.js';

/** At once: each takes a core. */
const PROCESSES = 2;

export interface PythonRunner {
  /**
   * Whatever the program does is in the result.
   * @throws MaestroError EXPERT_UNAVAILABLE when no interpreter starts; the signal's reason when aborted
   */
  run(program: Program, signal: AbortSignal): Promise<ProgramResult>;
  /** Ends what runs; a later program starts anew. */
  close(): Promise<void>;
}

/** Where the build made no snapshot the first program has one made, and waits some seconds for it. */
export function createPythonRunner(): PythonRunner {
  const slots = createSlots(PROCESSES);
  let closing = new AbortController();
  let snapshot: Promise<Snapshot> | undefined;
  const makeSnapshot = async (): Promise<Snapshot> => {
    try {
      return await findSnapshot(closing.signal);
    } catch (error) {
      // The next program tries again.
      snapshot = undefined;
      throw error;
    }
  };
  return {
    run: async (program, signal) => {
      const until = AbortSignal.any([signal, closing.signal]);
      if (until.aborted) throw abortReason(until);
      const base = await untilAborted((snapshot ??= makeSnapshot()), until);
      await slots.take(until);
      try {
        return await runPython(base, program, until);
      } finally {
        slots.give();
      }
    },
    close: () => {
      closing.abort(new MaestroError('EXPERT_UNAVAILABLE', 'The Python engine was closed.'));
      closing = new AbortController();
      return Promise.resolve();
    },
  };
}
