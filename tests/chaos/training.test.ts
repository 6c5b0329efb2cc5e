/** A training run through deaths of worker and server: no group is lost, none counts twice, and every policy is a function of the recorded rosters. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PinnedTask } from '../../src/activities/batch/store-batch.js';
import { readSteps } from '../../src/activities/training/step-documents.js';
import { storeTraining } from '../../src/activities/training/store-training.js';
import { readGroup } from '../../src/activities/training/training-files.js';
import { createTrainer } from '../../src/activities/training/update-policy.js';
import { TRAINING_DEFAULTS } from '../../src/domain/training-settings.js';
import { DEFAULT_SETTINGS } from '../../src/learning/settings.js';
import { openBlobStore } from '../../src/store/open-blob-store.js';
import { TRAINER_QUEUE, WORKFLOW_QUEUE } from '../../src/temporal/settings.js';
import type { trainingWorkflow } from '../../src/workflows/index.js';
import { startMaestro, type Maestro } from './support/maestro.js';
import { until } from './support/until.js';

const LIMIT_MS = 180_000;
const STEPS = 4;
const GRPO = { ...DEFAULT_SETTINGS, norm: 'none' } as const;
let maestro: Maestro;

beforeAll(async () => {
  maestro = await startMaestro({ registry: {} });
  await maestro.startWorker();
});
afterAll(() => maestro.close());

async function* sums(split: string): AsyncGenerator<PinnedTask> {
  for (let index = 0; index < 4; index += 1) {
    const [a, b] = [17 + index, 25 - index];
    const [sign, truth] = index % 2 === 0 ? ['+', a + b] : ['*', a * b];
    const task = { id: `${split}-${index}`, question: `What is ${a} ${sign} ${b}?`, ground_truth: String(truth) };
    yield await Promise.resolve({ task: { ...task, family: sign === '+' ? 'sums' : 'products' }, images: [] });
  }
}

test(
  'is the same as if nobody had died',
  async () => {
    const { results, client, dataDir } = maestro;
    const settings = { steps: STEPS, tasksPerStep: 2, groupSize: 3, maxCalls: 2, validateEvery: 0 };
    const { run, spec } = await storeTraining(
      results.documents,
      {
        ...{ suites: ['sums'], seed: 7, registry: 'a'.repeat(64), trainer: TRAINER_QUEUE, reward: null, cache: true },
        ...{ grpo: GRPO, model: { kind: 'linear' }, onOutage: 'observe', from: null, pairs: [] },
        settings: { ...TRAINING_DEFAULTS, ...settings },
      },
      { train: sums('train'), probe: sums('probe'), validation: sums('validation') },
    );
    const handle = await client.workflow.start<typeof trainingWorkflow>('trainingWorkflow', {
      ...{ workflowId: run, taskQueue: WORKFLOW_QUEUE, args: [{ spec }] },
    });
    const recorded = (steps: number) =>
      until(`${steps} steps are recorded`, async () => (await results.learning.stepsOf(run)).length >= steps);
    await recorded(1);
    await maestro.killWorker();
    await maestro.startWorker();
    await recorded(2);
    await maestro.killServer();
    await maestro.startServer();
    await recorded(3);
    await maestro.killWorker();
    await maestro.startWorker();
    expect(await handle.result()).toMatchObject({ steps: STEPS });

    const steps = await readSteps(results, run);
    expect(steps.map(({ state }) => state.step)).toEqual([0, 1, 2, 3, 4]);
    const blobs = await openBlobStore(pathToFileURL(join(dataDir, 'blobs')).href);
    const trainer = createTrainer(blobs);
    let [policy] = steps.map(({ state }) => state.learner);
    const reference = policy!;
    const rollouts: string[] = [];
    for (const { state, groups } of steps.slice(1)) {
      const refs = groups.flatMap(({ ref }) => ref ?? []);
      const files = await Promise.all(refs.map((ref) => readGroup(blobs, ref)));
      expect(files.map(({ slot, members }) => [slot, members.map(({ member }) => member)])).toEqual([
        [0, [0, 1, 2]],
        [1, [0, 1, 2]],
      ]);
      rollouts.push(...files.flatMap(({ members }) => members.map(({ rollout }) => rollout)));
      // The roster again, far from any worker: the same bytes.
      const input = { contract: 1, run, step: state.step - 1, reference, settings: GRPO } as const;
      const again = await trainer.updatePolicy({ ...input, policy: policy!, groups: refs });
      expect(again.checkpoint).toEqual(state.learner);
      policy = again.checkpoint;
    }
    expect(new Set(rollouts).size).toBe(STEPS * 2 * 3);
    await blobs.close();
  },
  LIMIT_MS,
);
