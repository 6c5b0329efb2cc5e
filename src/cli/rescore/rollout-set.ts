/** @module `<run>` of the commands that work on stored rollouts: an evaluation's run (its batch), a suite, or ids. */
import { MaestroError } from '../../domain/errors.js';
import type { ResultStore } from '../../store/result-store.js';
import type { RolloutSet } from '../../store/scores.js';

const MAX_NAMED = 5;

/** @throws MaestroError NOT_FOUND naming the latest runs; or which of several ids is unknown */
export async function findRolloutSet(results: ResultStore, name: string): Promise<RolloutSet> {
  for (const kind of ['batch', 'suite'] as const) {
    if ((await results.listRollouts({ [kind]: name, limit: 1 })).length > 0) return { kind, name };
  }
  const ids = [...new Set(name.split(/[\s,]+/).filter((id) => id !== ''))];
  const known = new Set((await results.listRollouts({ ids })).map((row) => row.id));
  const unknown = ids.filter((id) => !known.has(id));
  if (ids.length > 0 && unknown.length === 0) return { kind: 'ids', ids };
  const latest = await results.listRollouts({ limit: 200 });
  const runs = [...new Set(latest.map((row) => row.batch || row.id))].slice(0, MAX_NAMED);
  const what =
    known.size === 0 ? `no run, suite or rollout "${name}"` : `no rollout ${unknown.slice(0, MAX_NAMED).join(', ')}`;
  throw new MaestroError(
    'NOT_FOUND',
    `The results store ${results.url} has ${what}. ${runs.length === 0 ? 'No rollout has finished yet.' : `The latest: ${runs.join(', ')}.`}`,
  );
}
