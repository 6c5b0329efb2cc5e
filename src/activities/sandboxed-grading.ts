/** @module Grading with a sandbox: rules whose truth is a test script can decide. Candidates are hostile, so only the sandbox runs them. */
import { createPythonRunner } from '../experts/engines/python/python-runner.js';
import type { ProgramResult } from '../experts/engines/sandbox/program.js';
import type { CodeTestResult } from '../grading/contract.js';
import { createGrading, type Grading } from '../grading/grading.js';

/** The interpreter starts with the first candidate. */
export function createSandboxedGrading(): Grading {
  const python = createPythonRunner();
  const grading = createGrading({
    runCode: async ({ code, tests, timeoutMs }) =>
      resultOf(await python.run({ code, tests, timeoutMs }, new AbortController().signal)),
  });
  return {
    ...grading,
    close: async () => {
      await Promise.all([grading.close(), python.close()]);
    },
  };
}

function resultOf(result: ProgramResult): CodeTestResult {
  if (result.kind === 'ended') return { status: 'passed', detail: '' };
  const isLate = result.reason.startsWith('The program did not end within');
  return { status: isLate ? 'timed_out' : 'failed', detail: result.reason };
}
