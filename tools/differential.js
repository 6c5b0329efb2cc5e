/**
 * `npm run differential`: compares our scorers with independent public ones. They are Python packages, put into an
 * environment of their own in the per-user cache (once, from PyPI); nothing else is touched. Arguments go to Jest.
 */
import { spawnSync } from 'node:child_process';
import { makeEnvironment } from './differential-environment.js';
import { ROOT, setUp } from './setup.js';

setUp();
const python = makeEnvironment();
if (python === undefined) process.exitCode = 1;
else {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const args = [...jest, 'tests/differential', ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}
