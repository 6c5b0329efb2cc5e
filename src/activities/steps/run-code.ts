/** @module `run-code`: a program for a sandbox; task `test` says whether it passes the tests that another step wrote. */
import { MaestroError } from '../../domain/errors.js';
import { PLAIN, type StepKind } from './step-kind.js';

/** The text is the program. `params.tests` names the step whose text holds the tests; without it the program tests itself. */
export const runCode: StepKind = {
  prepare: (request, { step, steps }) => {
    const { tests } = step.params;
    if (tests === undefined) return PLAIN.prepare(request);
    const written = typeof tests === 'string' ? steps[tests] : undefined;
    if (written === undefined) {
      throw new MaestroError('INTERNAL', `The step ${step.id} has no tests to run: load the registry again.`);
    }
    return Promise.resolve({ ...request, params: { ...request.params, tests: written.text } });
  },
  read: (reply) => PLAIN.read(reply),
};
