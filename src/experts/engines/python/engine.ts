/** @module The engine `python`: runs Python that is given in the text, in CPython on WebAssembly, in a process without rights. */
import type { Engine } from '../engine.js';
import { callSandbox } from '../sandbox/call-sandbox.js';
import { createPythonRunner } from './python-runner.js';

/**
 * Tasks `run` and `test` (see `callSandbox`). The standard library is there; files are in memory and vanish; there is no network
 * and no way to install packages. Each program has a fresh interpreter, which starts in less than a second. `params.timeout_ms`, of
 * the processor's time where the system tells it (as Linux does): up to 60,000, default 10,000.
 */
export function createPythonEngine(): Engine {
  const runner = createPythonRunner();
  return {
    call: (request) =>
      callSandbox(request, {
        engine: 'python',
        language: 'python',
        defaultTimeoutMs: 10_000,
        maxTimeoutMs: 60_000,
        run: (program, signal) => runner.run(program, signal),
      }),
    close: () => runner.close(),
  };
}
