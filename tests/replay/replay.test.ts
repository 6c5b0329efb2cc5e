/** Histories that were recorded by earlier code must replay: a running rollout survives an upgrade. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Runtime, Worker } from '@temporalio/worker';
import { BATCH_SCENARIOS, EARLIER_BATCHES } from '../support/batch-scenarios.js';
import { SCENARIOS } from '../support/replay-scenarios.js';
import { installRuntime } from '../support/temporal.js';
import { idsOf, TRAINING_SCENARIOS } from '../support/training-scenarios.js';
import { productWorkflows, type TestBundle } from '../support/workflow-bundle.js';

const folder = fileURLToPath(new URL('../histories', import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const training = new Map(TRAINING_SCENARIOS.flatMap(idsOf));
let bundle: TestBundle;
/** What came of each history, by its id: nothing, or why it does not replay. */
const ends = new Map<string, Error | undefined>();

beforeAll(async () => {
  await installRuntime();
  bundle = await productWorkflows();
  const histories = files.map((file) => {
    const history: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return { workflowId: idOf(file), history };
  });
  // By one worker, which loads the workflows once.
  for await (const { workflowId, error } of Worker.runReplayHistories(bundle, histories)) ends.set(workflowId, error);
});

afterAll(() => Runtime.instance().shutdown());

test('every scenario has a history', () => {
  const names = [...BATCH_SCENARIOS.map(({ name }) => name), ...EARLIER_BATCHES];
  const batches = names.flatMap((name) => [`${name}.json`, `${name}-window.json`]);
  const runs = [...training.keys()].map((name) => `${name}.json`);
  expect(files.sort()).toEqual([...SCENARIOS.map(({ name }) => `${name}.json`), ...batches, ...runs].sort());
  expect(ends.size).toBe(files.length);
});

test.each(files)('%s replays', (file) => {
  expect([...ends.keys()]).toContain(idOf(file));
  expect(ends.get(idOf(file))).toBeUndefined();
});

test('a history that the code would not write is refused', async () => {
  const other = readFileSync(join(folder, 'answered-regular.json'), 'utf8').replaceAll(
    '"name": "dispatch"',
    '"name": "other"',
  );
  expect(other).toContain('"name": "other"');
  await expect(Worker.runReplayHistory(bundle, JSON.parse(other))).rejects.toMatchObject({
    name: 'DeterminismViolationError',
  });
});

/** Ids of windows are made from their batch's, those of groups from their run's. */
function idOf(file: string): string {
  const name = file.replace('.json', '');
  return training.get(name) ?? name.replace(/^(batch-\w+)-window$/, '$1/window-1');
}
