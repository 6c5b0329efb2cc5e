/** @module Is that process still the one we started? */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * When the process started, in the words of the operating system, to tell it from a later one with the same id.
 * Undefined when there is no such process (a dead one that nobody reaped counts as gone); '' where it cannot be told (Windows).
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (!exists(pid)) return undefined;
  if (process.platform === 'linux') return linuxStart(pid);
  if (process.platform === 'win32') return '';
  try {
    return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim();
  } catch {
    return undefined; // ps says with its exit code that there is no such process
  }
}

/** True when the process with this id is the one whose start was noted. */
export async function isSameProcess(pid: number, start: string): Promise<boolean> {
  return (await processStart(pid)) === start;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH; and EPERM means that the id belongs to another user now
  }
}

/**
 * /proc/PID/stat: the name in parentheses may hold anything, so fields are counted from its end. State is field 3, the
 * number of threads field 20, the start field 22. A killed process is a zombie at once, but its threads may still hold
 * its ports: it is gone when one is left, the zombie.
 */
async function linuxStart(pid: number): Promise<string | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // it ended in between
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, threads, start] = [fields[0], fields[17], fields[19]];
  return (state === 'Z' || state === 'X') && Number(threads) <= 1 ? undefined : start;
}
