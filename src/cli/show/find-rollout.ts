/** @module Finds a rollout in the results store by its id or the beginning of it. */
import { MaestroError } from '../../domain/errors.js';
import type { ResultStore, RolloutRecord } from '../../store/result-store.js';
import type { CallRow } from '../../store/rows.js';

export type Found =
  | { readonly kind: 'finished'; readonly record: RolloutRecord }
  /** Calls were recorded, and no end. */
  | { readonly kind: 'unfinished'; readonly id: string; readonly calls: readonly CallRow[] };

const MAX_NAMED = 5;

/** @throws MaestroError NOT_FOUND; INVALID_INPUT when several rollouts begin so */
export async function findRollout(results: ResultStore, idOrPrefix: string): Promise<Found> {
  const record = await results.getRollout(idOrPrefix);
  if (record !== undefined) return { kind: 'finished', record };
  const calls = await results.ledger.list(idOrPrefix);
  if (calls.length > 0) return { kind: 'unfinished', id: idOrPrefix, calls };

  const matches = await results.idsBeginning(idOrPrefix, MAX_NAMED + 1);
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return findRollout(results, only);
  if (matches.length > 1) {
    const named = matches.slice(0, MAX_NAMED).join(', ');
    const many = matches.length > MAX_NAMED ? `more than ${MAX_NAMED}` : String(matches.length);
    const others = matches.length > MAX_NAMED ? ' and others' : '';
    throw new MaestroError(
      'INVALID_INPUT',
      `"${idOrPrefix}" begins the ids of ${many} rollouts: ${named}${others}. Give more of it.`,
    );
  }
  const latest = (await results.listRollouts({ limit: MAX_NAMED })).map((row) => row.id);
  throw new MaestroError(
    'NOT_FOUND',
    `The results store ${results.url} knows no rollout "${idOrPrefix}". ` +
      (latest.length === 0 ? 'It is empty.' : `The latest: ${latest.join(', ')}.`) +
      ' One that has only just started is not in it yet.',
  );
}
