/** @module The snapshot from which interpreters start: made once by a process of its own, when the first program comes. */
import { MaestroError } from '../../../domain/errors.js';
import { startChild } from '../sandbox/child.js';
import { nodeCommand } from './node-process.js';

const MAX_SECONDS = 120;

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
