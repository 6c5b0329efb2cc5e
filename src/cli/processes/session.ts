/** @module What a command needs to run rollouts: server, worker, client and results store, watched while it works. */
import type { RegistrySnapshot } from '../../domain/registry.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore } from '../../store/result-store.js';
import type { Context } from '../command.js';
import { ensureUp, type Running } from './ensure-up.js';
import { whileWatched } from './watch.js';

export interface Session extends Running {
  /** Aborted by Ctrl-C, and when server and worker can't be kept alive. */
  readonly signal: AbortSignal;
  readonly results: ResultStore;
}

/** Starts what is missing, does `work` while it is watched, and closes the connections; server and worker stay up. */
export async function withSession<T>(
  context: Context,
  snapshot: RegistrySnapshot,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const running = await ensureUp(context, snapshot);
  try {
    const results = await openResultStore(context.settings.resultsUrl);
    try {
      return await whileWatched(context, running, (signal) => work({ ...running, results, signal }));
    } finally {
      await results.close();
    }
  } finally {
    await running.client.connection.close();
  }
}
