/** @module `maestro verify`: is all there that the results store speaks of? */
import { isMaestroError } from '../../domain/errors.js';
import type { BlobKeeper } from '../../store/blob-store.js';
import { sha256 } from '../../store/hash.js';
import { openPlainBlobStore } from '../../store/open-blob-store.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore } from '../../store/result-store.js';
import { connectClient, resolveTarget } from '../../temporal/connection.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, fileSize } from '../format.js';
import { printable } from '../output.js';
import { overviewOf } from '../processes/overview.js';
import { eachReference } from './blob-references.js';
import { checkBatches } from './check-batches.js';
import { ADVICE, type Fault } from './faults.js';
import { endedRollouts, openWork } from './open-work.js';

const SHOWN = 50;
/** Blobs read at once: one of a distant store takes some ten milliseconds. */
const AT_ONCE = 8;
/** SHA-256 of the empty text, which stands for no prompt. */
const NO_PROMPT = sha256('');
const IDS_PER_QUERY = 1_000;

export interface VerifyRequest {
  /** Only asks whether blobs are there, and reads none. */
  readonly quick: boolean;
}

/** @returns the exit code: 1 when something is wrong. @throws MaestroError STORE_UNAVAILABLE, TEMPORAL_UNAVAILABLE */
export async function runVerify(context: Context, { quick }: VerifyRequest): Promise<number> {
  const { settings, env, out } = context;
  const results = await openResultStore(settings.resultsUrl);
  try {
    const faults: Fault[] = [];
    const { documents, references, rollouts } = await readStore(results, faults);
    const blobs = await openPlainBlobStore(settings.blobUrl, env);
    const bytes = await checkBlobs(context, blobs, references, quick, faults).finally(() => blobs.close());
    const { unfinished, running, asked } = await checkRollouts(context, results, faults);
    const planned = await checkBatches(results, asked ? running : undefined, faults);
    const seen = { rollouts, planned, documents, blobs: references.size, bytes, unfinished, running: running.size };
    out.emit({ ok: faults.length === 0, ...seen, server_asked: asked, faults: faults.map((fault) => ({ ...fault })) });
    const read = quick ? '' : ` (${fileSize(bytes)} read)`;
    out.print(
      `${count(rollouts, 'rollout')}, ${count(documents, 'document')}, ${count(references.size, 'blob')}${read}, ${running.size} running`,
    );
    if (!asked && unfinished > 0) {
      out.print(
        `${count(unfinished, 'rollout')} without a result: no Temporal server runs here that would know of them (maestro up).`,
      );
    }
    tellFaults(context, faults);
    return faults.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await results.close();
  }
}

/** Every document hashes right, and those that rollouts and checkpoints name are there. Gathers what refers to blobs: hash -> where. */
async function readStore({ upkeep }: ResultStore, faults: Fault[]) {
  const documents = new Set<string>();
  const references = new Map<string, string>();
  const refer = (text: string, place: string): void =>
    eachReference(text, (hash) => {
      if (!references.has(hash)) references.set(hash, place);
    });
  for await (const { sha256: hash, body } of upkeep.documents()) {
    documents.add(hash);
    refer(body, `document ${hash}`);
    if (sha256(body) !== hash) {
      faults.push({ kind: 'corrupt_document', what: hash, place: 'table documents', message: 'does not hash right' });
    }
  }
  let rollouts = 0;
  for await (const { id, plan, registry, prompt, texts } of upkeep.rollouts()) {
    rollouts += 1;
    for (const text of texts) refer(text, `rollout ${id}`);
    for (const [what, hash] of Object.entries({ plan, registry, prompt })) {
      if (hash === null || hash === NO_PROMPT || documents.has(hash)) continue;
      faults.push({
        kind: 'missing_document',
        what: hash,
        place: `rollout ${id}`,
        message: `its ${what} is not there`,
      });
    }
  }
  for await (const { hash: checkpoint, document, records } of upkeep.checkpoints()) {
    const place = `checkpoint ${checkpoint}`;
    for (const [what, hash] of Object.entries({ text: document, records })) {
      if (documents.has(hash)) continue;
      faults.push({ kind: 'missing_document', what: hash, place, message: `its ${what} is not there` });
    }
  }
  for await (const { place, body } of upkeep.replies()) refer(body, place);
  // What a plan or a batch is known by looks the same as a blob.
  for (const hash of documents) references.delete(hash);
  return { documents: documents.size, references, rollouts };
}

