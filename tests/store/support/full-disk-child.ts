/**
 * @module A process that uses the stores until the disk is full, then after space was freed:
 * `FOLDER UID`. The folder is on a tiny disk and holds a file `ballast`. Prints what happened as one line of JSON.
 */
import { rmSync, writeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMaestroError } from '../../../src/domain/errors.js';
import { openBlobStore } from '../../../src/store/open-blob-store.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import { call, rollout, turn } from './rows.js';

const [folder = ''] = process.argv.slice(2);
const blobs = await openBlobStore(pathToFileURL(join(folder, 'blobs')).href);
const results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);

async function failure(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    return isMaestroError(error) ? `${error.code}: ${error.message}` : String(error);
  }
}

/** Repeats the work until it fails; how often it succeeded, and the failure. */
async function untilFull(work: (index: number) => Promise<unknown>): Promise<{ done: number; failure: string }> {
  for (let done = 0; done < 10_000; done++) {
    const what = await failure(() => work(done));
    if (what !== 'ok') return { done, failure: what };
  }
  throw new Error('the disk never filled up');
}

const record = (index: number): Promise<unknown> =>
  results.ledger.record(call({ turn: index, body: 'x'.repeat(4_000) }));
const ledger = await untilFull(record);
const blob = await untilFull((index) => blobs.put(Buffer.alloc(30_000, index)));
const turns = [turn({ summary: 'x'.repeat(30_000) }), turn({ turn: 2, summary: 'x'.repeat(30_000) })];
const whole = await failure(() => results.recordRollout(rollout(), turns));
const readable = (await results.ledger.list('r1')).length;
const halfThere = await results.getRollout('r1');

rmSync(join(folder, 'ballast'));
const afterwards = {
  record: await failure(() => record(10_000)),
  rollout: await failure(() => results.recordRollout(rollout(), turns)),
  put: await failure(() => blobs.put(Buffer.alloc(30_000, 'after'))),
  rows: (await results.ledger.list('r1')).length,
};
const leftovers = (await readdir(join(folder, 'blobs'), { recursive: true })).filter((name) => name.endsWith('.tmp'));
await results.close();
writeSync(
  1,
  `${JSON.stringify({ ledger, blob, whole, readable, halfThere: halfThere !== undefined, afterwards, leftovers })}\n`,
);
