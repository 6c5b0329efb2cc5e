/** `maestro registry list --tree` and `diff`, inside this process. */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadRegistry } from '../../src/registry/load.js';
import { SHIPPED_REGISTRY } from '../../src/settings.js';
import { hashJson } from '../../src/store/hash.js';
import { putJson } from '../../src/store/json-blobs.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import type { Ended } from './support/run-cli.js';
import { onlyJson } from './support/run-cli.js';
import { runMain } from './support/run-main.js';

let folder: string;
/** Of two snapshots that rollouts ran with: as shipped, and with a change. */
const hashes = { shipped: '', changed: '', plan: '' };

const run = (...args: string[]): Promise<Ended> => runMain(['registry', ...args], { cwd: folder });

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-cli-')));
  await writeFile(
    join(folder, 'own.yaml'),
    'models: [{ id: Raster, concurrency: 7 }, { id: QuickJS, aliases: [JS] }]\n',
  );
  const results = await openResultStore(pathToFileURL(join(folder, 'data/results.db')).href);
  const shipped = await loadRegistry({ roots: [SHIPPED_REGISTRY], env: {} });
  const changed = await loadRegistry({ roots: [SHIPPED_REGISTRY, join(folder, 'own.yaml')], env: {} });
  hashes.shipped = (await putJson(results.documents, shipped)).sha256;
  hashes.changed = (await putJson(results.documents, changed)).sha256;
  hashes.plan = (await putJson(results.documents, { rolloutId: 'x', task: {} })).sha256;
  await results.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the difference of two snapshots by the beginnings of their hashes', async () => {
  const ended = await run('diff', hashes.shipped.slice(0, 8), hashes.changed.slice(0, 12));
  expect(ended.code).toBe(0);
  expect(ended.stdout.split('\n')).toEqual([
    `${hashes.shipped.slice(0, 12)} -> ${hashes.changed.slice(0, 12)}: 2 changes`,
    'changed  models.Raster.concurrency: 2 -> 7',
    'changed  models.QuickJS.aliases: [] -> ["JS"]',
    '',
  ]);
});

test('the registry as it stands is `current`, with the layers of this command', async () => {
  const same = await run('diff', hashes.shipped, 'current', '--json');
  expect(onlyJson(same.stdout)).toEqual({ before: hashes.shipped, after: hashes.shipped, changes: [] });
  const other = await run('diff', 'current', hashes.shipped, '--registry', 'own.yaml', '--json');
  expect(onlyJson(other.stdout)).toMatchObject({
    before: hashes.changed,
    changes: [
      { kind: 'changed', path: 'models.Raster.concurrency', before: 7, after: 2 },
      { kind: 'changed', path: 'models.QuickJS.aliases', before: ['JS'], after: [] },
    ],
  });
});

test.each<[string, () => string[], number, RegExp]>([
  ['an unknown hash', () => ['diff', '0000', 'current'], 2, /No snapshot in file:.* begins with 0000/],
  ['a document that is no snapshot', () => ['diff', hashes.plan, 'current'], 2, /No snapshot/],
  ['no hash', () => ['diff', 'yesterday', 'current'], 2, /"yesterday" names no snapshot/],
  ['too short a beginning', () => ['diff', 'abc', 'current'], 2, /4 to 64 hex digits/],
  ['one hash only', () => ['diff', 'current'], 2, /give both/],
  ['--tree with diff', () => ['diff', 'current', 'current', '--tree'], 2, /--tree belongs to registry list/],
  ['a path to list', () => ['list', 'own.yaml'], 2, /--registry/],
  ['two paths to check', () => ['check', 'own.yaml', 'own.yaml'], 2, /no second argument/],
])('%s is bad input', async (_name, args, code, says) => {
  const ended = await run(...args());
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(says)]);
});

test('a beginning that several snapshots share is told so', async () => {
  const results = await openResultStore(pathToFileURL(join(folder, 'data/results.db')).href);
  // Snapshots until two begin alike in four digits: by the birthday bound a few hundred suffice.
  const seen = new Map<string, string>();
  let shared: string | undefined;
  for (let index = 0; shared === undefined; index++) {
    const snapshot = { models: [{ id: `m${index}` }], services: [], skills: [] };
    const prefix = hashJson(snapshot).slice(0, 4);
    if (seen.has(prefix)) {
      shared = prefix;
      await putJson(results.documents, snapshot);
      await putJson(results.documents, { models: [{ id: seen.get(prefix) ?? '' }], services: [], skills: [] });
    }
    seen.set(prefix, `m${index}`);
  }
  await results.close();
  const ended = await run('diff', shared, 'current');
  expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(/begins the hashes of 2 snapshots/)]);
});

test('the tree', async () => {
  const { stdout, code } = await run('list', '--tree', '--registry', 'own.yaml');
  expect(code).toBe(0);
  expect(stdout).toContain('  Diagram_Reasoning  ');
  expect(stdout).toContain('      read: ocr read-character [ocr: Tesseract], after region\n');
  expect(stdout).toMatch(/^ {4}trajectory-outcome .* \(also ERQA_Trajectory_Outcome_Solver\)$/m);
  expect(stdout).toContain('    Raster@@Diagram_Reasoning\n');
  const json = onlyJson((await run('list', '--tree', '--json')).stdout);
  expect(json).toMatchObject({ hash: hashes.shipped, skills: expect.any(Array), models: expect.any(Array) });
});
