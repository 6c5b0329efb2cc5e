/** @module The connection of workers, apart from that of clients: the SDK's worker takes half a second to load. */
import { NativeConnection } from '@temporalio/worker';
import type { Target } from './target.js';
import { unavailable } from './unavailable.js';

/**
 * A connection for workers. Close it when all of them have stopped.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when nobody answers, or the server refuses.
 */
export async function connectWorker(target: Target): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect({
      ...target.connectionOptions,
      // On one machine compressing costs more than sending.
      ...(target.kind === 'embedded' ? { grpcCompression: { codec: 'none' } } : {}),
    });
  } catch (error) {
    throw unavailable(target, error);
  }
}
