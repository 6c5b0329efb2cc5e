/** The Python of the differential tests: the public scorers that ours are compared with. */
import { join } from 'node:path';
import { findPython as find, makePython } from './python-environment.js';
import { ROOT } from './setup.js';

const ENVIRONMENT = {
  name: 'differential',
  requirements: join(ROOT, 'tests/differential/requirements.txt'),
  needs: 'The differential tests need Python 3.10 or newer with venv, and PyPI.',
};

/** Its Python, or undefined when `npm run differential` has not made it. */
export function findPython() {
  return find(ENVIRONMENT);
}

/** Makes it when it is not there. Undefined when that can't be done, and says why. */
export function makeEnvironment() {
  return makePython(ENVIRONMENT);
}
