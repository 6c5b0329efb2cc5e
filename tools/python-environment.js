/** Environments of Python packages in the per-user cache, named by the hash of what is installed in them: made once, whole or not at all. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Per user, as the Temporal binary is. */
function cacheDir() {
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'maestro');
  return join(homedir(), '.cache', 'maestro');
}

function folderOf({ name, requirements }) {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  return join(cacheDir(), `${name}-${hash}`);
}

/** Its Python, or undefined when it is not there. */
export function findPython(environment) {
  const place = folderOf(environment);
  return existsSync(join(place, 'complete')) ? join(place, 'bin', 'python') : undefined;
}

/**
 * Makes it when it is not there. Undefined when that can't be done, and says why, with `needs`: who wants it, and what for.
 * @param environment `{ name, requirements, needs, timeoutMs? }`
 */
export function makePython(environment) {
  const known = findPython(environment);
  if (known !== undefined) return known;
  const { requirements, needs, timeoutMs } = environment;
  const place = folderOf(environment);
  // Others may make it at the same time: who is first puts it into place. It is run by its path, so it can be moved.
  const draft = `${place}.${process.pid}`;
  process.stderr.write(`maestro: making ${place} (once)...\n`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  for (const [command, args] of [
    ['python3', ['-m', 'venv', draft]],
    [join(draft, 'bin', 'python'), [...pip, '--requirement', requirements]],
  ]) {
    const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], timeout: timeoutMs });
    if (status === 0) continue;
    const why = error === undefined ? `it ended with ${status}` : error.message;
    process.stderr.write(`maestro: ${command} ${args.slice(0, 3).join(' ')}: ${why}. ${needs}\n`);
    rmSync(draft, { recursive: true, force: true });
    return undefined;
  }
  writeFileSync(join(draft, 'complete'), '');
  try {
    if (findPython(environment) === undefined) {
      rmSync(place, { recursive: true, force: true });
      renameSync(draft, place);
    }
  } catch (error) {
    if (findPython(environment) === undefined) throw error;
  }
  rmSync(draft, { recursive: true, force: true });
  return findPython(environment);
}
