/** @module A process for a program that is not trusted: few variables, bounded CPU time, ended with all that it started. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MaestroError, messageOf } from '../../../domain/errors.js';

export interface ChildOptions {
  readonly command: readonly [string, ...string[]];
  /** The only variables it gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to its standard input, which is closed then. */
  readonly input: readonly Uint8Array[];
  /** The kernel ends it after this much CPU time, should we not live to do it. */
  readonly cpuSeconds: number;
  readonly onOutput: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
}

export interface Child {
  /**
   * Its exit code, or the name of the signal that ended it, when all that it printed has been read.
   * @throws MaestroError EXPERT_UNAVAILABLE when it can't be started
   */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Ends it and everything that it started, at once. */
  kill(): void;
  /** Milliseconds of a processor that it has used so far; undefined where the system does not tell. */
  usedMs(): number | undefined;
}

/** A process group of its own: whoever the program starts belongs to it. */
export function startChild({ command, env, input, cpuSeconds, onOutput }: ChildOptions): Child {
  const limited = ['/bin/sh', '-c', `ulimit -t ${Math.ceil(cpuSeconds)}; exec "$@"`, 'sh', ...command] as const;
  const [file, ...args] = process.platform === 'win32' ? command : limited;
  const child = spawn(file, args, { env, cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  let isOver = false;
  const kill = (): void => {
    // Once it is over its number may be another's.
    if (child.pid === undefined || isOver) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  };
  child.stdout.on('data', (chunk: Buffer) => onOutput(chunk, 'stdout'));
  child.stderr.on('data', (chunk: Buffer) => onOutput(chunk, 'stderr'));
  // A program may end without reading its input.
  child.stdin.on('error', () => undefined);
  for (const part of input) child.stdin.write(part);
  child.stdin.end();
  child.on('exit', () => {
    // What it left running would keep its pipes open.
    kill();
    isOver = true;
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', (error) =>
      reject(
        new MaestroError('EXPERT_UNAVAILABLE', `${file} can't be started: ${messageOf(error)}.`, { cause: error }),
      ),
    );
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
  });
  return { ended, kill, usedMs: () => (child.pid === undefined || isOver ? undefined : usedBy(child.pid)) };
}

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

function usedBy(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Its name, in brackets, may hold anything; of what follows, the 12th and 13th field are user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    // It is gone.
    return undefined;
  }
}
