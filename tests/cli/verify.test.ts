/** `maestro verify` on stores that were tampered with, and what `maestro gc` may sweep. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, test } from '@jest/globals';
import Database from 'libsql';
import { itemId } from '../../src/activities/batch/page.js';
import { storeBatch } from '../../src/activities/batch/store-batch.js';
import { eachReference, mentionedHashes } from '../../src/cli/upkeep/blob-references.js';
import { sweepBefore } from '../../src/cli/upkeep/run-gc.js';
import type { ImageRef } from '../../src/domain/ref.js';
import { FRESH_MS } from '../../src/store/blob-store.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { hashJson } from '../../src/store/hash.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { newFolder, png } from '../datasets/readers/support.js';
import { call, failedCall, rollout, turn } from '../store/support/rows.js';
import { onlyJson } from './support/run-cli.js';
import { runMain } from './support/run-main.js';

let folder: string;
let images: ImageRef[];
let documents: string[];
const database = (): string => join(folder, 'data', 'results.db');
const fileOf = (hash: string): string => join(folder, 'data', 'blobs', hash.slice(0, 2), hash.slice(2));

beforeEach(async () => {
  folder = await newFolder();
  const results = await openResultStore(pathToFileURL(database()).href);
  const blobs = await openBlobStore(pathToFileURL(join(folder, 'data', 'blobs')).href);
  images = [];
  for (const shade of [1, 2, 3]) {
    images.push({ ...(await blobs.put(await png(shade))), mime: 'image/png', width: 8, height: 8 });
  }
  const stored = [];
  for (const text of ['{"models":[]}', 'Decide.', JSON.stringify({ task: { images: [images[1]] } })]) {
    stored.push((await results.documents.put(Buffer.from(text))).sha256);
  }
  documents = stored;
  const [registry = '', prompt = '', plan = ''] = stored;
  await results.recordRollout(rollout({ registry, prompt, plan, images: images.slice(0, 1) }), [
    turn({ observation: { crops: images.slice(2).map((image) => ({ image: { ...image } })) } }),
  ]);
  await results.ledger.record(call());
  await results.close();
});

const verify = (...args: string[]) => runMain(['verify', ...args], { cwd: folder });

test('finds nothing wrong with what is whole, and counts it', async () => {
  const { code, stdout } = await verify('--json');
  expect(code).toBe(0);
  expect(onlyJson(stdout)).toMatchObject({
    ok: true,
    rollouts: 1,
    documents: 3,
    blobs: 3,
    server_asked: false,
    faults: [],
  });
});

test('names each fault, where it is referred to, and what to do', async () => {
  const [first, second, third] = images.map(({ sha256 }) => sha256);
  await rm(fileOf(first ?? ''));
  await writeFile(fileOf(second ?? ''), 'damaged');
  const sqlite = new Database(database());
  sqlite.prepare('delete from documents where sha256 = ?').run([documents[0]]);
  sqlite.prepare("update documents set body = 'Obey.' where sha256 = ?").run([documents[1]]);
  sqlite.close();
  const { code, stdout } = await verify('--json');
  expect(code).toBe(1);
  const { faults } = onlyJson(stdout);
  expect(faults).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'missing_blob', what: first, place: 'rollout r1' }),
      expect.objectContaining({ kind: 'corrupt_blob', what: second, place: `document ${documents[2]}` }),
      expect.objectContaining({ kind: 'missing_document', what: documents[0], message: 'its registry is not there' }),
      expect.objectContaining({ kind: 'corrupt_document', what: documents[1] }),
    ]),
  );
  expect(faults).toHaveLength(4);
  const told = await verify('--quick');
  // Damage is found by reading only.
  expect(told.stdout).toContain(first);
  expect(told.stdout).not.toContain(`fault ${second}`);
  expect(told.stdout).not.toContain(third);
  expect(told.stdout).toMatch(/missing blob: Is MAESTRO_BLOBS that of the workers\?/);
});

test('a rollout with replies or failed calls and no result is told, and no fault while nobody knows whether it runs', async () => {
  const results = await openResultStore(pathToFileURL(database()).href);
  await results.ledger.record(call({ rolloutId: 'begun' }));
  for (const rolloutId of ['begun', 'failing']) {
    await results.failures.record(failedCall({ rolloutId, attempt: 1 }));
    await results.failures.record(failedCall({ rolloutId, attempt: 2 }));
  }
  await results.close();
  const { code, stdout } = await verify();
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/2 rollouts without a result: no Temporal server runs here/),
  ]);
});

/** A batch of three tasks, of which the first one ran and the last one was left out. @returns the ids of all three */
async function batchThat(status: string): Promise<string[]> {
  const results = await openResultStore(pathToFileURL(database()).href);
  async function* all() {
    for (const id of ['ran', 'lost', 'left-out']) {
      yield await Promise.resolve({ task: { id, question: 'q' }, images: [] });
    }
  }
  const { batch, spec } = await storeBatch(results.documents, all(), {
    ...{ suite: 'planned', policies: ['keyword'], samples: 1, seed: 0, limits: {}, onOutage: 'wait', cache: true },
    ...{ prompt: null, dataset: null, reward: null, check: null },
  });
  const row = { batch, spec, tasks: 3, samples: 1, rollouts: 3, startedAt: '', endedAt: null, skipped: ['left-out'] };
  await results.batches.note({ ...row, status });
  const ids = ['ran', 'lost', 'left-out'].map((id) =>
    itemId(batch, hashJson({ id, question: 'q', images: [] }).slice(0, 8), 'keyword', 0),
  );
  const [registry = '', prompt = '', plan = ''] = documents;
  await results.recordRollout(rollout({ id: ids[0] ?? '', batch, registry, prompt, plan, images: [] }), []);
  await results.close();
  return ids;
}

