/** @module Cleans up what a test started when the test itself is killed (Ctrl-C, a time limit, a crash) and can do nothing any more. */
import { spawn } from 'node:child_process';

/** Reads shell commands until its input ends, which it does with this process; then runs them. */
const SCRIPT = 'while IFS= read -r line; do all="$all$line;"; done; eval "$all"';

export interface Guard {
  /** One line of shell, for the case that this process dies. */
  onDeath(command: string): void;
  /** All is cleaned up: the guard goes, and does nothing. */
  dismiss(): void;
}

export function startGuard(): Guard {
  // In a session of its own, so that a Ctrl-C meant for the test does not end it first.
  const shell = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  return { onDeath: (command) => void shell.stdin.write(`${command}\n`), dismiss: () => void shell.kill('SIGKILL') };
}
