/** The Python of the conformance test: Temporal's SDK, with which a trainer in another language is played. */
import { join } from 'node:path';
import { makePython } from './python-environment.js';
import { ROOT } from './setup.js';

/** Made when it is not there. Undefined when that can't be done, and says why. */
export function trainerPython() {
  return makePython({
    name: 'conformance',
    requirements: join(ROOT, 'tests/conformance/trainer/requirements.txt'),
    needs:
      'The conformance test of the trainer contract needs Python 3.10 or newer with venv, and PyPI: it is skipped.',
    timeoutMs: 180_000,
  });
}
