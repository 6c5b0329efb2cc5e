/** Where the Python of the differential tests is, by the hash of what it has installed; and how it is made. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './setup.js';

const REQUIREMENTS = join(ROOT, 'tests/differential/requirements.txt');

/** Per user, as the Temporal binary is. */
function cacheDir() {
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'maestro');
  return join(homedir(), '.cache', 'maestro');
}

function folder() {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  return join(cacheDir(), `differential-${hash}`);
}

/** Its Python, or undefined when `npm run differential` has not made it. */
export function findPython() {
  return existsSync(join(folder(), 'complete')) ? join(folder(), 'bin', 'python') : undefined;
}

/** Makes it when it is not there. Undefined when that can't be done, and says why. */
export function makeEnvironment() {
  const known = findPython();
  if (known !== undefined) return known;
  const place = folder();
  rmSync(place, { recursive: true, force: true });
  process.stderr.write(`maestro: making ${place} (once)...\n`);
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS];
  for (const [command, args] of [
    ['python3', ['-m', 'venv', place]],
    [join(place, 'bin', 'pip'), pip],
  ]) {
    const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
    if (status === 0) continue;
    const why = error === undefined ? `it ended with ${status}` : error.message;
    process.stderr.write(
      `maestro: ${command} ${args[0]}: ${why}. The differential tests need Python 3.10 or newer with venv, and PyPI.\n`,
    );
    return undefined;
  }
  writeFileSync(join(place, 'complete'), '');
  return findPython();
}
