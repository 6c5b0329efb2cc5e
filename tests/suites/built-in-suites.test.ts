/** The built-in suites, solved by the shipped registry, the real engines and the embedded policy, without Temporal. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RolloutActivities } from '../../src/activities/contract.js';
import { createActivities } from '../../src/activities/create-activities.js';
import { driveInProcess } from '../../src/activities/drive-in-process.js';
import { loadTasks } from '../../src/datasets/load.js';
import { openHost, type Host } from '../../src/host.js';
import { readSettings } from '../../src/settings.js';

let folder: string;
let host: Host;
let activities: RolloutActivities;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-suites-')));
  await mkdir(join(folder, 'inbox'));
  host = await openHost(readSettings({ MAESTRO_DATA_DIR: folder }, folder), {});
  activities = createActivities(host.deps, () => ({
    runId: '',
    quick: true,
    attempt: 1,
    endsAtMs: Infinity,
    signal: new AbortController().signal,
  }));
});

afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

/** Share of right answers by family; another seed than the one the engines were tuned on. */
async function accuracy(suite: string, limit: number, seed: number): Promise<Map<string, number>> {
  const loaded = await loadTasks({ source: suite, limit, seed, imagesDir: join(folder, 'inbox') });
  const right = new Map<string, number[]>();
  for await (const line of loaded.tasks) {
    if (line.kind === 'fault') throw new Error(line.message);
    const id = `${suite}-${line.task.id}`;
    const final = await driveInProcess(activities, {
      rolloutId: id,
      input: { task: line.task },
      startedAtMs: Date.now(),
    });
    const family = line.task.family ?? '';
    right.set(family, [...(right.get(family) ?? []), final.verdict?.correct === true ? 1 : 0]);
  }
  return new Map([...right].map(([family, marks]) => [family, marks.reduce((a, b) => a + b, 0) / marks.length]));
}

test('blindtest: at least 85 % in each of the seven families, 95 % in all', async () => {
  const byFamily = await accuracy('blindtest', 105, 20261123);
  expect(byFamily.size).toBe(7);
  expect(Math.min(...byFamily.values())).toBeGreaterThanOrEqual(0.85);
  expect([...byFamily.values()].reduce((a, b) => a + b, 0) / 7).toBeGreaterThanOrEqual(0.95);
}, 180_000);

test('arith: at least 80 % in each family, 90 % in all', async () => {
  const byFamily = await accuracy('arith', 160, 20261123);
  expect(byFamily.size).toBe(4);
  expect(Math.min(...byFamily.values())).toBeGreaterThanOrEqual(0.8);
  expect([...byFamily.values()].reduce((a, b) => a + b, 0) / byFamily.size).toBeGreaterThanOrEqual(0.9);
}, 180_000);
