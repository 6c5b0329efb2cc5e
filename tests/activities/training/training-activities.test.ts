/** What a training run's workflows ask of the stores: rosters by rows alone, once, and what is refused. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PinnedTask } from '../../../src/activities/batch/store-batch.js';
import { createTrainingActivities } from '../../../src/activities/training/create-training-activities.js';
import type { GroupInput } from '../../../src/activities/training/run-contract.js';
import { storeTraining, type TrainingConditions } from '../../../src/activities/training/store-training.js';
import { readGroup } from '../../../src/activities/training/training-files.js';
import { createTrainer } from '../../../src/activities/training/update-policy.js';
import { storeCheckpoint } from '../../../src/activities/learned/stored-checkpoints.js';
import type { RegistrySnapshot } from '../../../src/domain/registry.js';
import { memberId } from '../../../src/domain/training.js';
import type { GroupSummary, PolicyState } from '../../../src/domain/training-run.js';
import { TRAINING_DEFAULTS, type TrainingSettings } from '../../../src/domain/training-settings.js';
import { FEATURE_VERSION } from '../../../src/learning/features.js';
import { NO_RECORDS } from '../../../src/learning/records.js';
import { DEFAULT_SETTINGS } from '../../../src/learning/settings.js';
import { hashJson } from '../../../src/store/hash.js';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import type { RolloutRow } from '../../../src/store/rows.js';
import { TRAINER_QUEUE } from '../../../src/temporal/settings.js';
import { sample } from '../../learning/fixtures.js';
import { call, rollout, turn } from '../../store/support/rows.js';
import { checkpointOf } from '../../support/learned.js';
import { memoryBlobs } from '../../support/memory-blobs.js';
import { rigSnapshot } from '../../support/rig-snapshot.js';
import { rejection } from '../../support/thrown.js';

const AT = '2026-08-01T10:00:00.000Z';
const blobs = memoryBlobs();
let folder: string;
let results: ResultStore;
let snapshot: RegistrySnapshot;
let activities: ReturnType<typeof createTrainingActivities>;
let number = 0;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-training-')));
  results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
  activities = createTrainingActivities({ results, blobs, registry: () => Promise.resolve(snapshot) });
});
beforeEach(() => {
  snapshot = rigSnapshot();
});
afterAll(async () => {
  await results.close();
  await rm(folder, { recursive: true, force: true });
});

async function* tasks(name: string): AsyncGenerator<PinnedTask> {
  for (const index of [0, 1, 2]) {
    const task = { id: `${name}-${index}`, question: 'a question', family: index < 2 ? 'even' : 'odd' };
    yield await Promise.resolve({ task, images: [] });
  }
}

interface Begun {
  readonly input: GroupInput;
  readonly state: PolicyState;
}

/** A run of its own, with its first policy. */
async function begin(settings: Partial<TrainingSettings> = {}, more: Partial<TrainingConditions> = {}): Promise<Begun> {
  const name = `n${(number += 1)}`;
  const { run, spec } = await storeTraining(
    results.documents,
    {
      ...{ suites: [name], seed: 1, registry: hashJson(snapshot), trainer: TRAINER_QUEUE, reward: null, cache: true },
      ...{ grpo: DEFAULT_SETTINGS, model: { kind: 'linear' }, onOutage: 'observe', from: null, pairs: [], ...more },
      settings: { ...TRAINING_DEFAULTS, groupSize: 3, tasksPerStep: 2, validateEvery: 0, ...settings },
    },
    { train: tasks(name), probe: tasks(`${name}p`), validation: tasks(`${name}v`) },
  );
  await activities.openTraining({ run, input: { spec }, at: AT });
  const state = await activities.beginPolicy({ run, spec, at: AT });
  return { state, input: { run, spec, step: 0, slot: 0, policy: state.policy, exploration: 0.1 } };
}

/** A member's row as its rollout leaves it. */
async function end({ input }: Begun, member: number, fields: Partial<RolloutRow> = {}, attempt = 0): Promise<string> {
  const id = memberId(input.run, input.step, input.slot, member, attempt);
  const own = { id, policy: input.policy, registry: hashJson(rigSnapshot()), taskId: 'task', turns: 1, costUsd: 0.1 };
  const status = fields.outcome === 'turn_limit' ? 'timed_out' : 'ok';
  await results.recordRollout(rollout({ ...own, ...fields }), [turn({ rolloutId: id, pair: 'Quick@@Plain', status })]);
  await results.ledger.record(
    call({ rolloutId: id, step: 'decide', body: { sample: { ...sample(member % 2 === 0 ? 0 : 1) } } }),
  );
  return id;
}

