/** @module What a command needs to run rollouts: server, worker, client and results store, watched while it works. */
import type { RegistrySnapshot } from '../../domain/registry.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ContentStore } from '../../store/blob-store.js';
import type { ResultStore } from '../../store/result-store.js';
import { unlessAborted } from '../abort.js';
import { withSharedBlobs } from '../shared-blobs.js';
import type { Context } from '../command.js';
import { ensureUp, type Running, type Wish } from './ensure-up.js';
import { whileWatched } from './watch.js';

export interface Session extends Omit<Running, 'close'> {
  readonly results: ResultStore;
  /** The blob store, where it is one that workers on any machine share. */
  readonly shared: ContentStore | undefined;
  /** Aborted by Ctrl-C, or with the reason why server and worker can't be kept up: what runs is to end then. */
  readonly signal: AbortSignal;
}

/** Starts what is missing, does `work` while it is watched, and closes the connections; server and worker stay up. `anyWorker`: {@link Wish}. */
export async function withSession<T>(
  context: Context,
  snapshot: RegistrySnapshot,
  work: (session: Session) => Promise<T>,
  wish: Pick<Wish, 'anyWorker'> = {},
): Promise<T> {
  const running = await ensureUpUnlessAborted(context, snapshot, wish);
  try {
    const results = await openResultStore(context.settings.resultsUrl);
    try {
      return await withSharedBlobs(context, (shared) =>
        whileWatched(context, running, (signal) => work({ ...running, results, shared, signal })),
      );
    } finally {
      await results.close();
    }
  } finally {
    await running.close();
  }
}

/** What Ctrl-C leaves half started, the next command takes up. */
async function ensureUpUnlessAborted(context: Context, snapshot: RegistrySnapshot, wish: Wish): Promise<Running> {
  const starting = ensureUp(context, snapshot, wish);
  try {
    return await unlessAborted(context.signal, starting);
  } catch (error) {
    starting.then(
      (late) => late.close(),
      () => undefined, // it failed, which nobody waits for any more
    );
    throw error;
  }
}
