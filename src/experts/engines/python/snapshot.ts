/** @module The snapshot from which interpreters start: made by the build, or by a process of its own when the first program comes. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MaestroError } from '../../../domain/errors.js';
import { workerPath } from '../../../threads/thread-pool.js';
import { startChild } from '../sandbox/child.js';
import { nodeCommand } from './node-process.js';

const MAX_SECONDS = 120;

/** Its bytes, or the path of a file that holds them. */
export type Snapshot = Uint8Array | string;

/** Where the build puts it: beside our code, which interpreters may read. */
export function snapshotFile(): string {
  return join(dirname(workerPath('experts/engines/python/run-program-main')), 'interpreter.snapshot');
}

/** What the build made, or else a new one. @throws as {@link snapshotBySeparateProcess} */
export async function findSnapshot(signal: AbortSignal): Promise<Snapshot> {
  const file = snapshotFile();
  return existsSync(file) ? file : snapshotBySeparateProcess(signal);
}

/**
 * Some seconds of work, for 30 MB.
 * @throws MaestroError EXPERT_UNAVAILABLE when the process fails, or is ended by the signal
 */
export async function snapshotBySeparateProcess(signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let complaint = '';
  const child = startChild({
    command: nodeCommand('make-snapshot-main'),
    env: {},
    input: [],
    cpuSeconds: MAX_SECONDS,
    onOutput: (chunk, stream) => {
      if (stream === 'stdout') chunks.push(chunk);
      else complaint = `${complaint}${chunk.toString()}`.slice(-1_000);
    },
  });
  const until = AbortSignal.any([signal, AbortSignal.timeout(MAX_SECONDS * 1000)]);
  const onAbort = (): void => child.kill();
  until.addEventListener('abort', onAbort);
  const end = await child.ended.finally(() => until.removeEventListener('abort', onAbort));
  if (end === 0) return Buffer.concat(chunks);
  throw new MaestroError('EXPERT_UNAVAILABLE', `Python can't be started (${end}): ${complaint.trim()}`);
}