const build = ({ input }: Begun, members: readonly string[]): Promise<GroupSummary> =>
  activities.buildGroup({
    ...input,
    members: members.map((each, member) => ({ member, rollout: each })),
    ...{ leftOut: [], refills: 0 },
  });

describe('a group', () => {
  test('has a task by run, step and slot, and knows what of it is done under this policy and registry', async () => {
    const begun = await begin({ resample: 2, faults: 0.2 });
    const { input } = begun;
    const opened = await activities.openGroup(input);
    expect(opened).toMatchObject({
      ...{ groupSize: 3, ended: [] },
      input: { training: { run: input.run, step: 0, exploration: 0.1, vary: { pairs: 0, cards: 0, faults: 0.2 } } },
    });
    expect(await activities.openGroup(input)).toEqual(opened);
    // Families take turns, also among those that stand in for others.
    const slots = await Promise.all([0, 1, 2, 3].map((slot) => activities.openGroup({ ...input, slot })));
    expect(slots.map(({ task }) => task.family)).toEqual(['even', 'odd', 'even', 'odd']);
    await end(begun, 0);
    await end(begun, 1, { outcome: 'cancelled' });
    await end(begun, 1, { outcome: 'policy_failed' }, 1);
    await end(begun, 2, { policy: 'learned:another' });
    await end(begun, 2, { registry: 'b'.repeat(64) }, 1);
    expect((await activities.openGroup(input)).ended).toEqual([
      { member: 0, attempt: 0, outcome: 'answered', turns: 1 },
      { member: 1, attempt: 1, outcome: 'policy_failed', turns: 1 },
    ]);
  });

  test('is its rows, less what calls are charged; a failed expert stays, with its reward', async () => {
    const begun = await begin({ costPerCall: 0.05, costPerUsd: 1, costAtMost: 0.12 });
    const ids = [await end(begun, 0), await end(begun, 1, { reward: -1, outcome: 'turn_limit', correct: false })];
    const summary = await build(begun, ids);
    expect(summary).toMatchObject({ members: 2, missing: 1, zeroVariance: false, allFailed: false, why: '' });
    expect(await build(begun, ids)).toEqual(summary);
    const file = await readGroup(blobs, summary.ref!);
    expect(file.members.map(({ reward, givenReward, failed }) => [reward, givenReward, failed])).toEqual([
      [0.88, 1, false],
      [-1.12, -1, true],
    ]);
    expect(file).toMatchObject({ task: 'task', family: 'blindtest circles', featureVersion: FEATURE_VERSION });
  });

  test('of one member, and one whose rows are gone, is dropped and says why', async () => {
    const begun = await begin();
    const summary = await build(begun, [await end(begun, 0), 'gone']);
    expect(summary).toMatchObject({ ref: null, members: 1, why: '1 of its members are left: its record is gone' });
    expect(await build(begun, [])).toMatchObject({ ref: null, members: 0 });
  });

  test('leaves out who was lost by our own side, whoever said that it counts', async () => {
    const begun = await begin();
    const lost = {
      outcome: 'budget',
      reward: 0,
      trajectory: { turns: [], answer_turn: null, own_fault: true },
    } as const;
    const ids = [
      await end(begun, 0),
      await end(begun, 1),
      await end(begun, 2, { ...lost, reason: 'the policy is away' }),
    ];
    const summary = await build(begun, ids);
    expect(summary).toMatchObject({ members: 2, missing: 1 });
    const { members, leftOut } = await readGroup(blobs, summary.ref!);
    expect(members.map(({ member }) => member)).toEqual([0, 1]);
    expect(leftOut).toEqual([{ member: 2, rollout: ids[2], why: 'the policy is away' }]);
    expect((await activities.openGroup(begun.input)).ended).toContainEqual({
      ...{ member: 2, attempt: 0, outcome: 'budget', turns: 1, ownFault: true },
    });
  });

  test('with a reward that is no number is refused', async () => {
    const begun = await begin();
    const ids = [await end(begun, 0), await end(begun, 1, { reward: null })];
    expect(await rejection(build(begun, ids))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('has the reward NaN'),
    });
  });

  test('under another registry than the run began with is refused, before and after', async () => {
    const begun = await begin();
    const other = [await end(begun, 0), await end(begun, 1, { registry: 'b'.repeat(64) })];
    const message = expect.stringMatching(/registry has changed since run .*maestro train resume/);
    expect(await rejection(build(begun, other))).toMatchObject({ code: 'INVALID_INPUT', message });
    snapshot = { ...snapshot, skills: snapshot.skills.slice(1) };
    expect(await rejection(activities.openGroup(begun.input))).toMatchObject({ code: 'INVALID_INPUT', message });
  });
});

