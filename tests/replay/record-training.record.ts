/** Records the histories of training runs that the replay test replays: `npm run record-histories`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { idsOf, playTraining, TRAINING_SCENARIOS } from '../support/training-scenarios.js';
import { startChief, type Chief } from '../workflows/support/chief.js';
import { openTrainingRig, type TrainingRig } from '../workflows/support/training-rig.js';

const folder = fileURLToPath(new URL('../histories', import.meta.url));
let rig: TrainingRig;
let chief: Chief;

beforeAll(async () => {
  chief = await startChief();
  rig = await openTrainingRig(chief.model);
});
afterAll(async () => {
  await rig.close();
  await chief.stub.close();
});

test.each(TRAINING_SCENARIOS)('$name', async (scenario) => {
  await playTraining(rig, scenario);
  for (const [file, id] of idsOf(scenario)) {
    const history = await rig.client.workflow.getHandle(id).fetchHistory();
    expect(history.events?.length).toBeGreaterThan(3);
    await writeFile(`${folder}/${file}.json`, `${historyToJSON(history)}\n`);
  }
});
