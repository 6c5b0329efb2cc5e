/** @module Checkpoints in the results database: stored whole, found by name, and loaded with the records that they decide with. */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import { readCheckpoint, recordsOf, writeCheckpoint, type Checkpoint } from '../../learning/checkpoint.js';
import { createModel } from '../../learning/model.js';
import { indexRecords, type RecordTable } from '../../learning/records.js';
import type { LoadedCheckpoint } from '../../policies/learned/learned-policy.js';
import { canonicalJson } from '../../store/hash.js';
import { getJson, putJson } from '../../store/json-blobs.js';
import { LruCache } from '../../store/lru-cache.js';
import type { ResultStore } from '../../store/result-store.js';

type Stores = Pick<ResultStore, 'documents' | 'learning'>;

const MAX_KEPT = 32;

const tableSchema = z.strictObject({
  version: z.int(),
  entries: z.array(
    z.strictObject({
      ...{ pair: z.string(), kind: z.string(), task: z.string(), image: z.string() },
      ...{ count: z.int().nonnegative(), right: z.int().nonnegative() },
    }),
  ),
});

/**
 * Stores a checkpoint with its records. What it consists of comes first, so that a checkpoint that can be found is whole; storing it
 * again changes nothing.
 * @param createdAt ISO 8601
 * @returns its hash
 * @throws MaestroError INVALID_INPUT for other records than it names, or for weights that are no numbers; STORE_UNAVAILABLE
 */
export async function storeCheckpoint(
  { documents, learning }: Stores,
  checkpoint: Checkpoint,
  records: RecordTable,
  createdAt: string,
): Promise<string> {
  if (canonicalJson(recordsOf(records)) !== canonicalJson(checkpoint.records))
    throw new MaestroError(
      'INVALID_INPUT',
      `A checkpoint of run ${checkpoint.run} names the records ${checkpoint.records.hash}, and was given others: freeze them once for both.`,
    );
  const { hash, text } = writeCheckpoint(checkpoint);
  const { sha256: table } = await putJson(documents, records);
  const { sha256: document } = await documents.put(Buffer.from(text, 'utf8'));
  const { run, step } = checkpoint;
  await learning.addCheckpoint({
    ...{ hash, document, records: table, run, step, createdAt },
    ...{ validationReward: null, validationAccuracy: null },
  });
  return hash;
}

/**
 * The checkpoint of a hash, with the table of records that it names.
 * @throws MaestroError NOT_FOUND when there is none; BLOB_CORRUPT when it or its records were changed; INVALID_INPUT when it does not
 * fit this version; BLOB_MISSING, STORE_UNAVAILABLE
 */
export async function readStoredCheckpoint(
  { documents, learning }: Stores,
  hash: string,
): Promise<{ readonly checkpoint: Checkpoint; readonly records: RecordTable }> {
  const row = await learning.findCheckpoint(hash);
  if (row === undefined)
    throw new MaestroError(
      'NOT_FOUND',
      `The results database has no checkpoint ${hash}: was it trained with another one? See maestro train list.`,
    );
  const name = `checkpoint ${hash.slice(0, 12)} of run ${row.run}`;
  const text = new TextDecoder().decode(await documents.get(row.document));
  const { hash: found, checkpoint } = readCheckpoint(text, name, {});
  if (found !== hash)
    throw new MaestroError('BLOB_CORRUPT', `The results database holds ${found} as ${name}: restore a backup of it.`);
  const table = tableSchema.safeParse(await getJson(documents, checkpoint.records.hash));
  if (!table.success)
    throw new MaestroError(
      'BLOB_CORRUPT',
      `The records of ${name} can't be read: ${z.prettifyError(table.error)}. Restore a backup of the results database.`,
    );
  // Against the version that it was made with; the hash is that of the document.
  readCheckpoint(text, name, { records: recordsOf(table.data) });
  return { checkpoint, records: table.data };
}

/** Loads checkpoints for policies, each once per process. Errors as {@link readStoredCheckpoint}. */
export function checkpointLoader(stores: Stores): (hash: string) => Promise<LoadedCheckpoint> {
  const kept = new LruCache<LoadedCheckpoint>(MAX_KEPT, 1);
  return async (hash) => {
    const known = kept.get(hash);
    if (known !== undefined) return known;
    const { checkpoint, records } = await readStoredCheckpoint(stores, hash);
    const { weights } = checkpoint.learner;
    const loaded = { model: createModel(checkpoint.model), weights, records: indexRecords(records) };
    kept.set(hash, loaded, 1);
    return loaded;
  };
}

/**
 * The whole hash of the checkpoint that a policy's name means.
 * @param name its hash, the beginning of one, or empty: the one that was promoted last
 * @throws MaestroError NOT_FOUND, with what to do; INVALID_INPUT when several begin so
 */
export async function findCheckpoint({ learning }: Pick<Stores, 'learning'>, name: string): Promise<string> {
  if (name === '') {
    const promoted = await learning.promoted();
    if (promoted !== undefined) return promoted.checkpoint;
    throw new MaestroError(
      'NOT_FOUND',
      'No learned policy is in use yet: train one (maestro train <suite>), then put a checkpoint in use (maestro train promote <checkpoint>), or name one: learned:<checkpoint>.',
    );
  }
  const [found, other] = await learning.checkpointsBeginning(name, 2);
  if (found === undefined)
    throw new MaestroError(
      'NOT_FOUND',
      `The results database has no checkpoint that begins with ${name}: see maestro train list.`,
    );
  if (other === undefined) return found;
  throw new MaestroError(
    'INVALID_INPUT',
    `Several checkpoints begin with ${name}, such as ${found} and ${other}: write more of the hash.`,
  );
}
