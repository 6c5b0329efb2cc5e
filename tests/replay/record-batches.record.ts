/** Records the histories of batches that the replay test replays: `npm run record-histories`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { BATCH_SCENARIOS, startScenario } from '../support/batch-scenarios.js';
import { SCENARIO_RIG } from '../support/replay-scenarios.js';
import { openRig, type Rig } from '../support/rollout-rig.js';

const folder = fileURLToPath(new URL('../histories', import.meta.url));
let rig: Rig;

beforeAll(async () => {
  rig = await openRig(SCENARIO_RIG);
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
});
afterAll(() => rig.close());

test.each(BATCH_SCENARIOS)('$name', async (scenario) => {
  const handle = await startScenario(rig, scenario);
  await scenario.steer?.(handle);
  await handle.result();
  const { client } = rig.temporal;
  for (const [id, file] of [
    [scenario.name, scenario.name],
    [`${scenario.name}/window-1`, `${scenario.name}-window`],
  ] as const) {
    const history = await client.workflow.getHandle(id).fetchHistory();
    expect(history.events?.length).toBeGreaterThan(3);
    await writeFile(`${folder}/${file}.json`, `${historyToJSON(history)}\n`);
  }
});