/** @returns bytes read */
async function checkBlobs(
  { signal, out }: Context,
  blobs: BlobKeeper,
  references: ReadonlyMap<string, string>,
  quick: boolean,
  faults: Fault[],
): Promise<number> {
  let bytes = 0;
  let done = 0;
  const check = async ([hash, place]: readonly [string, string]): Promise<void> => {
    try {
      if (!quick) bytes += (await blobs.get(hash)).byteLength;
      else if (!(await blobs.has(hash)))
        faults.push({ kind: 'missing_blob', what: hash, place, message: 'is not there' });
    } catch (error) {
      if (!isMaestroError(error) || (error.code !== 'BLOB_MISSING' && error.code !== 'BLOB_CORRUPT')) throw error;
      const missing = error.code === 'BLOB_MISSING';
      const message = missing ? 'is not there' : 'does not hash right';
      faults.push({ kind: missing ? 'missing_blob' : 'corrupt_blob', what: hash, place, message });
    }
  };
  const all = [...references];
  for (let start = 0; start < all.length; start += AT_ONCE) {
    signal.throwIfAborted();
    const some = all.slice(start, start + AT_ONCE);
    await Promise.all(some.map(check));
    done += some.length;
    out.status(`${done} of ${all.length} blobs`);
  }
  out.status('');
  return bytes;
}

/** Everything that was begun has a row, or runs: asked of the ledger, and of the server where one runs. */
async function checkRollouts(context: Context, results: ResultStore, faults: Fault[]) {
  const unfinished: string[] = [];
  for await (const id of results.upkeep.unfinished()) unfinished.push(id);
  const { settings, env, out } = context;
  if ((await overviewOf(context)).server.state !== 'running')
    return { unfinished: unfinished.length, running: new Set<string>(), asked: false };
  const log = (line: string): void => out.note(line);
  const client = await connectClient(await resolveTarget({ env, dataDir: settings.dataDir, log, start: false }));
  try {
    const { ids: running } = await openWork(client);
    const statusOf = new Map<string, string>(unfinished.map((id) => [id, 'not known to the server']));
    for await (const { id, status } of endedRollouts(client)) statusOf.set(id, status);
    const over = [...statusOf.keys()].filter((id) => !running.has(id));
    const recorded = new Set<string>();
    for (let start = 0; start < over.length; start += IDS_PER_QUERY) {
      for (const { id } of await results.statusOf(over.slice(start, start + IDS_PER_QUERY))) recorded.add(id);
    }
    for (const id of over.filter((each) => !recorded.has(each)).sort()) {
      faults.push({ kind: 'no_result', what: id, place: '', message: `has no result (${statusOf.get(id) ?? ''})` });
    }
    return { unfinished: unfinished.length, running, asked: true };
  } finally {
    await client.connection.close();
  }
}

function tellFaults({ out }: Context, faults: readonly Fault[]): void {
  if (faults.length === 0) {
    out.print(out.colors.green('All of it is there and hashes right.'));
    return;
  }
  for (const { what, place, message } of faults.slice(0, SHOWN)) {
    out.print(
      `${out.colors.red('fault')} ${printable(what)} ${message}${place === '' ? '' : ` (${printable(place)})`}`,
    );
  }
  if (faults.length > SHOWN) out.print(`... and ${faults.length - SHOWN} more: --json has all.`);
  for (const kind of new Set(faults.map((fault) => fault.kind))) {
    out.print(`${kind.replace('_', ' ')}: ${ADVICE[kind]}`);
  }
}
