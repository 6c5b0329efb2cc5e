/** The border to trainers: what goes in and out of an update, that it is a function of its blobs, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { TRAINER_CONTRACT, type GroupFile, type UpdateInput } from '../../../src/activities/training/contract.js';
import { readGroup, readLearner, writeGroup, writeLearner } from '../../../src/activities/training/training-files.js';
import { createTrainer } from '../../../src/activities/training/update-policy.js';
import { FEATURE_VERSION } from '../../../src/learning/features.js';
import { createModel } from '../../../src/learning/model.js';
import { DEFAULT_SETTINGS } from '../../../src/learning/settings.js';
import { startLearner } from '../../../src/learning/update.js';
import { putJson } from '../../../src/store/json-blobs.js';
import { member } from '../../learning/fixtures.js';
import { memoryBlobs, type MemoryBlobs } from '../../support/memory-blobs.js';
import { rejection } from '../../support/thrown.js';

const LINEAR = { kind: 'linear' } as const;

function groupOf(rewards: readonly number[], fields: Partial<GroupFile> = {}): GroupFile {
  return {
    ...{ format: 'maestro-group', version: 1, run: 'r', step: 2, slot: 0, task: 't', family: 'count' },
    ...{ policy: 'learned:x', exploration: 0, featureVersion: FEATURE_VERSION, registry: 'a' },
    members: rewards.map((reward, index) => ({
      ...member(reward, index % 2 === 0 ? 0 : 1),
      ...{ member: index, rollout: `r/${index}`, outcome: 'answered', correct: reward > 0, givenReward: reward },
      ...{ costUsd: 0, calls: ['A@@S'] },
    })),
    leftOut: [],
    ...fields,
  };
}

async function inputOf(blobs: MemoryBlobs, fields: Partial<UpdateInput> = {}): Promise<UpdateInput> {
  const policy = await writeLearner(blobs, LINEAR, startLearner(createModel(LINEAR), 1));
  return {
    ...{ contract: TRAINER_CONTRACT, run: 'r', step: 2, policy, reference: policy, settings: DEFAULT_SETTINGS },
    groups: [await writeGroup(blobs, groupOf([1, 0])), await writeGroup(blobs, groupOf([0, 0, 1], { slot: 1 }))],
    ...fields,
  };
}

test('an update is a function of its blobs: the same bytes however often, and weights that moved to what earned more', async () => {
  const results = [];
  for (const blobs of [memoryBlobs(), memoryBlobs()]) {
    const trainer = createTrainer(blobs);
    const input = await inputOf(blobs);
    const result = await trainer.updatePolicy(input);
    expect(await trainer.updatePolicy(input)).toEqual(result);
    results.push(result);
    const { learner } = await readLearner(blobs, result.checkpoint);
    // Option 0 has 1 in the first feature, option 1 has -1; option 0 earned more.
    expect(learner.weights[0]).toBeGreaterThan(0);
    expect(learner.optimiser.step).toBe(DEFAULT_SETTINGS.epochs);
    expect(blobs.kept.get(result.checkpoint.sha256)?.byteLength).toBe(result.checkpoint.bytes);
  }
  expect(results[0]).toEqual(results[1]);
  expect(results[0]).toMatchObject({ run: 'r', step: 2, metrics: { groups: 2, decisions: 5, zeroVariance: 0 } });
});

test('a group is read as it was written, under the hash of its content', async () => {
  const blobs = memoryBlobs();
  const group = groupOf([1, 0], { leftOut: [{ member: 2, rollout: 'r/2', why: 'the worker died' }] });
  const ref = await writeGroup(blobs, group);
  expect(await writeGroup(blobs, { ...group })).toEqual(ref);
  expect(await readGroup(blobs, ref)).toEqual(group);
});

describe('is refused', () => {
  test.each<[string, readonly number[], Partial<GroupFile>, string]>([
    ['a reward that is no number', [1, NaN], {}, 'Member 2 of the group of task "t" has the reward NaN'],
    ['an endless reward', [1, Infinity], {}, 'reward Infinity'],
    ['a group of one', [1], {}, 'has 1 member'],
  ])('%s, before the group is written', async (_, rewards, fields, part) => {
    const blobs = memoryBlobs();
    const error = await rejection(Promise.resolve().then(() => writeGroup(blobs, groupOf(rewards, fields))));
    expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(part) });
    expect(blobs.kept.size).toBe(0);
  });

  const blob = (value: object) => (blobs: MemoryBlobs) => putJson(blobs, value);
  test.each<[string, (blobs: MemoryBlobs) => Promise<Partial<UpdateInput>>, string, string]>([
    [
      'a group of another step',
      async (b) => ({ groups: [await writeGroup(b, groupOf([1, 0], { step: 1 }))] }),
      'INVALID_INPUT',
      'step 1 of run r',
    ],
    [
      'a group of another run',
      async (b) => ({ groups: [await writeGroup(b, groupOf([1, 0], { run: 'q' }))] }),
      'INVALID_INPUT',
      'run q',
    ],
    [
      'a group of other features',
      async (b) => ({ groups: [await writeGroup(b, groupOf([1, 0], { featureVersion: FEATURE_VERSION + 1 }))] }),
      'INVALID_INPUT',
      'feature version',
    ],
    [
      'what is no group',
      async (b) => ({ groups: [await blob({ hello: 1 })(b)] }),
      'INVALID_INPUT',
      'no group of training',
    ],
    [
      'a blob that is not there',
      () => Promise.resolve({ groups: [{ sha256: 'f'.repeat(64), bytes: 3 }] }),
      'BLOB_MISSING',
      'memory',
    ],
    ['no group', () => Promise.resolve({ groups: [] }), 'INVALID_INPUT', 'groups'],
    [
      'a policy of other features',
      async (b) => ({
        policy: await writeLearner(b, LINEAR, { weights: [1], optimiser: { step: 0, mean: [0], square: [0] } }),
      }),
      'INVALID_INPUT',
      'has 1 weights',
    ],
    ['what is no policy', async (b) => ({ policy: await blob([1])(b) }), 'INVALID_INPUT', 'no policy of training'],
    [
      'a setting that is none',
      () => Promise.resolve({ settings: { ...DEFAULT_SETTINGS, dualClip: 0.5 } }),
      'INVALID_INPUT',
      'dualClip',
    ],
  ])('%s', async (_, change, code, part) => {
    const blobs = memoryBlobs();
    const input = await inputOf(blobs, await change(blobs));
    const error = await rejection(createTrainer(blobs).updatePolicy(input));
    expect(error).toMatchObject({ code, message: expect.stringContaining(part) });
  });
});
