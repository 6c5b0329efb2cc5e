/**
 * The contract of trainers from another language: a Python worker (Temporal's SDK from PyPI, installed into the per-user cache on
 * first use) updates the policy of real runs. Where Python or PyPI can't be had these tests are skipped, and say so.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSteps } from '../../src/activities/training/step-documents.js';
import { readLearner } from '../../src/activities/training/training-files.js';
import { createTrainer } from '../../src/activities/training/update-policy.js';
import { DEFAULT_SETTINGS, type GrpoSettings } from '../../src/learning/settings.js';
import { trainerPython } from '../../tools/conformance-environment.js';
import { openTrainingRig, type TrainingRig } from '../workflows/support/training-rig.js';

const LIMIT_MS = 180_000;
const QUEUE = 'trainer-in-python';
const python = trainerPython();
const conforms = python === undefined ? describe.skip : describe;
const skipped = python === undefined ? ' (skipped: no Python with the packages of tests/conformance/trainer)' : '';

conforms(`a trainer in Python${skipped}`, () => {
  let rig: TrainingRig;
  let worker: ChildProcess;
  let said = '';

  beforeAll(async () => {
    rig = await openTrainingRig();
    const script = fileURLToPath(new URL('trainer/trainer.py', import.meta.url));
    worker = spawn(python ?? '', [script, rig.temporal.address, QUEUE, join(rig.folder, 'blobs')]);
    worker.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }, LIMIT_MS);

  afterAll(async () => {
    if (worker.exitCode === null) {
      const ended = once(worker, 'exit');
      worker.kill();
      await ended;
    }
    await rig.close();
  });

  /** The run's end; should the worker die meanwhile, what it said. */
  async function ended<T>(result: Promise<T>): Promise<T> {
    const died = once(worker, 'exit').then(() => {
      throw new Error(`the trainer died: ${said}`);
    });
    return Promise.race([result, died]);
  }

  const GRPO: GrpoSettings = { ...DEFAULT_SETTINGS, norm: 'none', epochs: 3, entropy: 0.01, kl: 0.1 };

  test.each<[string, GrpoSettings]>([
    ['as it learns by default', GRPO],
    ['with leave-one-out, by deviation', { ...DEFAULT_SETTINGS, baseline: 'leave-one-out', zeroVariance: 'skip' }],
  ])(
    'updates a run to its end, and each of its policies is the one that the contract says: %s',
    async (_, grpo) => {
      const handle = await rig.start(`python-${grpo.norm}`, {
        settings: { steps: 2, groupSize: 4 },
        conditions: { grpo, trainer: QUEUE },
      });
      expect(await ended(handle.result())).toMatchObject({ steps: 2, reason: 'all 2 steps are done' });
      const run = handle.workflowId;
      const { blobs } = rig.deps;
      const steps = await readSteps(rig.results, run);
      const reference = steps[0]!.state.learner;
      for (const [step, { state: before }] of steps.slice(0, -1).entries()) {
        const next = steps[step + 1]!;
        expect(next.report?.metrics).toMatchObject({ python: 3, groups: 2 });
        const groups = next.groups.flatMap(({ ref }) => ref ?? []);
        const input = { contract: 1, run, step, policy: before.learner, reference, groups, settings: grpo } as const;
        const ours = await readLearner(blobs, (await createTrainer(blobs).updatePolicy(input)).checkpoint);
        const theirs = await readLearner(blobs, next.state.learner);
        expect(theirs.model).toEqual(ours.model);
        expect(theirs.learner.optimiser.step).toBe(ours.learner.optimiser.step);
        for (const [place, weight] of ours.learner.weights.entries())
          expect(theirs.learner.weights[place]).toBeCloseTo(weight, 7);
      }
      const { learner } = await readLearner(blobs, steps.at(-1)!.state.learner);
      expect(learner.weights.some((weight) => weight !== 0)).toBe(true);
    },
    LIMIT_MS,
  );

  test(
    'refuses what it can not do, and the run ends with its reason',
    async () => {
      const handle = await rig.start('python-other', {
        settings: { steps: 1 },
        conditions: { trainer: QUEUE, model: { kind: 'two-tower', width: 2 } },
      });
      await expect(ended(handle.result())).rejects.toThrow();
      expect(await rig.stateOf(handle.workflowId)).toMatch(/^failed: .*knows the model linear, not two-tower/);
    },
    LIMIT_MS,
  );
});
