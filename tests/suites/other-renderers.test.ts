/** The raster engine and the OCR hold on pictures that another renderer drew (see the fixtures' README). */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createActivities } from '../../src/activities/create-activities.js';
import { driveInProcess } from '../../src/activities/drive-in-process.js';
import { readTasks } from '../../src/datasets/jsonl.js';
import { openHost } from '../../src/host.js';
import { readSettings } from '../../src/settings.js';

const fixtures = fileURLToPath(new URL('../fixtures/blindtest-other', import.meta.url));

test('at least 85 % of 64 pictures by matplotlib and Pillow, and no family below 60 %', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-others-')));
  const host = await openHost(readSettings({ MAESTRO_DATA_DIR: folder, MAESTRO_IMAGE_ROOTS: fixtures }, folder), {});
  try {
    const context = { runId: '', quick: true, attempt: 1, endsAtMs: Infinity, signal: new AbortController().signal };
    const activities = createActivities(host.deps, () => context);
    const marks = new Map<string, boolean[]>();
    for await (const line of readTasks(join(fixtures, 'tasks.jsonl'))) {
      if (line.kind === 'fault') throw new Error(line.message);
      const { task } = line;
      const input = { rolloutId: `other-${task.id}`, input: { task }, startedAtMs: Date.now() };
      const { verdict } = await driveInProcess(activities, input);
      marks.set(task.family ?? '', [...(marks.get(task.family ?? '') ?? []), verdict?.correct === true]);
    }
    const share = (list: readonly boolean[]): number => list.filter(Boolean).length / list.length;
    expect([...marks.values()].flat()).toHaveLength(64);
    expect(share([...marks.values()].flat())).toBeGreaterThanOrEqual(0.85);
    expect(Math.min(...[...marks.values()].map(share))).toBeGreaterThanOrEqual(0.6);
  } finally {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
