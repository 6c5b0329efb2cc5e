/** @module Holds batches against their plans: every task under every policy, as often as it was to be run, has a row, or runs. */
import { itemsOf } from '../../activities/batch/page.js';
import { parsePage, parseSpec } from '../../activities/batch/spec-schema.js';
import type { BatchItem } from '../../domain/batch.js';
import { isMaestroError } from '../../domain/errors.js';
import type { BatchRow } from '../../store/batches.js';
import { readJson } from '../../store/json-blobs.js';
import type { ResultStore } from '../../store/result-store.js';
import type { Fault } from './faults.js';

type Item = Omit<BatchItem, 'again'>;

/**
 * A batch that runs will come to what is missing; one that was cancelled need not have all; one whose end is not known, as no server
 * was asked, may still run.
 * @param running ids of rollouts and batches that run; undefined: nobody was asked
 * @returns how many rollouts were planned
 */
export async function checkBatches(
  results: Pick<ResultStore, 'batches' | 'documents' | 'statusOf'>,
  running: ReadonlySet<string> | undefined,
  faults: Fault[],
): Promise<number> {
  const told = new Set(faults.map(({ what }) => what));
  let planned = 0;
  for (const batch of await results.batches.list()) {
    planned += batch.spec === '' ? 0 : batch.rollouts;
    const mayGoOn = batch.status === 'running' && (running?.has(batch.batch) ?? true);
    if (batch.spec === '' || batch.status === 'cancelled' || mayGoOn) continue;
    for await (const { id, task, policy, sample } of missingOf(results, batch, faults)) {
      if (told.has(id) || running?.has(id) === true) continue;
      const place = `batch ${batch.batch} (${batch.status}): task ${task.id}, ${policy}, sample ${sample}`;
      faults.push({ kind: 'not_run', what: id, place, message: 'was planned, has no result, and does not run' });
    }
  }
  return planned;
}

/** What was planned and not left out, and has no row. A plan that is not there is a fault by itself. */
async function* missingOf(
  results: Pick<ResultStore, 'documents' | 'statusOf'>,
  { batch, spec, samples, skipped }: BatchRow,
  faults: Fault[],
): AsyncIterable<Item> {
  const read = async <T>(hash: string, parse: (value: unknown) => T): Promise<T | undefined> => {
    try {
      return await readJson(results.documents, hash, parse);
    } catch (error) {
      if (!isMaestroError(error) || error.code !== 'BLOB_MISSING') throw error;
      faults.push({ kind: 'missing_document', what: hash, place: `batch ${batch}`, message: 'its plan is not there' });
      return undefined;
    }
  };
  const plan = await read(spec, parseSpec);
  for (const { sha256 } of plan?.pages ?? []) {
    const tasks = await read(sha256, parsePage);
    const items = itemsOf(batch, tasks ?? [], plan?.policies ?? [], [0, samples]);
    const rows = new Set((await results.statusOf(items.map(({ id }) => id))).map(({ id }) => id));
    yield* items.filter(({ id, task }) => !rows.has(id) && !skipped.includes(task.id));
  }
}