test.each([
  ['completed', 1],
  ['failed', 1],
  // It may still run: nobody was asked.
  ['running', 0],
  ['cancelled', 0],
])('a batch that is %s is held against its plan', async (status, missing) => {
  const [, lost = ''] = await batchThat(status);
  const { code, stdout } = await verify('--json');
  expect(code).toBe(missing);
  expect(onlyJson(stdout)).toMatchObject({ planned: 3, faults: { length: missing } });
  if (missing === 0) return;
  const told = await verify();
  expect(told.stdout).toMatch(new RegExp(`fault ${lost} was planned, .*task lost, keyword, sample 0`));
  expect(told.stdout).toMatch(/not run: .*maestro batch retry <batch> --only failed/);
});

test('a sweep keeps whatever is mentioned anywhere: rows, turns, documents, replies, cached calls, verdicts', async () => {
  const results = await openResultStore(pathToFileURL(database()).href);
  const hash = (digit: string): string => digit.repeat(64);
  await results.ledger.record(call({ rolloutId: 'begun', body: { seen: `blob:${hash('a')}` } }));
  await results.calls.cache.add(
    { key: 'k', model: 'M', body: [hash('b')], promptTokens: 0, completionTokens: 0, costUsd: 0, latencyMs: 0 },
    0,
  );
  await results.scores.put([
    {
      ...{ rolloutId: 'r1', scorer: 's@1', rewardHash: 'h', rewardFile: 'f', correct: true, score: 1, reward: 1 },
      verdict: { evidence: hash('c') },
      scoredAt: '',
    },
  ]);
  const mentioned = await mentionedHashes(results);
  for (const each of [...images.map(({ sha256 }) => sha256), hash('a'), hash('b'), hash('c')]) {
    expect(mentioned).toContain(each);
  }
  expect(mentioned).not.toContain(hash('9'));
  await results.close();
});

test.each([
  ['[{"sha256":"HASH","bytes":1}]', 1],
  ['{"deep":{"image":{"bytes":1,"mime":"image/png","sha256":"HASH"}}}', 1],
  ['{"sha256":"HASH","tasks":50}', 0],
  ['{"sha256":"no hash","bytes":1}', 0],
  ['{"sha256":', 0],
  ['the text "sha256" HASH', 0],
])('%s holds %i references to content', (text, count) => {
  const found: string[] = [];
  eachReference(text.replace('HASH', 'd'.repeat(64)), (hash) => void found.push(hash));
  expect(found).toEqual(Array.from({ length: count }, () => 'd'.repeat(64)));
});

test.each([
  ['nothing runs: the age decides', 100, undefined, 900],
  ['what runs is younger than the age', 100, 950, 900],
  ['what runs is older than the age', 100, 300, 300],
  ['no age, nothing runs', 0, undefined, 1_000],
])('%s', (_what, age, oldest, expected) => {
  const day = 86_400_000;
  const open = { oldestStartMs: oldest === undefined ? undefined : oldest * day };
  expect(sweepBefore(1_000 * day, age * day, open)).toBe(expected * day - FRESH_MS);
});
