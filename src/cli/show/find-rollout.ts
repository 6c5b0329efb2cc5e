/** @module Finds a rollout by its id or the beginning of it: in the results store, else on the Temporal server. */
import { MaestroError } from '../../domain/errors.js';
import type { ResultStore, RolloutRecord } from '../../store/result-store.js';
import type { FailedCallRow } from '../../store/failed-calls.js';
import type { CallRow } from '../../store/rows.js';
import type { LiveRollout, LiveRollouts } from './live-rollouts.js';

export interface UnfinishedRollout {
  readonly id: string;
  /** The calls whose replies arrived. */
  readonly calls: readonly CallRow[];
  /** The attempts that failed. */
  readonly failures: readonly FailedCallRow[];
  /** Undefined when no server runs, or it does not know the rollout (any more). */
  readonly live: LiveRollout | undefined;
}

export type Found =
  | { readonly kind: 'finished'; readonly record: RolloutRecord }
  | { readonly kind: 'unfinished'; readonly rollout: UnfinishedRollout };

export interface Places {
  readonly results: ResultStore;
  /** Connects; undefined when no server runs. */
  readonly live: () => Promise<LiveRollouts | undefined>;
}

const MAX_NAMED = 5;

/** @throws MaestroError NOT_FOUND; INVALID_INPUT when several rollouts begin so */
export async function findRollout({ results, live }: Places, idOrPrefix: string): Promise<Found> {
  const record = await results.getRollout(idOrPrefix);
  if (record !== undefined) return { kind: 'finished', record };
  const server = await live();
  const exact = await unfinished(results, server, idOrPrefix);
  if (exact !== undefined) return exact;

  const limit = MAX_NAMED + 1;
  const stored = await results.idsBeginning(idOrPrefix, limit);
  const running = (await server?.idsBeginning(idOrPrefix, limit)) ?? [];
  const [only, ...more] = new Set([...stored, ...running]);
  if (only === undefined) throw await notFound(results, server, idOrPrefix);
  if (more.length > 0) throw ambiguous(idOrPrefix, [only, ...more].sort());
  const found = await results.getRollout(only);
  if (found !== undefined) return { kind: 'finished', record: found };
  return { kind: 'unfinished', rollout: { id: only, ...(await partsOf(results, server, only)) } };
}

async function unfinished(
  results: ResultStore,
  server: LiveRollouts | undefined,
  id: string,
): Promise<Found | undefined> {
  const parts = await partsOf(results, server, id);
  if (parts.calls.length + parts.failures.length === 0 && parts.live === undefined) return undefined;
  return { kind: 'unfinished', rollout: { id, ...parts } };
}

async function partsOf(results: ResultStore, server: LiveRollouts | undefined, id: string) {
  const [calls, failures] = [await results.ledger.list(id), await results.failures.list(id)];
  return { calls, failures, live: await server?.find(id) };
}

function ambiguous(prefix: string, ids: readonly string[]): MaestroError {
  const named = ids.slice(0, MAX_NAMED).join(', ');
  const more = ids.length > MAX_NAMED ? ' and more' : '';
  return new MaestroError(
    'INVALID_INPUT',
    `"${prefix}" begins the ids of several rollouts: ${named}${more}. Give more of it.`,
  );
}

async function notFound(results: ResultStore, server: LiveRollouts | undefined, id: string): Promise<MaestroError> {
  const latest = (await results.listRollouts({ limit: MAX_NAMED })).map((row) => row.id);
  const where = server === undefined ? '' : ', nor does the Temporal server';
  return new MaestroError(
    'NOT_FOUND',
    `The results store ${results.url} knows no rollout "${id}"${where}. ` +
      (latest.length === 0 ? 'No rollout has finished yet.' : `The latest that finished: ${latest.join(', ')}.`) +
      (server === undefined ? ' One that runs is found while the Temporal server is up (maestro up --detach).' : ''),
  );
}
