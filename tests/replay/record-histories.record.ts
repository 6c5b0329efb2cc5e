/** Records the histories that the replay test replays: `npm run record-histories`, then look at the diff and commit it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { abortSignal, reviewSignal, stateQuery } from '../../src/workflows/rollout.js';
import { openRig, type Rig } from '../support/rollout-rig.js';
import { SCENARIO_RIG, SCENARIOS } from '../support/replay-scenarios.js';

const folder = fileURLToPath(new URL('../histories', import.meta.url));
let rig: Rig;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  rig = await openRig(SCENARIO_RIG);
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
});

afterAll(() => rig.close());

test.each(SCENARIOS)('$name', async ({ name, input, interrupt, review }) => {
  const handle = await rig.start(name, input);
  if (interrupt !== undefined) {
    while (!(await handle.query(stateQuery)).waits_for.startsWith('Slow@@Plain'))
      await new Promise((resolve) => setTimeout(resolve, 100));
    await (interrupt === 'cancel' ? handle.cancel() : handle.signal(abortSignal, 'a test'));
  }
  if (review === true) {
    while (!(await handle.query(stateQuery)).waits_for.startsWith("a person's verdict"))
      await new Promise((resolve) => setTimeout(resolve, 100));
    await handle.signal(reviewSignal, { score: 1, by: 'ada', note: 'a test' });
  }
  await handle.result().catch(() => undefined);
  const history = await handle.fetchHistory();
  expect(history.events?.length).toBeGreaterThan(3);
  await writeFile(`${folder}/${name}.json`, `${historyToJSON(history)}\n`);
});