describe('an update', () => {
  async function collected(begun: Begun) {
    const groups = [await build(begun, [await end(begun, 0), await end(begun, 1, { reward: 0, correct: false })])];
    const { run, step, spec } = begun.input;
    const { learner } = begun.state;
    const update = await createTrainer(blobs).updatePolicy({
      ...{ contract: 1, run, step, policy: learner, reference: learner, settings: DEFAULT_SETTINGS },
      groups: groups.flatMap(({ ref }) => ref ?? []),
    });
    return { run, spec, before: begun.state, groups, update, at: AT };
  }

  test('is recorded once: whatever comes later for the same step, the first stands', async () => {
    const begun = await begin();
    const input = await collected(begun);
    const recorded = await activities.recordUpdate(input);
    expect(recorded.report).toMatchObject({ step: 1, reward: 0.48, accuracy: 0.5, groups: 1, members: 2 });
    expect(recorded.report.shares).toEqual([['Quick@@Plain', 1]]);
    const later = {
      ...input,
      at: '2027-01-01T00:00:00.000Z',
      update: { ...input.update, checkpoint: begun.state.learner },
    };
    expect(await activities.recordUpdate(later)).toEqual(recorded);
    const opened = await activities.openTraining({ run: input.run, input: { spec: input.spec }, at: AT });
    expect(opened.policies).toEqual([begun.state, recorded.state]);
    expect(await activities.beginPolicy({ run: input.run, spec: input.spec, at: AT })).toEqual(begun.state);
  });

  test('that crosses a bound of the guard raises exploration', async () => {
    const begun = await begin({ guardShare: 0.5, guardCalls: 2, exploration: 0.1 });
    const { report, state } = await activities.recordUpdate(await collected(begun));
    expect(report.crossed).toEqual([expect.stringContaining('Quick@@Plain has 100 % of the calls')]);
    expect(state.exploration).toBe(0.2);
  });

  test.each([
    ['of another step', { step: 7 }, 'step 7'],
    ['of another run', { run: 'another' }, 'run another'],
    ['with a metric that is no number', { metrics: { loss: NaN } }, 'the metric loss'],
    ['whose policy is not there', { checkpoint: { sha256: 'f'.repeat(64), bytes: 1 } }, 'ffff'],
  ])('%s is refused', async (_, fields, part) => {
    const input = await collected(await begin());
    const error = await rejection(activities.recordUpdate({ ...input, update: { ...input.update, ...fields } }));
    expect(error.message).toContain(part);
  });
});

describe('a run that begins with a checkpoint', () => {
  const store = (fields: Parameters<typeof checkpointOf>[1]) =>
    storeCheckpoint(results, checkpointOf(checkpointOf([]).learner.optimiser.mean, fields), NO_RECORDS, AT);

  test('has its weights', async () => {
    const from = await store({ step: 99 });
    expect((await begin({}, { from })).state.policy).not.toBe(`learned:${from}`);
  });

  test.each([
    ['of another feature version', { featureVersion: FEATURE_VERSION + 1 }, {}, 'version of the features'],
    ['of another model', {}, { model: { kind: 'two-tower', width: 2 } }, 'another model (linear)'],
  ] as const)('%s is refused', async (_, fields, conditions, part) => {
    const from = await store(fields);
    const error = await rejection(begin({}, { from, ...conditions }));
    expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(part) });
  });
});
