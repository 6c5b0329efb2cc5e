/** @module Ends what a test started when the test itself is killed (Ctrl-C, a time limit, a crash) and can end nothing any more. */
import { spawn } from 'node:child_process';

/** Reads process ids until its input ends, which it does with this process; then kills them. */
const SCRIPT = 'while read pid; do pids="$pids $pid"; done; kill -9 $pids';

export interface Guard {
  watch(pid: number): void;
  /** All is ended: the guard goes, and kills nothing. */
  dismiss(): void;
}

export function startGuard(): Guard {
  // In a session of its own, so that a Ctrl-C meant for the test does not end it first.
  const shell = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  return { watch: (pid) => void shell.stdin.write(`${pid}\n`), dismiss: () => void shell.kill('SIGKILL') };
}
