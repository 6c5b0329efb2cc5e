/** @module Stops what belongs to the data folder: first the worker, then the embedded server. */
import type { EmbeddedServer } from '../../temporal/embedded/files.js';
import { stopEmbedded } from '../../temporal/embedded/stop.js';
import type { Context } from '../command.js';
import type { WorkerNote } from './worker-files.js';
import { stopWorker } from './worker-process.js';

export interface Stopped {
  readonly worker: WorkerNote | undefined;
  readonly server: EmbeddedServer | undefined;
}

/** History, blobs and results stay. An external server is never touched. */
export async function stopAll(context: Context): Promise<Stopped> {
  const worker = await stopWorker(context);
  const server = await stopEmbedded(context.settings.dataDir);
  return { worker, server };
}
